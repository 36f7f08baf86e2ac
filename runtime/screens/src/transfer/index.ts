// Records in and out as CSV.
export { ExportButton } from './ExportButton.tsx';
export { ImportDialog } from './ImportDialog.tsx';
