// What history and past versions tell of refs: the title of a record that their reader sees, and of no other.
import type { FieldModel, Value } from '@shijian/kernel';
import type { Judge } from './judge.ts';
import type { RawRow } from './raw_rows.ts';
import { UNSEEN } from './turn.ts';

/** A field and what is told of its value. */
export interface Told {
  field: string;
  text: string | null;
}

/** @param image the row as the audit kept it, by column. @returns differences in words */
export function checkTold(
  judge: Judge,
  row: RawRow,
  image: Readonly<Record<string, Value>>,
  told: readonly Told[],
): string[] {
  const fields = new Map(judge.fields(row.entity).map((field) => [field.name, field]));
  return told.flatMap(({ field: name, text }) => {
    const field = fields.get(name);
    if (!field) return [`${row.entity} ${row.id} tells of ${name}`];
    const id = text === null ? null : refIn(judge, row, field, image);
    if (id === null) return [];
    const target = judge.byId(field, row, id);
    const isSeen = target !== undefined && judge.sees(target);
    return isSeen === (text !== UNSEEN)
      ? []
      : [`${row.entity} ${row.id} ${isSeen ? 'does not tell' : 'tells'} the title of ${name}`];
  });
}

function refIn(judge: Judge, row: RawRow, field: FieldModel, image: Readonly<Record<string, Value>>): string | null {
  const column = judge.person.state.columns.get(row.entity)?.get(field.name);
  const id = column && column.place !== 'ext' && field.to.length === 1 ? image[column.name] : null;
  return typeof id === 'string' ? id : null;
}
