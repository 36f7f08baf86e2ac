// One market subject, made from its bureau and number alone, so that whatever hangs on it can be made later without keeping it.
import { baseDate, dayNumber, dayText, endOfTerm, yearOf } from './calendar.ts';
import type { Bureau, Town } from './bureaus.ts';
import { creditCode, phoneNumber, rowId } from './codes.ts';
import { Dice, draw, weighted } from './dice.ts';
import type { Weighted } from './dice.ts';
import { personName, placeOf, subjectName } from './names.ts';
import { companyLines, cooperativeLines } from './words/company_lines.ts';
import { individualLines } from './words/individual_lines.ts';
import { institutionLines, privateLines } from './words/institution_lines.ts';
import type { Line } from './words/line.ts';
import { showcase, showcaseBureau, showcaseTown } from './words/showcase.ts';
import type { Showcase } from './words/showcase.ts';

export type Kind = 'individual' | 'enterprise' | 'cooperative' | 'institution' | 'private_non_enterprise';
export type Row = Record<string, unknown> & { id: string };

export interface DemoSubject {
  row: Row;
  kind: Kind;
  line: Line;
  town: Town;
  name: string;
  address: string;
  legalRep: string;
  /** Days since 1970. */
  established: number;
  status: string;
  /** One of those in the pictures. */
  shown: Showcase | null;
}

export const salt = { subject: 1, operator: 2, premises: 3, people: 4, licences: 5, records: 6, staff: 7 } as const;
export const today = dayNumber(baseDate);

/** Brings food to three in ten of all subjects, as counties report. */
const foodShare = 1.62;
const kinds: readonly Kind[] = ['individual', 'enterprise', 'cooperative', 'institution', 'private_non_enterprise'];
const byShare = (lines: readonly Line[]): Weighted<Line> =>
  weighted(lines.map((line) => [line, line.food ? line.share * foodShare : line.share] as const));
const lines: Record<Kind, Weighted<Line>> = {
  individual: byShare(individualLines),
  enterprise: byShare(companyLines),
  cooperative: byShare(cooperativeLines),
  institution: byShare(institutionLines),
  private_non_enterprise: byShare(privateLines),
};

// Share of 存续, 吊销未注销, 吊销已注销, 注销, 撤销, 迁出, 其他.
const statuses: Record<Kind, Weighted<string>> = {
  individual: weighted([
    ['1', 74],
    ['2', 4],
    ['3', 0.6],
    ['4', 21],
    ['5', 0.05],
    ['6', 0.05],
    ['9', 0.3],
  ]),
  enterprise: weighted([
    ['1', 73],
    ['2', 9.5],
    ['3', 1.6],
    ['4', 15],
    ['5', 0.15],
    ['6', 0.6],
    ['9', 0.15],
  ]),
  cooperative: weighted([
    ['1', 81],
    ['2', 6],
    ['4', 13],
  ]),
  institution: weighted([
    ['1', 97],
    ['4', 3],
  ]),
  private_non_enterprise: weighted([
    ['1', 90],
    ['4', 10],
  ]),
};
const companyTypes = weighted<string>([
  ['1130', 520],
  ['1151', 300],
  ['1190', 40],
  ['1153', 24],
  ['1110', 4],
  ['1140', 6],
  ['1222', 6],
  ['1229', 2],
  ['1212', 0.4],
  ['2130', 36],
  ['2151', 14],
  ['4540', 30],
  ['4533', 9],
  ['4531', 5],
  ['5110', 1],
  ['5150', 1],
  ['6150', 0.8],
  ['3200', 2],
]);
const capitals = weighted<number>([
  [1, 2],
  [3, 5],
  [5, 6],
  [10, 14],
  [20, 6],
  [30, 7],
  [50, 15],
  [100, 20],
  [200, 8],
  [300, 5],
  [500, 9],
  [1000, 6],
  [2000, 2],
  [3000, 1],
  [5000, 1],
  [10000, 0.5],
  [50000, 0.1],
]);
const credit = weighted<string>([
  ['A', 41],
  ['B', 39],
  ['C', 15],
  ['D', 5],
]);
const reasons = weighted<string>([
  ['no_report', 68],
  ['not_found', 27],
  ['no_disclosure', 4],
  ['false_information', 1],
]);

const mixes = new Map<Bureau, Weighted<Kind>>();
const townTables = new Map<Bureau, Weighted<Town>>();
const dice = new Dice();

/** The subject number `number` of a bureau. */
export function subjectAt(bureau: Bureau, number: number): DemoSubject {
  dice.seed(salt.subject, bureau.index, number);
  const shown = bureau.name === showcaseBureau ? (showcase[number] ?? null) : null;
  const kind =
    shown?.kind ??
    draw(
      dice,
      tableOf(mixes, bureau, () => weighted(kinds.map((kind, i) => [kind, bureau.mix[i] ?? 0] as const))),
    );
  const line = (shown && lines[kind].items.find((one) => one.industry === shown.industry)) ?? draw(dice, lines[kind]);
  const town =
    (shown && bureau.towns.find((one) => one.code === showcaseTown)) ??
    draw(
      dice,
      tableOf(townTables, bureau, () => weighted(bureau.towns.map((town) => [town, town.weight] as const))),
    );
  const established = shown ? dayNumber(shown.until) - endOfTermDays - 60 : today - ageOf(kind);
  const drawn = draw(dice, statuses[kind]);
  const status = shown || (today - established < 400 && dice.chance(0.9)) ? '1' : drawn;
  const entityType = typeOf(kind);
  const drawnPlace = placeOf(dice, town);
  const place = shown?.place ?? drawnPlace;
  const drawnName = subjectName(dice, { kind, line, bureau, town, entityType, place });
  const name = shown?.name ?? drawnName;
  const drawnPerson = personName(dice);
  const legalRep = shown?.surname ? shown.surname + drawnPerson.slice(1) : drawnPerson;
  const row: Row = {
    id: rowId(salt.subject, bureau.index, number),
    name,
    uscc: creditCode(prefixOf(kind), bureau.area, number, kind !== 'individual' && established < newCodes),
    kind,
    entity_type: entityType,
    status,
    established: dayText(established),
    approved_on: dayText(Math.min(today, established + dice.skewed(Math.max(1, today - established)))),
    valid_from: dayText(established),
    authority: bureau.authority,
    scope: line.scope,
    industry: line.industry,
    region: town.code,
    address: `${town.place}${place}`,
    legal_rep: legalRep,
  };
  if (shown || !dice.chance(0.012)) row['station'] = town.station;
  if (!dice.chance(0.04)) row['phone'] = phoneNumber(dice.next());
  addMoney(row, kind, entityType);
  addEnding(row, established, status);
  addSupervision(row, kind, established, status);
  return { row, kind, line, town, name, address: row['address'] as string, legalRep, established, status, shown }; // set as text above
}

const newCodes = dayNumber('2015-10-01');
/** Five years. */
const endOfTermDays = 1826;

/** Days since it was set up: shops come and go in years, institutions stand for decades. */
function ageOf(kind: Kind): number {
  const most =
    kind === 'individual'
      ? 5200
      : kind === 'enterprise'
        ? 8200
        : kind === 'cooperative'
          ? 6200
          : kind === 'institution'
            ? 17000
            : 7600;
  return 3 + dice.skewed(most);
}

function typeOf(kind: Kind): string {
  if (kind === 'individual') return '9500';
  if (kind === 'cooperative') return dice.chance(0.04) ? '9200' : '9100';
  return kind === 'enterprise' ? draw(dice, companyTypes) : '9900';
}

function prefixOf(kind: Kind): string {
  return { individual: '92', enterprise: '91', cooperative: '93', institution: '12', private_non_enterprise: '52' }[
    kind
  ];
}

function addMoney(row: Row, kind: Kind, entityType: string): void {
  const branch = entityType.startsWith('2');
  if ((kind === 'enterprise' && !branch) || kind === 'cooperative' || kind === 'private_non_enterprise') {
    row['capital'] = `${draw(dice, capitals)}.00`;
    row['currency'] =
      entityType.startsWith('5') || entityType.startsWith('6') ? dice.pick(['USD', 'HKD', 'CNY']) : 'CNY';
  }
  row['employees'] =
    kind === 'individual'
      ? 1 + dice.skewed(6)
      : kind === 'enterprise'
        ? 1 + dice.skewed(dice.chance(0.06) ? 600 : 28)
        : 3 + dice.skewed(90);
}

function addEnding(row: Row, established: number, status: string): void {
  const age = today - established;
  const ended = established + 1 + dice.below(Math.max(1, age));
  if (status === '4' || status === '3')
    row['cancelled_on'] = dayText(Math.min(today, ended + (status === '3' ? 200 : 0)));
  if (status === '2' || status === '3') row['revoked_on'] = dayText(Math.min(today, ended));
  if (status === '1' && dice.chance(0.008)) row['pause_until'] = dayText(today + 1 + dice.below(700));
  if (dice.chance(0.14)) {
    const years = dice.pick([10, 20, 20, 30, 30, 50]);
    const end = yearOf(established) + years;
    if (end < 2049) row['valid_until'] = dayText(endOfTerm(established, years));
  }
}

function addSupervision(row: Row, kind: Kind, established: number, status: string): void {
  const lastYear = yearOf(today) - 1;
  const since = yearOf(established);
  if (kind !== 'institution' && kind !== 'private_non_enterprise' && since <= lastYear) {
    const behind = status === '1' ? (dice.chance(0.86) ? 0 : 1 + dice.skewed(4)) : dice.skewed(3);
    const ended = row['cancelled_on'] ?? row['revoked_on'];
    const last = Math.min(lastYear, typeof ended === 'string' ? Number(ended.slice(0, 4)) - 1 : lastYear) - behind;
    if (last >= Math.max(since, 2013)) row['annual_report_year'] = last;
  }
  if (kind === 'enterprise') row['credit_class'] = draw(dice, credit);
  if (status === '1' && dice.chance(kind === 'enterprise' ? 0.07 : 0.03)) {
    row['abnormal_on'] = dayText(Math.min(today, Math.max(established + 1, today - dice.below(1400))));
    row['abnormal_reason'] = draw(dice, reasons);
    if (dice.chance(0.06)) row['dishonest_until'] = dayText(today + dice.between(-300, 1000));
  }
}

function tableOf<T>(cache: Map<Bureau, Weighted<T>>, bureau: Bureau, build: () => Weighted<T>): Weighted<T> {
  let table = cache.get(bureau);
  if (!table) cache.set(bureau, (table = build()));
  return table;
}
