// Records in and out as sheets, and the jobs that carry them.
export { ExportButton } from './ExportButton.tsx';
export { JobsMenu } from './JobsMenu.tsx';
