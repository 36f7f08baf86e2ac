// What hangs on a food operator: what was done with its licence, and the people answerable for safety.
import { dayText, endOfTerm, yearOf } from './calendar.ts';
import type { Bureau } from './bureaus.ts';
import { phoneNumber, rowId } from './codes.ts';
import { Dice, draw, weighted } from './dice.ts';
import type { DemoOperator } from './food_operator.ts';
import { personName } from './names.ts';
import { salt, today } from './subject.ts';
import type { DemoSubject, Row } from './subject.ts';

const dice = new Dice();
const changes = weighted<readonly [string, string]>([
  [['经营项目：热食类食品制售', '经营项目：热食类食品制售、冷食类食品制售'], 30],
  [['法定代表人（负责人）：原经营者', '法定代表人（负责人）：现经营者'], 40],
  [['经营面积：48.00平方米', '经营面积：86.00平方米'], 18],
  [['名称：原字号', '名称：现字号'], 12],
]);

/** 新办 or 延续, perhaps a 变更, and how it ended. */
export function licenceRecordsOf(bureau: Bureau, number: number, subject: DemoSubject, operator: DemoOperator): Row[] {
  dice.seed(salt.records, bureau.index, number);
  const rows: Row[] = [];
  const add = (act: string, day: number, more: Record<string, unknown>): void => {
    const decided = Math.min(today, day);
    rows.push({
      id: rowId(salt.records, bureau.index, number, rows.length),
      operator: operator.row.id,
      act,
      document_no: `${bureau.word}${act === 'grant' || act === 'renew' ? '准' : act === 'change' ? '变' : '注'}字〔${yearOf(decided)}〕第${String(number).padStart(6, '0')}-${rows.length + 1}号`,
      accepted_on: dayText(decided - dice.between(0, 9)),
      decided_on: dayText(decided),
      on_site: act === 'grant' && dice.chance(0.8),
      ...(bureau.handlers.length > 0 && { handler: dice.pick(bureau.handlers) }),
      ...more,
    });
  };
  const renewed = operator.issued - subject.established > 1700;
  if (renewed && dice.chance(0.7)) add('grant', operator.issued - 1826, { valid_until: dayText(operator.issued - 1) });
  add(renewed ? 'renew' : 'grant', operator.issued, { valid_until: dayText(endOfTerm(operator.issued, 5)) });
  if (dice.chance(0.18) && operator.issued < today - 60) {
    const [before, after] = draw(dice, changes);
    add('change', operator.issued + dice.between(30, Math.max(31, today - operator.issued)), {
      before,
      after,
      valid_until: dayText(operator.validUntil),
    });
  }
  if (operator.status === 'cancelled')
    add('cancel', operator.issued + dice.between(40, 1500), { reason: '经营者申请注销' });
  if (operator.status === 'revoked') add('revoke', today - dice.between(1, 300), { reason: '因违法行为被吊销许可证' });
  return rows;
}

/** One or two people for half of the operators; one in four hundred may not work in the trade. */
export function safetyStaffOf(bureau: Bureau, number: number, operator: DemoOperator): Row[] {
  dice.seed(salt.staff, bureau.index, number);
  const count = dice.chance(0.5) ? 1 + (dice.chance(0.22) ? 1 : 0) : 0;
  const rows: Row[] = [];
  for (let i = 0; i < count; i++) {
    const appointed = operator.issued + dice.between(0, 30);
    const row: Row = {
      id: rowId(salt.staff, bureau.index, number, i),
      operator: operator.row.id,
      name: i === 0 ? operator.manager : personName(dice),
      phone: phoneNumber(dice.next()),
      post:
        i === 0
          ? operator.trade === 'supermarket' || operator.trade === 'canteen_school'
            ? 'director'
            : 'safety_officer'
          : 'safety_officer',
      appointed_on: dayText(Math.min(today, appointed)),
      trained_hours: dice.chance(0.85) ? 40 + dice.below(20) : dice.below(40),
      health_until: dayText(today + dice.between(-60, 364)),
      ban: 'none',
    };
    if (dice.chance(0.4)) {
      row['exam_on'] = dayText(Math.max(Math.min(today, appointed), today - dice.below(600)));
      row['exam_passed'] = dice.chance(0.93);
    }
    if (dice.chance(0.0025)) addBan(row, Math.min(today, appointed));
    rows.push(row);
  }
  return rows;
}

function addBan(row: Row, appointed: number): void {
  const from = Math.max(appointed + 1, today - dice.below(1500));
  const life = dice.chance(0.2);
  row['ban'] = life ? 'life' : 'years';
  row['banned_from'] = dayText(from);
  if (!life) row['banned_until'] = dayText(endOfTerm(from, 5));
  row['decision_no'] = `${life ? '刑初' : '市监罚'}〔${yearOf(from)}〕${dice.between(1, 900)}号`;
  row['left_on'] = dayText(from);
}
