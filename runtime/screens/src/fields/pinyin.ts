// First letters of pinyin (长安区 → caq), found by the browser's own collation, so that no dictionary is shipped.

/** The first character of each initial in pinyin order; i, u and v begin no syllable. */
const BOUNDARIES = [
  '阿',
  '八',
  '嚓',
  '哒',
  '妸',
  '发',
  '旮',
  '哈',
  '讥',
  '咔',
  '垃',
  '妈',
  '拏',
  '噢',
  '妑',
  '七',
  '呥',
  '扨',
  '它',
  '穵',
  '夕',
  '丫',
  '帀',
];
const LETTERS = 'abcdefghjklmnopqrstwxyz';

/** Characters of place and trade names whose common reading is not the one they sort by. */
const SECOND: Record<string, string> = {
  长: 'c',
  重: 'c',
  朝: 'c',
  行: 'h',
  乐: 'l',
  单: 's',
  厦: 'x',
  蔚: 'y',
  会: 'k',
  藏: 'c',
  泊: 'p',
  大: 'd',
  参: 's',
  调: 't',
  车: 'c',
};

const collator = new Intl.Collator('zh-CN-u-co-pinyin');
const known = new Map<string, string>();

/** True when a query finds a label: by its text, its code, or its initials. */
export function matchesText(query: string, label: string, code = ''): boolean {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return true;
  if (label.toLowerCase().includes(wanted) || code.toLowerCase().startsWith(wanted)) return true;
  return /^[a-z0-9]+$/.test(wanted) && soundsLike(wanted, label);
}

function soundsLike(wanted: string, label: string): boolean {
  const letters = [...label].map((char) => initial(char) + (SECOND[char] ?? '')).filter((sound) => sound !== '');
  for (let start = 0; start + wanted.length <= letters.length; start++) {
    if ([...wanted].every((letter, offset) => letters[start + offset]?.includes(letter) === true)) return true;
  }
  return false;
}

function initial(char: string): string {
  if (/[a-z0-9]/i.test(char)) return char.toLowerCase();
  if (!/\p{Script=Han}/u.test(char)) return '';
  let letter = known.get(char);
  if (letter === undefined) {
    letter = '';
    for (let index = 0; index < BOUNDARIES.length; index++) {
      if (collator.compare(char, BOUNDARIES[index] ?? '') >= 0) letter = LETTERS[index] ?? '';
      else break;
    }
    known.set(char, letter);
  }
  return letter;
}
