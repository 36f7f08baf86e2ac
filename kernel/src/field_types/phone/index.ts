// phone 电话: a mobile number of the mainland, or a landline with its area code, or a 400/800 number.
import { bad, good } from '../read.ts';
import { textType } from '../text_type.ts';

const landline = /^(0(?:10|2\d|[3-9]\d{2}))-?([2-8]\d{6,7})(?:(?:-|转|ext\.?)(\d{1,6}))?$/i;

export const phoneType = textType({
  name: 'phone',
  label: '电话',
  maxLength: 20,
  mask: 'middle',
  identifier: true,
  check(text) {
    const bare = text.replace(/[()]/g, '').replace(/^(\+?86|0086)-?(?=1[3-9]|0)/, '');
    const mobile = bare.replace(/-/g, '');
    if (/^1[3-9]\d{9}$/.test(mobile)) return good(mobile);
    const parts = landline.exec(bare);
    if (parts) return good(`${parts[1]}-${parts[2]}${parts[3] ? `-${parts[3]}` : ''}`);
    if (/^[48]00\d{7}$/.test(mobile)) return good(mobile);
    return bad('E_PHONE', text);
  },
  jsonSchema: () => ({ examples: ['13800002046', '0311-86012345'] }),
});
