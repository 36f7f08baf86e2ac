// image 图片: uploaded by POST /api/files, referred to by id.
import { storedFileType } from '../file/stored_file.ts';

export const imageType = storedFileType({ name: 'image', label: '图片', many: false, image: true });
