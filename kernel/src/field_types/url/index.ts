// url 网址: an http or https address; other schemes could run code when clicked.
import { bad, good } from '../read.ts';
import { textType } from '../text_type.ts';

export const urlType = textType({
  name: 'url',
  label: '网址',
  maxLength: 2000,
  identifier: true,
  check: (text) => (/^https?:\/\/[^\s/?#<>"'@]+(?:[/?#][^\s<>"]*)?$/i.test(text) ? good(text) : bad('E_URL', text)),
  jsonSchema: () => ({ format: 'uri' }),
});
