// signature 签名: drawn by hand on the screen and kept as a picture; who drew it where and when is in the record's history.
import { storedFileType } from '../file/stored_file.ts';

const picture = storedFileType({ name: 'signature', label: '签名', many: false, image: true });

export const signatureType = { ...picture, options: {}, widget: 'signature' };
