// email 电子邮箱: one address, the domain in lower case.
import { bad, good } from '../read.ts';
import { textType } from '../text_type.ts';

export const emailType = textType({
  name: 'email',
  label: '电子邮箱',
  maxLength: 254,
  mask: 'middle',
  identifier: true,
  check(text) {
    const at = text.lastIndexOf('@');
    const domain = text.slice(at + 1).toLowerCase();
    const local = text.slice(0, at);
    if (!/^[^@\s,;]{1,64}$/.test(local) || !/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/.test(domain))
      return bad('E_EMAIL', text);
    return good(`${local}@${domain}`);
  },
  jsonSchema: () => ({ format: 'email' }),
});
