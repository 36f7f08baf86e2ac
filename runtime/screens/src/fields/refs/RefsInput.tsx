// Several records of one entity, picked one after another.
import { RefPicker } from '../ref/RefPicker.tsx';
import type { WidgetProps } from '../contract.ts';

export function RefsInput(props: WidgetProps) {
  const held = Array.isArray(props.value) ? props.value.filter((id): id is string => typeof id === 'string') : [];
  return (
    <RefPicker
      {...props}
      multiple
      entity={props.field.to[0] ?? ''}
      chosen={held}
      onChosen={(ids) => props.onChange(ids.length === 0 ? null : ids)}
    />
  );
}
