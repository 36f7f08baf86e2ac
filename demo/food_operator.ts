// Food operators and what belongs to them, each made from the subject that runs it.
import { dayNumber, dayText, endOfTerm, yearOf } from './calendar.ts';
import type { Bureau } from './bureaus.ts';
import { licenceNumber, phoneNumber, rowId } from './codes.ts';
import { Dice, draw, weighted } from './dice.ts';
import { personName } from './names.ts';
import { salt, today } from './subject.ts';
import type { DemoSubject, Row } from './subject.ts';

export interface DemoOperator {
  row: Row;
  issued: number;
  validUntil: number;
  status: string;
  trade: string;
  manager: string;
}

const dice = new Dice();
const risks = weighted<string>([
  ['A', 21],
  ['B', 56],
  ['C', 18],
  ['D', 5],
]);
const canteenRisks = weighted<string>([
  ['A', 6],
  ['B', 42],
  ['C', 33],
  ['D', 19],
]);
const sizes: Record<string, readonly [number, number]> = {
  supermarket: [400, 9000],
  convenience: [20, 160],
  grocery: [10, 80],
  produce: [15, 150],
  special_shop: [15, 120],
  market_stall: [4, 18],
  trader: [30, 400],
  wholesale: [60, 2500],
  online_seller: [15, 200],
  restaurant_s: [40, 150],
  restaurant_m: [150, 900],
  fast_food: [25, 140],
  snack: [12, 90],
  drinks: [10, 90],
  bakery: [18, 130],
  central_kitchen: [600, 5000],
  group_meal: [400, 3000],
  canteen_school: [120, 1500],
  canteen_nursery: [40, 260],
  canteen_elderly: [40, 300],
  canteen_hospital: [60, 700],
};
const platforms = weighted<readonly string[]>([
  [['meituan'], 30],
  [['meituan', 'eleme'], 34],
  [['meituan', 'eleme', 'douyin'], 10],
  [['eleme'], 8],
  [['douyin'], 6],
  [['meituan', 'douyin'], 9],
  [['wechat'], 3],
]);
const shopPlatforms = weighted<readonly string[]>([
  [['pinduoduo'], 26],
  [['taobao'], 22],
  [['douyin'], 22],
  [['jd'], 12],
  [['taobao', 'pinduoduo'], 10],
  [['kuaishou'], 5],
  [['wechat'], 3],
]);
const posts: Record<string, readonly string[]> = {
  '1': ['seller', 'buyer', 'keeper'],
  '2': ['chef', 'cutter', 'cleaner', 'waiter'],
  '3': ['chef', 'cutter', 'cleaner', 'keeper'],
};
// Names that items had on licences of before 2023-12-01.
const formerItems: Record<string, readonly string[]> = {
  sale_bulk_packed: ['sale_bulk', 'old_packed'],
  catering_drink: ['catering_drink', 'old_cake'],
};
const order78 = 19_692; // 2023-12-01

/** The operator that subject `number` runs, or null where it trades in something else or never took a licence. */
export function operatorAt(bureau: Bureau, number: number, subject: DemoSubject): DemoOperator | null {
  const food = subject.line.food;
  if (!food) return null;
  dice.seed(salt.operator, bureau.index, number);
  const live = subject.status === '1' || subject.status === '6';
  if (!dice.chance(live ? 0.93 : 0.42) && !subject.shown) return null;
  const drawnIssue = issuedOn(subject, live);
  const validUntil = subject.shown ? dayNumber(subject.shown.until) : endOfTerm(drawnIssue, 5);
  const issued = subject.shown ? validUntil - 1825 : drawnIssue;
  const status = subject.shown ? 'valid' : statusOf(subject.status, validUntil);
  const [smallest, largest] = sizes[food.trade] ?? [15, 120];
  const area = smallest + dice.skewed(largest - smallest);
  const manager = dice.chance(0.7) ? subject.legalRep : personName(dice);
  const drawnRisk = draw(dice, food.category === '3' ? canteenRisks : risks);
  const risk = subject.shown?.risk ?? drawnRisk;
  const row: Row = {
    id: rowId(salt.operator, bureau.index, number),
    subject: subject.row.id,
    licence_no: licenceNumber(food.category, bureau.area, number),
    status,
    category: food.category,
    trade: food.trade,
    items: issued < order78 ? food.items.flatMap((item) => formerItems[item] ?? [item]) : food.items,
    issued_on: dayText(issued),
    valid_until: dayText(validUntil),
    issuer: bureau.authority,
    region: subject.town.code,
    address: subject.address,
    station: subject.town.station,
    area: `${area}.00`,
    employees: Math.max(1, Math.round(area / (food.category === '1' ? 60 : 22))),
    manager,
    risk,
  };
  if (bureau.name === 'changan' || !dice.chance(0.05)) row['phone'] = phoneNumber(dice.next());
  if (food.category !== '1') row['seats'] = food.trade === 'drinks' ? dice.below(20) : Math.round(area / 2.5);
  addOnline(row, food.category, food.trade, area);
  addInspection(row, issued, status, risk);
  if (subject.shown) showInspection(row, subject.shown.inspected);
  addStaff(row, bureau, number, food.category, issued);
  if (bureau.name === 'changan' && food.trade === 'market_stall')
    row['x_stall_no'] = `${dice.pick(['A', 'B', 'C', 'D'])}-${dice.between(1, 168)}`;
  return { row, issued, validUntil, status, trade: food.trade, manager };
}

/** Licences of live shops run five years; one in fifteen ends within ninety days, one in sixty has ended and nobody noticed. */
function issuedOn(subject: DemoSubject, live: boolean): number {
  const term = 1826;
  const first = subject.established + dice.between(3, 60);
  const draw100 = dice.below(1000);
  const issued = live
    ? draw100 < 165
      ? today - term + dice.below(90)
      : draw100 < 205
        ? today - term - 1 - dice.below(260)
        : today - dice.skewed(term - 95)
    : today - term - dice.below(1600) + 700;
  return Math.min(today, Math.max(first, issued));
}

function statusOf(subjectStatus: string, validUntil: number): string {
  if (subjectStatus === '4' || subjectStatus === '3') return dice.chance(0.93) ? 'cancelled' : 'valid';
  if (subjectStatus === '2') return dice.chance(0.5) ? 'cancelled' : 'valid';
  if (dice.chance(0.0012)) return 'revoked';
  return validUntil < today - 120 && dice.chance(0.7) ? 'cancelled' : 'valid';
}

function addOnline(row: Row, category: string, trade: string, area: number): void {
  const share =
    trade === 'online_seller'
      ? 1
      : category === '2'
        ? trade === 'restaurant_s'
          ? 0.42
          : 0.58
        : category === '1'
          ? 0.12
          : 0;
  const online = dice.chance(share);
  row['is_online'] = online;
  if (online) row['platforms'] = draw(dice, category === '2' ? platforms : shopPlatforms);
  if (category !== '1') row['open_kitchen'] = dice.chance(category === '3' ? 0.95 : area > 100 ? 0.72 : 0.38);
}

function addInspection(row: Row, issued: number, status: string, risk: string): void {
  const graded = Math.max(issued, today - dice.between(20, 420));
  row['risk_on'] = dayText(graded);
  if (issued < today - 400) row['reviewed_on'] = dayText(Math.max(issued, today - dice.between(200, 330)));
  const every = risk === 'D' ? 80 : risk === 'C' ? 160 : risk === 'B' ? 250 : 400;
  const last = today - dice.skewed(every * 2);
  if (last > issued && !dice.chance(0.07)) row['last_inspected'] = dayText(last);
  if (status === 'valid' && dice.chance(risk === 'D' ? 0.02 : 0.001))
    row['closed_until'] = dayText(today + dice.between(1, 30));
  if (status === 'revoked') row['banned_until'] = dayText(today + dice.between(200, 1800));
}

function showInspection(row: Row, inspected: string | null): void {
  delete row['last_inspected'];
  delete row['closed_until'];
  if (inspected) row['last_inspected'] = inspected;
}

function addStaff(row: Row, bureau: Bureau, number: number, category: string, issued: number): void {
  const count = dice.skewed(5);
  if (count === 0) return;
  const staff: Record<string, unknown>[] = [];
  for (let i = 0; i < count; i++) {
    staff.push({
      id: rowId(12, bureau.index, number, i),
      name: personName(dice),
      post: dice.pick(posts[category] ?? ['seller']),
      health_no: `${bureau.area}${yearOf(today)}${String(dice.below(1_000_000)).padStart(6, '0')}`,
      health_until: dayText(Math.max(issued, today + dice.between(-40, 364))),
    });
  }
  row['staff'] = staff;
}
