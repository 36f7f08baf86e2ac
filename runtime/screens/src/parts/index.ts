// Small parts that every screen is put together from.
export { Chip, GradeChip } from './Chip.tsx';
export type { Tone } from './Chip.tsx';
export { ConfirmDialog } from './ConfirmDialog.tsx';
export { EmptyState } from './EmptyState.tsx';
export { ErrorState } from './ErrorState.tsx';
export { countText, hourOf, isoDay, longDay, recentTime } from './format.ts';
export { Highlight } from './Highlight.tsx';
export { KeyHint } from './KeyHint.tsx';
export { isComposing, isPageKey } from './keys.ts';
export { PageHeader } from './PageHeader.tsx';
export { paths } from './paths.ts';
export { saveFile } from './save_file.ts';
export { PageSkeleton, RowsSkeleton, TextSkeleton } from './Skeletons.tsx';
export { ToastProvider, useToast } from './Toast.tsx';
export type { ToastMessage } from './Toast.tsx';
export { Labelled } from './Labelled.tsx';
