// files 附件（多个）: uploaded by POST /api/files, referred to by id.
import { storedFileType } from '../file/stored_file.ts';

export const filesType = storedFileType({ name: 'files', label: '附件（多个）', many: true, image: false });
