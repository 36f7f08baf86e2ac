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
    const back = `record.${dice.pick(reached)}`;
    return dice.pick([`has(${back})`, `${back}.count() > 1`, `${back}.exists(x, x.version > 0)`]);
  }
  const fields = judge.clear(entity);
  if (fields.length === 0) return null;
  const field = dice.pick(fields);
  if (field.to.length === 1 && dice.chance(0.7)) {
    if (!judge.mayRead(field.to[0]!)) return `has(record.${field.name})`;
    const further = judge.clear(field.to[0]!);
    const next = further.length > 0 ? dice.pick(further) : null;
    const ids = samples.map((row) => judge.target(field, row)).filter((row) => row !== undefined);
    return next && compare(`record.${field.name}.${next.name}`, next, dice, ids);
  }
  return compare(`record.${field.name}`, field, dice, samples);
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
