// Files and pictures: choosing, sending, showing.
export { FilePreview } from './FilePreview.tsx';
export { filesOf, isImage, refusal, rulesOf, sizeText } from './file_rules.ts';
export type { FileRules } from './file_rules.ts';
export { UploadInput } from './UploadInput.tsx';
