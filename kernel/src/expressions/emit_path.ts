// SQL of paths: a bare column of the row, or one sub-select that walks the refs. A row that is not there, or not in the gate, gives null.
import { conditions, pgTypeOf, quoted } from './emit_place.ts';
import type { Emit } from './emit_place.ts';
import type { Expr } from './tree.ts';

export type Path = Extract<Expr, { op: 'path' }>;

/** The rows between a path's root and its last step: nothing for a plain field. */
export interface Chain {
  from: string[];
  where: string[];
  /** Alias of the row that holds the last step; null when the element has no row. */
  alias: string | null;
  /** Entity of that row. */
  entity: string;
}

export function emitPath(emit: Emit, path: Path): string {
  const { target } = emit;
  const [only] = path.steps;
  const type = pgTypeOf(path.type);
  if (path.root === 'actor') return target.actor(only ?? '', type);
  if (path.root === 'tenant') return target.tenant(only ?? '', type);
  if (path.root === 'settings') {
    if (!target.setting) throw new Error(`settings.${only ?? ''} cannot be emitted as SQL here`);
    return target.setting(only ?? '', type);
  }
  if (path.root === 'params' || path.root === 'input' || path.root === 'event') return givenSql(emit, path.root, path);
  if (path.variable !== undefined && path.steps.length === 0)
    return emit.elements.get(path.variable)?.sql ?? `null::${type}`;
  const chain = chainOf(emit, path);
  if (chain.alias === null) return `null::${type}`;
  const column = columnOf(emit, chain.entity, path.steps.at(-1) ?? 'id', chain.alias);
  return chain.from.length === 0
    ? column
    : `(select ${column} from ${chain.from.join(', ')} where ${conditions(chain.where)})`;
}

/** Walks every step but the last. */
export function chainOf(emit: Emit, path: Path): Chain {
  const { target } = emit;
  const start = startOf(emit, path);
  const chain: Chain = { from: [], where: [], alias: start, entity: path.entity ?? '' };
  for (let step = 0; step < path.steps.length - 1; step++) {
    if (chain.alias === null) return chain;
    const entity = path.refs[step] ?? '';
    const joined = target.joined?.(chain.entity, path.steps[step] ?? '', chain.alias);
    if (joined) {
      chain.where.push(`${target.column(entity, 'id', joined)} is not null`);
      chain.alias = joined;
      chain.entity = entity;
      continue;
    }
    const alias = target.fresh();
    const ref = columnOf(emit, chain.entity, path.steps[step] ?? '', chain.alias);
    chain.from.push(`${target.relation(entity)} ${alias}`);
    chain.where.push(`${target.column(entity, 'id', alias)} = ${ref}`, target.tenantOf(alias));
    chain.alias = alias;
    chain.entity = entity;
  }
  return chain;
}

/** A field of a row; rows of children are relations with columns by field name. */
export function columnOf(emit: Emit, entity: string, field: string, alias: string): string {
  return entity.startsWith('row:') ? quoted(alias, field) : emit.target.column(entity, field, alias);
}

function startOf(emit: Emit, path: Path): string | null {
  if (path.variable !== undefined) return emit.elements.get(path.variable)?.alias ?? null;
  switch (path.root) {
    case 'record':
    case 'old':
    case 'it':
    case 'row':
      return emit.target.alias(path.root);
    default:
      return null;
  }
}

function givenSql(emit: Emit, root: 'params' | 'input' | 'event', path: Path): string {
  if (!emit.target.given || path.steps.length !== 1)
    throw new Error(`${root}.${path.steps.join('.')} cannot be emitted as SQL here`);
  return emit.target.given(root, path.steps[0] ?? '', pgTypeOf(path.type));
}
