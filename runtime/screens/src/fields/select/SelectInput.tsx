// One code of a list.
import { useMemo } from 'react';
import { useCodeList } from '../../client/index.ts';
import { Picker } from '../picker/Picker.tsx';
import { heldOption, offeredCodes } from './code_options.ts';
import type { WidgetProps } from '../contract.ts';

export function SelectInput(props: WidgetProps) {
  const handle = useCodeList(props.field.list);
  const options = useMemo(() => offeredCodes(handle.list), [handle.list]);
  const held =
    typeof props.value === 'string' && props.value !== '' ? [heldOption(props.value, handle.code(props.value))] : [];
  return (
    <Picker
      id={props.id}
      name={props.field.label}
      label={props.label}
      multiple={false}
      chosen={held}
      options={options}
      loading={handle.isPending}
      nothing={handle.error ? '代码表没有取到，请稍后再试' : '没有匹配的选项'}
      disabled={props.disabled}
      required={props.required}
      faulty={props.faults.length > 0}
      describedBy={props.describedBy}
      onChange={(chosen) => props.onChange(chosen[0]?.key ?? null)}
      onBlur={props.onBlur}
    />
  );
}
