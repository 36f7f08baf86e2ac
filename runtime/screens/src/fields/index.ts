// Fields: how every field type is shown and typed. Nobody outside this folder asks what type a field has.
export { cellText, NOTHING, refsOf, valueText } from './cell_text.ts';
export type { FieldValueProps, InputProps } from './contract.ts';
export { FieldInput } from './FieldInput.tsx';
export { FieldLabel } from './FieldLabel.tsx';
export { FieldValue } from './FieldValue.tsx';
export { cellOf, isMasked, isWide, partOf, widgetOf } from './layout.ts';
export { matchesText } from './pinyin.ts';
export { useLists } from './useLists.ts';
