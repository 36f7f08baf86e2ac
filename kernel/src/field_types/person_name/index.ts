// person_name 姓名: Chinese names up to 50 characters, the dot of minority names in one spelling, Latin names with inner spaces.
import { bad, good } from '../read.ts';
import { textType } from '../text_type.ts';

export const personNameType = textType({
  name: 'person_name',
  label: '姓名',
  maxLength: 50,
  person: true,
  mask: 'name',
  check(text) {
    // 阿卜杜拉·买买提 is typed with five different dots; U+00B7 is the registered one.
    let name = text.replace(/[•・‧．⸱]/g, '·').replace(/\s+/g, ' ');
    if (/\p{Script=Han}/u.test(name)) name = name.replace(/ /g, '');
    if (/\d/.test(name)) return bad('E_PERSON_NAME', text);
    return good(name);
  },
});
