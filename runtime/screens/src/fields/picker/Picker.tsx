// Choosing one or several of many: a field that is typed into at the desk, a sheet from below on the phone.
import { usePhone } from '../../theme/usePhone.ts';
import { DeskPicker } from './DeskPicker.tsx';
import { PhonePicker } from './PhonePicker.tsx';
import type { PickerProps } from './option.ts';

export function Picker(props: PickerProps) {
  return usePhone() ? <PhonePicker {...props} /> : <DeskPicker {...props} />;
}
