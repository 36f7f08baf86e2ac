// SQL of sets and set macros: stored arrays by unnest, children and backs as relations, EXISTS and aggregates over them.
import { chainOf, columnOf } from './emit_path.ts';
import { conditions, nullable, pgTypeOf } from './emit_place.ts';
import type { Emit, Binding } from './emit_place.ts';
import type { Expr } from './tree.ts';

type Macro = Extract<Expr, { op: 'macro' }>;

/** Rows of a set: what to select from, under which conditions, and what one element is. */
interface Source {
  from: string;
  where: string[];
  element: Binding;
}

/** True for sets that are one array value: a column, or a member of actor. */
export function isStored(set: Expr): set is Extract<Expr, { op: 'path' }> {
  return set.op === 'path' && set.via === undefined && !set.type.startsWith('set:row:');
}

/** exists, all (three-valued), count, sum, min, max; filter and map as arrays. */
export function emitMacro(emit: Emit, macro: Macro): string {
  switch (macro.name) {
    case 'exists':
    case 'all':
      return quantified(emit, macro);
    case 'filter':
    case 'map': {
      const source = sourceOf(emit, macro);
      return `array(select ${source.element.sql} from ${source.from} where ${conditions(source.where)})`;
    }
    case 'count':
      return count(emit, macro);
    default: {
      const inner = valuesOf(emit, macro, 'v1');
      const alias = emit.target.fresh();
      const call = macro.name === 'sum' ? `coalesce(sum(${alias}.v1), 0)` : `${macro.name}(${alias}.v1)`;
      return `(select ${call} from ${inner} ${alias})`;
    }
  }
}

/** Definitely true or definitely false of exists and all, as EXISTS. */
export function emitQuantified(emit: Emit, macro: Macro, wanted: boolean): string {
  const source = sourceOf(emit, macro.over);
  const body = macro.body as Expr;
  const inner = emit.within(macro.variable, source.element);
  // exists is true, and all is false, as soon as one element decides; the other answers need every element to be definite.
  if ((macro.name === 'exists') === wanted) {
    const decides = wanted ? inner.isTrue(body) : inner.isFalse(body);
    return `exists (select 1 from ${source.from} where ${conditions([...source.where, decides])})`;
  }
  const allows = wanted ? inner.isTrue(body) : inner.isFalse(body);
  return `not exists (select 1 from ${source.from} where ${conditions([...source.where, `(${allows}) is not true`])})`;
}

/** Two-valued membership in a set. */
export function emitIn(emit: Emit, value: Expr, set: Expr): string {
  // Behind a ref the set is a sub-select, which ANY would take for its rows without the cast.
  if (isStored(set)) {
    const all = set.steps.length > 1 ? `(${emit.value(set)})::${pgTypeOf(set.type)}` : emit.value(set);
    return `${emit.value(value)} = any(${all})`;
  }
  const source = sourceOf(emit, set);
  return `exists (select 1 from ${source.from} where ${conditions([...source.where, `${source.element.sql} = ${emit.value(value)}`])})`;
}

/** Whether a set holds anything, two-valued. */
export function emitHasElements(emit: Emit, set: Expr): string {
  if (isStored(set)) return `coalesce(cardinality(${emit.value(set)}), 0) > 0`;
  const source = sourceOf(emit, set);
  return `exists (select 1 from ${source.from} where ${conditions(source.where)})`;
}

export function emitSize(emit: Emit, set: Expr): string {
  if (isStored(set)) return `coalesce(cardinality(${emit.value(set)}), 0)::bigint`;
  const source = sourceOf(emit, set);
  return `(select count(*) from ${source.from} where ${conditions(source.where)})`;
}

function count(emit: Emit, macro: Macro): string {
  if (!macro.body) return emitSize(emit, macro.over);
  const source = sourceOf(emit, macro.over);
  const body = emit.within(macro.variable, source.element).isTrue(macro.body);
  return `(select count(*) from ${source.from} where ${conditions([...source.where, body])})`;
}

function quantified(emit: Emit, macro: Macro): string {
  const inner = valuesOf(emit, macro, 'v1');
  const alias = emit.target.fresh();
  const v = `${alias}.v1`;
  const [decisive, decided, rest] = macro.name === 'exists' ? [v, 'true', 'false'] : [`not ${v}`, 'false', 'true'];
  return `(select case when bool_or(${decisive}) then ${decided} when bool_or(${v} is null) then null else ${rest} end from ${inner} ${alias})`;
}

/** The macro's body (or the element itself) for every element, as a relation with one column. */
function valuesOf(emit: Emit, macro: Macro, column: string): string {
  const source = sourceOf(emit, macro.over);
  const value = macro.body ? emit.within(macro.variable, source.element).value(macro.body) : source.element.sql;
  return `(select ${value} as ${column} from ${source.from} where ${conditions(source.where)})`;
}

/** What the elements of a set are selected from. */
export function sourceOf(emit: Emit, set: Expr): Source {
  if (set.op === 'macro' && set.name === 'filter') {
    const source = sourceOf(emit, set.over);
    const kept = emit.within(set.variable, source.element).isTrue(set.body as Expr);
    return { ...source, where: [...source.where, kept] };
  }
  if (set.op === 'macro') {
    const inner = valuesOf(emit, set, 'v1');
    const alias = emit.target.fresh();
    const body = set.body as Expr;
    return {
      from: `${inner} ${alias}`,
      where: nullable(body, emit.target) ? [`${alias}.v1 is not null`] : [],
      element: { sql: `${alias}.v1`, alias: null },
    };
  }
  if (set.op === 'entity') return entityRows(emit, set.entity);
  return set.op === 'path' && !isStored(set) ? rowsOf(emit, set) : storedOf(emit, set);
}

/** Every row of an entity that the target lets be seen. */
function entityRows(emit: Emit, entity: string): Source {
  const { target } = emit;
  const alias = target.fresh();
  const element = { sql: target.column(entity, 'id', alias), alias };
  return {
    from: `${target.relation(entity)} ${alias}`,
    where: [target.tenantOf(alias), ...living(emit, alias)],
    element,
  };
}

/** Rows of children or of a back. */
function rowsOf(emit: Emit, set: Extract<Expr, { op: 'path' }>): Source {
  const { target } = emit;
  const chain = chainOf(emit, set);
  const alias = target.fresh();
  const entity = set.type.startsWith('set:row:') ? set.type.slice('set:'.length) : set.type.slice('set:ref:'.length);
  const element = { sql: columnOf(emit, entity, 'id', alias), alias };
  if (chain.alias === null)
    return { from: `(select 1) ${alias}`, where: ['false'], element: { sql: 'null::uuid', alias: null } };
  if (set.via === undefined) {
    const rows = `lateral ${target.rows(chain.entity, set.steps.at(-1) ?? '', chain.alias)} ${alias}`;
    return { from: [...chain.from, rows].join(', '), where: chain.where, element };
  }
  const owner = columnOf(emit, chain.entity, 'id', chain.alias);
  const where = [
    ...chain.where,
    `${target.column(entity, set.via, alias)} = ${owner}`,
    target.tenantOf(alias),
    ...living(emit, alias),
  ];
  return { from: [...chain.from, `${target.relation(entity)} ${alias}`].join(', '), where, element };
}

/** Rows in the recycle bin are no elements of a set. */
function living({ target }: Emit, alias: string): string[] {
  return target.living ? [target.living(alias)] : [];
}

/** Elements of an array. Refs of a record bring their rows; those of an actor are ids only. */
function storedOf(emit: Emit, set: Expr): Source {
  const { target } = emit;
  const alias = target.fresh();
  const from = `unnest(${emit.value(set)}) as ${alias}(v1)`;
  const sql = `${alias}.v1`;
  const walked =
    set.op === 'path' && set.root !== 'actor' && set.type.startsWith('set:ref:') && !set.type.includes('|');
  if (!walked) return { from, where: [], element: { sql, alias: null } };
  const entity = set.type.slice('set:ref:'.length);
  const row = target.fresh();
  const on = conditions([`${target.column(entity, 'id', row)} = ${sql}`, target.tenantOf(row)]);
  return {
    from: `${from} left join ${target.relation(entity)} ${row} on ${on}`,
    where: [],
    element: { sql, alias: row },
  };
}
