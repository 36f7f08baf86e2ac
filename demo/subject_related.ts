// What hangs on a subject: its people, other places where it trades, and its licences of every kind.
import { dayText, endOfTerm } from './calendar.ts';
import type { Bureau } from './bureaus.ts';
import { phoneNumber, rowId } from './codes.ts';
import { Dice, draw, weighted } from './dice.ts';
import type { DemoOperator } from './food_operator.ts';
import { personName, placeOf } from './names.ts';
import { salt, today } from './subject.ts';
import type { DemoSubject, Row } from './subject.ts';

const dice = new Dice();
const states = weighted<string>([
  ['unchecked', 45],
  ['trading', 44],
  ['paused', 4],
  ['closed', 4],
  ['not_found', 3],
]);
const issuers: Record<string, string> = {
  tobacco: '烟草专卖局',
  public_health: '行政审批局',
  medical: '卫生健康局',
  school: '教育局',
  industrial_product: '河北省市场监督管理局',
  food_production: '行政审批局',
};

/** The legal representative of companies, and of a third of them a shareholder or two. */
export function peopleOf(bureau: Bureau, number: number, subject: DemoSubject): Row[] {
  dice.seed(salt.people, bureau.index, number);
  if (subject.kind === 'individual' || subject.status !== '1') return [];
  const rows: Row[] = [];
  const add = (name: string, part: string, more: Record<string, unknown>): void => {
    rows.push({
      id: rowId(salt.people, bureau.index, number, rows.length),
      subject: subject.row.id,
      name,
      part,
      phone: phoneNumber(dice.next()),
      from_on: dayText(Math.min(today, subject.established + dice.below(90))),
      ...more,
    });
  };
  add(subject.legalRep, subject.kind === 'enterprise' ? 'legal_rep' : 'principal', {
    gender: dice.chance(0.68) ? '1' : '2',
  });
  if (subject.kind === 'enterprise' && dice.chance(0.35)) {
    const share = dice.pick([10, 20, 30, 40, 49, 51, 60]);
    add(subject.legalRep, 'shareholder', { share: `${100 - share}.00` });
    add(personName(dice), 'shareholder', { share: `${share}.00` });
    add(personName(dice), 'supervisor', {});
  }
  return rows;
}

/** The shop itself for one in eight, and a second place for some companies. */
export function premisesOf(bureau: Bureau, number: number, subject: DemoSubject): Row[] {
  dice.seed(salt.premises, bureau.index, number);
  if (subject.status !== '1' || !dice.chance(0.125)) return [];
  const rows = [premisesRow(bureau, number, subject, 0, subject.name, subject.address)];
  if (subject.kind === 'enterprise' && dice.chance(0.15)) {
    const place = placeOf(dice, subject.town);
    rows.push(premisesRow(bureau, number, subject, 1, `${subject.name}（仓库）`, subject.town.place + place));
  }
  return rows;
}

function premisesRow(
  bureau: Bureau,
  number: number,
  subject: DemoSubject,
  part: number,
  name: string,
  address: string,
): Row {
  const state = draw(dice, states);
  const right = dice.pick(['own', 'lease', 'lease', 'lease', 'free']);
  return {
    id: rowId(salt.premises, bureau.index, number, part),
    subject: subject.row.id,
    name,
    use:
      part > 0
        ? 'store'
        : subject.line.food?.category === '2'
          ? 'kitchen'
          : subject.kind === 'enterprise'
            ? 'office'
            : 'shop',
    region: subject.town.code,
    address,
    station: subject.town.station,
    area: `${12 + dice.skewed(400)}.00`,
    right,
    found_state: state,
    ...(right === 'lease' && { lease_until: dayText(today + dice.between(-90, 1100)) }),
    ...(state !== 'unchecked' && { checked_on: dayText(Math.max(subject.established, today - dice.below(500))) }),
  };
}

/** The food licence as one of many, and what else its line of trade needs. */
export function licencesOf(bureau: Bureau, number: number, subject: DemoSubject, operator: DemoOperator | null): Row[] {
  dice.seed(salt.licences, bureau.index, number);
  const rows: Row[] = [];
  const add = (type: string, no: string, more: Record<string, unknown>): void => {
    rows.push({
      id: rowId(salt.licences, bureau.index, number, rows.length),
      subject: subject.row.id,
      type,
      number: no,
      station: subject.town.station,
      ...more,
    });
  };
  if (operator) {
    add('food_business', operator.row['licence_no'] as string, {
      status: operator.status,
      issuer: bureau.authority,
      issued_on: dayText(operator.issued),
      valid_until: dayText(operator.validUntil),
    });
  }
  if (subject.status !== '1') return rows;
  for (const type of subject.line.licences ?? []) {
    if (!dice.chance(0.55)) continue;
    const issued = Math.max(subject.established, today - dice.skewed(1800));
    const lasting = type === 'device_filing' || type === 'special_equipment' || dice.chance(0.1);
    add(type, `${type === 'tobacco' ? '' : '冀'}${bureau.area}${String(number).padStart(7, '0')}${rows.length}`, {
      status: 'valid',
      issuer: `${type in issuers && issuers[type]?.startsWith('河北') ? '' : bureau.label}${issuers[type] ?? '市场监督管理局'}`,
      issued_on: dayText(issued),
      ...(!lasting && { valid_until: dayText(endOfTerm(issued, dice.pick([3, 4, 5]))) }),
    });
  }
  return rows;
}
