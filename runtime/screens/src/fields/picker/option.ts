// What can be chosen, wherever it comes from: a code list, a search, a set of entities.
import type { ReactNode } from 'react';

export interface Option {
  key: string;
  label: string;
  /** One or two facts that tell namesakes apart. */
  facts?: string[];
  /** Said behind the label, e.g. 已停用. */
  note?: string | null;
}

export interface PickerProps {
  id: string;
  /** What is chosen, for screen readers and as the title of the sheet. */
  name: string;
  multiple: boolean;
  chosen: Option[];
  options: Option[];
  /** True while `options` are on their way. */
  loading: boolean;
  /** Text to show when nothing fits. */
  nothing: string;
  disabled: boolean;
  required: boolean;
  faulty: boolean;
  describedBy?: string | undefined;
  /** Aria name where no label stands above. */
  label?: string | undefined;
  placeholder?: string | undefined;
  /** Given: the options are searched elsewhere with this text. Absent: they are filtered here. */
  onQuery?: (text: string) => void;
  onChange(chosen: Option[]): void;
  onBlur(): void;
  /** Below the options: 新建…, or how many more there are. */
  footer?: ReactNode;
}
