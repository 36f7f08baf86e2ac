// Several codes of a list, kept in the order of the list.
import { useMemo } from 'react';
import { useCodeList } from '../../client/index.ts';
import { Picker } from '../picker/Picker.tsx';
import { heldOption, offeredCodes } from '../select/code_options.ts';
import type { WidgetProps } from '../contract.ts';

export function MultiselectInput(props: WidgetProps) {
  const handle = useCodeList(props.field.list);
  const options = useMemo(() => offeredCodes(handle.list), [handle.list]);
  const held = Array.isArray(props.value) ? props.value.filter((code): code is string => typeof code === 'string') : [];
  return (
    <Picker
      id={props.id}
      name={props.field.label}
      label={props.label}
      multiple
      chosen={held.map((code) => heldOption(code, handle.code(code)))}
      options={options}
      loading={handle.isPending}
      nothing={handle.error ? '代码表没有取到，请稍后再试' : '没有匹配的选项'}
      disabled={props.disabled}
      required={props.required}
      faulty={props.faults.length > 0}
      describedBy={props.describedBy}
      onChange={(chosen) => {
        const order = (key: string) => options.findIndex((option) => option.key === key);
        const codes = chosen.map((option) => option.key).sort((a, b) => order(a) - order(b));
        props.onChange(codes.length === 0 ? null : codes);
      }}
      onBlur={props.onBlur}
    />
  );
}
