// Numbers with check digits, written apart from the kernel's on purpose: the tests hold the two against each other.

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const creditWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2];

const creditValue = new Uint8Array(128);
for (let i = 0; i < alphabet.length; i++) creditValue[alphabet.charCodeAt(i)] = i;

/** Rows of one bureau that get a number of their own; more would repeat licence numbers. */
export const mostRows = 700_000;

/**
 * Unified social credit code of row `row`: department and category, area, organisation code with its check digit, check digit.
 * The organisation codes lie in blocks that nobody has been given as far as we know (MAU…, MAW…, MAX…, MAY…, and 9… for the digits of before 2015).
 * Source: GB 32100-2015, GB 11714-1997.
 */
export function creditCode(prefix: string, area: string, row: number, digitsOnly: boolean): string {
  const body = digitsOnly ? `9${String((row * 7_654_321 + 1_234_567) % 10_000_000).padStart(7, '0')}` : lettered(row);
  const code = prefix + area + body + organisationCheck(body);
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += (creditValue[code.charCodeAt(i)] ?? 0) * (creditWeights[i] ?? 0);
  return code + alphabet.charAt((31 - (sum % 31)) % 31);
}

const blocks = ['MAU', 'MAW', 'MAX', 'MAY'];

/** Eight characters; a bijection of the row number, so that no two rows share one. */
function lettered(row: number): string {
  let rest = (row * 17_389_111 + 9_876_543) % 28_629_151; // 31^5; the factor has no 31 in it
  let text = '';
  for (let i = 0; i < 5; i++) {
    text = alphabet.charAt(rest % 31) + text;
    rest = Math.floor(rest / 31);
  }
  return (blocks[row % 4] ?? 'MAX') + text;
}

function organisationCheck(body: string): string {
  let sum = 0;
  for (let i = 0; i < 8; i++) {
    const code = body.charCodeAt(i);
    sum += (code >= 65 ? code - 55 : code - 48) * (organisationWeights[i] ?? 0);
  }
  const check = 11 - (sum % 11);
  return check === 10 ? 'X' : check === 11 ? '0' : String(check);
}

/** Food business licence: JY, form of business, area, six digits, check digit (MOD 11,10). */
export function licenceNumber(category: string, area: string, row: number): string {
  const digits = category + area + String(300_000 + ((row * 7_919 + 13) % mostRows));
  let p = 10;
  for (let i = 0; i < digits.length; i++) {
    let s = (p + digits.charCodeAt(i) - 48) % 10;
    if (s === 0) s = 10;
    p = (s * 2) % 11;
  }
  return `JY${digits}${(11 - p) % 10}`;
}

const idStart = 0x19a9d4c5c00; // 2025-11-20, so that demo ids sort before whatever is entered later

/** A uuid of version 7 that depends only on kind, bureau, row and part: its time moves one millisecond every ten rows. */
export function rowId(kind: number, bureau: number, row: number, part = 0): string {
  const time = (idStart + Math.floor(row / 10)).toString(16).padStart(12, '0');
  const place = ((kind << 8) | bureau).toString(16).padStart(3, '0').slice(-3);
  const mixed = (Math.imul(row ^ (kind << 20), 0x9e3779b1) ^ Math.imul(bureau + 7, 0x85ebca6b)) >>> 0;
  const tail = (0x8000 | (mixed & 0x3fff)).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${place}-${tail}-${part.toString(16).padStart(4, '0')}${row.toString(16).padStart(8, '0')}`;
}

// Segments of mobile numbers that no network has been given (2026, as far as we know).
const segments = ['154', '161', '163', '164', '168', '169'];

/** A telephone number in a segment that no network uses. */
export function phoneNumber(random: number): string {
  return (segments[random % segments.length] ?? '154') + String(random % 99_999_989).padStart(8, '0');
}
