// What a new password must be: the bureau's own rules, and what everybody would guess first. Sources: GB/T 22239-2019 8.1.4.1
// (identification: complexity and regular change), GM/T 39786 practice of bureaus: three of four sorts of characters.
import type { LoginModel } from '@shijian/kernel';
import { verifyPassword } from './passwords.ts';

/** From this length on a passphrase needs no mixture of characters. */
const PHRASE = 16;
const LONGEST = 200;

/** Whose password it is, as far as it may not stand in it. */
export interface Whose {
  login: string;
  name: string;
  phone?: string | null;
}

/** What is wrong with a new password, as an officer reads it; null when it will do. */
export function passwordFault(password: string, whose: Whose, rules: LoginModel): string | null {
  const length = [...password].length;
  if (length < rules.length) return `密码至少 ${rules.length} 位`;
  if (length > LONGEST) return `密码不能超过 ${LONGEST} 位`;
  const folded = password.normalize('NFKC').toLowerCase();
  if (folded.includes(whose.login.toLowerCase())) return '密码不能包含登录名';
  if (whose.name.length > 1 && folded.includes(whose.name.toLowerCase())) return '密码不能包含姓名';
  if (whose.phone && folded.includes(whose.phone)) return '密码不能包含手机号码';
  if (isCommon(folded) || new Set(folded).size < 5) return '这个密码太常见，容易被猜中，请换一个';
  if (length < PHRASE && sortsOf(password) < rules.classes)
    return `密码要包含大写字母、小写字母、数字、符号中的至少 ${rules.classes} 种；也可以用 ${PHRASE} 位以上的一句话`;
  return null;
}

/** True when the password is one of those that the account had before. */
export async function isPast(password: string, past: readonly string[]): Promise<boolean> {
  for (const hash of past) if (await verifyPassword(password, hash)) return true;
  return false;
}

function sortsOf(password: string): number {
  return [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{L}\p{N}]/u].filter((sort) => sort.test(password)).length;
}

/** Words that lists of stolen passwords begin with, and what bureaus are fond of; digits and signs around them do not help. */
const COMMON = new Set(
  `password passw0rd p@ssword p@ssw0rd admin admin123 administrator root qwerty qwertyuiop qwer asdf asdfgh zxcvbn abc abcd abcdef
   iloveyou woaini welcome letmein test guest user login system changeme default master hello china beijing shanghai shijiazhuang
   hebei gongshang shichang jianguan shichangjianguan scjg scjgj aic samr gov zhongguo`
    .split(/\s+/)
    .filter(Boolean),
);

function isCommon(folded: string): boolean {
  const core = folded.replace(/^[\d\W_]+|[\d\W_]+$/g, '');
  if (COMMON.has(folded) || COMMON.has(core)) return true;
  // Nothing but a run: 1234567890, abcdefghij, or one pattern again and again: abcabcabcabc.
  const steps = [...folded].slice(1).map((char, i) => char.charCodeAt(0) - folded.charCodeAt(i));
  return steps.every((step) => step === steps[0]) || /^(.{1,5})\1+$/.test(folded);
}
