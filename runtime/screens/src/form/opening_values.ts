// What stands in a form when it opens.
import { evaluate, type Env, type FieldModel } from '@shijian/kernel';
import type { RowJson } from '../client/index.ts';
import type { Values } from './changes.ts';

/** Values of a new record: defaults, then what the link to the form gave (a related record's id). */
export function newValues(fields: FieldModel[], env: Env, given: Values = {}): Values {
  const values: Values = {};
  for (const field of fields) {
    if (field.default === null) continue;
    values[field.name] = 'value' in field.default ? field.default.value : evaluate(field.default.expr, env);
  }
  return { ...values, ...given };
}

/** Values of a record being edited: its fields, without the members that begin with `_`. */
export function recordValues(fields: FieldModel[], record: RowJson): Values {
  const values: Values = {};
  for (const field of fields) values[field.name] = record[field.name] ?? null;
  return values;
}
