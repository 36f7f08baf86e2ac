// The demo's rows, one entity of one bureau at a time, as streams: nothing is held, and the same call gives the same rows.
import type { Bureau } from './bureaus.ts';
import { operatorAt } from './food_operator.ts';
import { licenceRecordsOf, safetyStaffOf } from './food_related.ts';
import { subjectAt } from './subject.ts';
import type { Row } from './subject.ts';
import { licencesOf, peopleOf, premisesOf } from './subject_related.ts';
import { mostRows } from './codes.ts';

/** An entity of the demo and its rows; what a row points at comes in an earlier stream. */
export interface Stream {
  entity: string;
  rows(bureau: Bureau, subjects: number): Generator<Row>;
}

/** In the order of loading. */
export const streams: readonly Stream[] = [
  { entity: 'market.subject', rows: subjects },
  { entity: 'market.person', rows: each((bureau, i) => peopleOf(bureau, i, subjectAt(bureau, i))) },
  { entity: 'market.premises', rows: each((bureau, i) => premisesOf(bureau, i, subjectAt(bureau, i))) },
  { entity: 'market.licence', rows: each(licenceRows) },
  { entity: 'food.operator', rows: foodOperators },
  {
    entity: 'food.licence',
    rows: each((bureau, i) =>
      ofOperator(bureau, i, (subject, operator) => licenceRecordsOf(bureau, i, subject, operator)),
    ),
  },
  {
    entity: 'food.staff',
    rows: each((bureau, i) => ofOperator(bureau, i, (_subject, operator) => safetyStaffOf(bureau, i, operator))),
  },
];

/** Market subjects of a bureau. @throws RangeError above 700,000, where numbers would repeat */
export function* subjects(bureau: Bureau, count: number): Generator<Row> {
  if (count > mostRows)
    throw new RangeError(`one bureau of the demo holds at most ${mostRows} subjects, ${count} were asked for`);
  for (let i = 0; i < count; i++) yield subjectAt(bureau, i).row;
}

/** Food operators among the first `count` subjects. */
export function* foodOperators(bureau: Bureau, count: number): Generator<Row> {
  for (let i = 0; i < count; i++) {
    const operator = operatorAt(bureau, i, subjectAt(bureau, i));
    if (operator) yield operator.row;
  }
}

function each(rowsOf: (bureau: Bureau, number: number) => Row[]): Stream['rows'] {
  return function* (bureau, count) {
    for (let i = 0; i < count; i++) yield* rowsOf(bureau, i);
  };
}

function licenceRows(bureau: Bureau, number: number): Row[] {
  const subject = subjectAt(bureau, number);
  return licencesOf(bureau, number, subject, operatorAt(bureau, number, subject));
}

function ofOperator(
  bureau: Bureau,
  number: number,
  rows: (subject: ReturnType<typeof subjectAt>, operator: NonNullable<ReturnType<typeof operatorAt>>) => Row[],
): Row[] {
  const subject = subjectAt(bureau, number);
  const operator = operatorAt(bureau, number, subject);
  return operator ? rows(subject, operator) : [];
}
