// file 附件: uploaded by POST /api/files, referred to by id.
import { storedFileType } from './stored_file.ts';

export const fileType = storedFileType({ name: 'file', label: '附件', many: false, image: false });
