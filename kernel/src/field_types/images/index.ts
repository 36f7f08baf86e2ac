// images 图片（多张）: uploaded by POST /api/files, referred to by id.
import { storedFileType } from '../file/stored_file.ts';

export const imagesType = storedFileType({ name: 'images', label: '图片（多张）', many: true, image: true });
