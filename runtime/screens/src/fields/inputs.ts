// The registry of form controls: widget key of a field type → component. Adding a widget is a folder and a line here.
import type { ComponentType } from 'react';
import { FilesInput } from '../files/FilesInput.tsx';
import { DateInput } from './date/DateInput.tsx';
import { DatetimeInput } from './datetime/DatetimeInput.tsx';
import { MoneyInput } from './money/MoneyInput.tsx';
import { MultiselectInput } from './multiselect/MultiselectInput.tsx';
import { NumberInput } from './number/NumberInput.tsx';
import { JsonInput } from './json/JsonInput.tsx';
import { AreaInput } from './place/AreaInput.tsx';
import { PointInput } from './place/PointInput.tsx';
import { RefInput } from './ref/RefInput.tsx';
import { RefsInput } from './refs/RefsInput.tsx';
import { RichTextInput } from './rich_text/RichTextInput.tsx';
import { RowsInput } from './rows/RowsInput.tsx';
import { SelectInput } from './select/SelectInput.tsx';
import { SignatureInput } from './signature/SignatureInput.tsx';
import { SwitchInput } from './switch/SwitchInput.tsx';
import { TextInput } from './text/TextInput.tsx';
import { TextareaInput } from './textarea/TextareaInput.tsx';
import { TimeRangeInput } from './time_range/TimeRangeInput.tsx';
import { TreeInput } from './tree/TreeInput.tsx';
import type { WidgetProps } from './contract.ts';

/** `none` is absent on purpose: such a field is shown and never typed. */
export const inputs: Record<string, ComponentType<WidgetProps>> = {
  text: TextInput,
  textarea: TextareaInput,
  number: NumberInput,
  money: MoneyInput,
  switch: SwitchInput,
  date: DateInput,
  datetime: DatetimeInput,
  select: SelectInput,
  multiselect: MultiselectInput,
  ref: RefInput,
  rows: RowsInput,
  upload: FilesInput,
  image: FilesInput,
  tree: TreeInput,
  refs: RefsInput,
  time_range: TimeRangeInput,
  signature: SignatureInput,
  point: PointInput,
  area: AreaInput,
  json: JsonInput,
  rich_text: RichTextInput,
};
