// Filters as a curious officer would craft them: over what he reads in clear, with values of rows that are not his, along refs,
// over backs and named filters.
import { askedEntities } from './asked_entities.ts';
import { checkExpression, fieldType, type Expr, type FieldModel, type Value } from '@shijian/kernel';
import type { Dice } from '../../../../demo/dice.ts';
import { requestScope } from '../../records/request_scope.ts';
import type { Judge } from './judge.ts';
import type { RawRow } from './raw_rows.ts';

export interface Filter {
  text: string;
  expr: Expr;
}

/** A filter that the language accepts; null when the dice found none. `samples` gives rows to take values from. */
export function makeFilter(judge: Judge, entity: string, dice: Dice, samples: readonly RawRow[]): Filter | null {
  for (let attempt = 0; attempt < 4; attempt++) {
    const text = condition(judge, entity, dice, samples, 2);
    if (!text) continue;
    const { state, roles } = judge.person;
    const { expr, faults } = checkExpression(text, requestScope(state, roles, entity), 'boolean');
    if (expr && faults.length === 0) return { text, expr };
  }
  return null;
}

function condition(judge: Judge, entity: string, dice: Dice, samples: readonly RawRow[], depth: number): string | null {
  const inner = (): string | null => condition(judge, entity, dice, samples, depth - 1);
  if (depth > 0 && dice.chance(0.35)) {
    const [left, right] = [inner(), inner()];
    if (left && right) return `(${left}) ${dice.pick(['&&', '||'])} (${right})`;
  }
  if (depth > 0 && dice.chance(0.15)) {
    const of = inner();
    if (of) return `!(${of})`;
  }
  const { filters, backs } = judge.entity(entity);
  const named = Object.keys(filters);
  if (named.length > 0 && dice.chance(0.1)) return `record.${dice.pick(named)}`;
  // Of the logs that the asking itself writes nothing is said.
  const asked = new Set(askedEntities(judge.person.state.model));
  const reached = Object.keys(backs).filter((name) => asked.has(backs[name]!.entity));
  if (reached.length > 0 && dice.chance(0.12)) {
    const name = dice.pick(reached);
    const back = `record.${name}`;
    const to = backs[name]!.entity;
    const rows = judge.mayRead(to) ? judge.visible(to) : [];
    const within = along(judge, to, 'x', dice, rows, 1) ?? 'x.version > 0';
    return dice.pick([`has(${back})`, `${back}.count() > 1`, `${back}.exists(x, ${within})`]);
  }
  return along(judge, entity, 'record', dice, samples, 2);
}

/** A comparison with what he reads in clear of a row, or of one to which refs lead from it. */
function along(
  judge: Judge,
  entity: string,
  path: string,
  dice: Dice,
  samples: readonly RawRow[],
  hops: number,
): string | null {
  const fields = judge.mayRead(entity) ? judge.clear(entity) : [];
  if (fields.length === 0) return null;
  const field = dice.pick(fields);
  const next = `${path}.${field.name}`;
  if (field.to.length !== 1 || hops === 0 || !dice.chance(0.7)) return compare(next, field, dice, samples);
  if (!judge.mayRead(field.to[0]!)) return `has(${next})`;
  const targets = samples.map((row) => judge.target(field, row)).filter((row) => row !== undefined);
  return along(judge, field.to[0]!, next, dice, targets, hops - 1);
}

function compare(path: string, field: FieldModel, dice: Dice, samples: readonly RawRow[]): string | null {
  if (dice.chance(0.12)) return dice.pick([`has(${path})`, `!has(${path})`]);
  const type = fieldType(field.type).expression(field);
  const value = samples.length > 0 ? (dice.pick(samples).values[field.name] ?? null) : null;
  if (type.startsWith('ref:')) return `${path} == ${dice.pick(['actor.station', 'actor.org', 'actor.person'])}`;
  if (type.startsWith('set:')) {
    const one = Array.isArray(value) && value.length > 0 ? literal('text', value[0]!) : null;
    return type.startsWith('set:code') && one ? `${one} in ${path}` : `has(${path})`;
  }
  if (type === 'boolean') return `${path} == ${dice.pick(['true', 'false'])}`;
  const text = value === null ? null : literal(type, value);
  if (!text) return null;
  if (type === 'text' && dice.chance(0.4)) return `contains(${path}, ${literal('text', String(value).slice(0, 2))})`;
  const ordered = ['<', '<=', '>', '>='];
  return `${path} ${dice.pick(['==', '!=', ...(type === 'text' || /^(integer|decimal|date)/.test(type) ? ordered : [])])} ${text}`;
}

function literal(type: string, value: Value): string | null {
  const quoted = `'${String(value).replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  if (/[\r\n]/.test(quoted)) return null;
  if (type === 'text' || type.startsWith('code')) return quoted;
  if (type === 'integer') return String(value);
  if (type === 'decimal') return `dec(${quoted})`;
  return type === 'date' ? `date(${quoted})` : null;
}
