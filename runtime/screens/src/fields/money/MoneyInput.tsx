// An amount of money: a number with 元 behind it unless the field says 万元.
import { NumberInput } from '../number/NumberInput.tsx';
import type { WidgetProps } from '../contract.ts';

export function MoneyInput(props: WidgetProps) {
  return <NumberInput {...props} unit={props.field.unit ?? '元'} />;
}
