// Rows made of nothing but the model: values that fit the columns, refs that lead to rows of the same bureau, three stations in turn, and
// holes. They are put in behind the checks, as years of imports leave them, and what is proved over them is who sees them.
import type { EntityModel, FieldModel } from '@shijian/kernel';
import { bulkLoad } from '../../records/bulk_load.ts';
import { pgTypeOfField } from '../../records/columns.ts';
import type { TenantState } from '../../revisions/tenants.ts';
import type { World } from '../world.ts';
import { RawRows, type RawRow } from './raw_rows.ts';

/** Rows that every entity has in every bureau afterwards, at least. */
const ROWS = 18;
/** Every so many rows a field that may be empty is. */
const HOLE = 7;

/**
 * Fills entities that have fewer rows; those whose required refs lead nowhere stay empty.
 * @returns names of the entities that got rows
 */
export async function plantRows(
  world: World,
  states: readonly TenantState[],
  entities: readonly string[],
): Promise<string[]> {
  const planted = new Set<string>();
  for (const state of states) {
    let raw = await RawRows.read(world.urls.superuser, [state]);
    const waiting = new Set(entities.filter((name) => isFillable(state.model.entities[name])));
    // What others point at comes first; a round without a row is the last.
    for (let before = -1; before !== waiting.size;) {
      before = waiting.size;
      for (const name of [...waiting]) {
        const entity = state.model.entities[name]!;
        const missing = ROWS - rowsThere(state, raw, entity);
        if (missing > 0 && !hasTargets(state, raw, entity)) continue;
        waiting.delete(name);
        if (missing <= 0) continue;
        const rows = Array.from({ length: missing }, (_, n) =>
          rowOf(state, raw, entity, raw.of(state.id, name).length + n),
        );
        const { database, environment } = world.running.services;
        // A key that a row of the demo holds stays its.
        await bulkLoad(database, state.name, name, rows, { data: environment.data, onConflict: 'keep' });
        planted.add(name);
        raw = await RawRows.read(world.urls.superuser, [state]);
      }
    }
  }
  return [...planted];
}

/** Sources are the platform's own rows; what is kept above is written there; units and people are those that the bureau has. */
function isFillable(entity: EntityModel | undefined): boolean {
  return entity !== undefined && entity.source === null && entity.kept === 'tenant' && entity.plays === null;
}

/** Rows of an entity; where it has stations as many as if each of the three had as few as the one with fewest. */
function rowsThere(state: TenantState, raw: RawRows, entity: EntityModel): number {
  const rows = raw.of(state.id, entity.name).filter(({ deleted }) => !deleted);
  const field = entity.fields.find(({ to }) => state.model.entities[to[0] ?? '']?.plays === 'org');
  const stations = field ? targetsOf(state, raw, field) : [];
  if (!field || stations.length === 0) return rows.length;
  const each = stations.map(({ id }) => rows.filter(({ values }) => values[field.name] === id).length);
  return Math.min(...each) * stations.length;
}

function hasTargets(state: TenantState, raw: RawRows, entity: EntityModel): boolean {
  return entity.fields.every(
    (field) => field.required !== true || field.to.length === 0 || targetsOf(state, raw, field).length > 0,
  );
}

/** Rows that a ref may lead to: of units three stations, so that scopes tell them apart. */
function targetsOf(state: TenantState, raw: RawRows, field: FieldModel): RawRow[] {
  const to = field.to[0]!;
  const rows = raw.of(state.id, to).filter(({ deleted }) => !deleted);
  const stations = rows.filter(({ values }) => values.kind === 'station');
  return state.model.entities[to]?.plays === 'org' && stations.length > 0 ? stations.slice(0, 3) : rows;
}

function rowOf(state: TenantState, raw: RawRows, entity: EntityModel, n: number): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const [i, field] of entity.fields.entries()) {
    if (field.as !== null) continue;
    const hole = field.required !== true && (n + i) % HOLE === HOLE - 1;
    if (!hole) row[field.name] = field.to.length > 0 ? refOf(state, raw, field, n) : valueOf(state, field, n, i);
  }
  return row;
}

function refOf(state: TenantState, raw: RawRows, field: FieldModel, n: number): unknown {
  const targets = targetsOf(state, raw, field);
  const { id } = targets[n % Math.max(targets.length, 1)] ?? {};
  if (id === undefined) return null;
  if (field.to.length > 1) return { entity: field.to[0], id };
  return pgTypeOfField(field) === 'uuid[]' ? [id] : id;
}

const DAY = 86_400_000;

/** By the column alone: which field type it is makes no difference to who sees it. */
function valueOf(state: TenantState, field: FieldModel, n: number, i: number): unknown {
  const codes =
    field.list === null ? [] : (state.model.lists[field.list]?.codes ?? []).filter(({ retired }) => !retired);
  const code = codes[(n * 7 + i) % Math.max(codes.length, 1)]?.code ?? null;
  const day = new Date(Date.now() + (((n * 37 + i * 11) % 400) - 200) * DAY).toISOString();
  switch (pgTypeOfField(field)) {
    case 'text':
      return field.list === null ? `样例${n}号${i}` : code;
    case 'text[]':
      return code === null ? [] : [code];
    case 'bigint':
      return (n * 13 + i) % 100;
    case 'numeric':
      return String((n * 13 + i) % 100);
    case 'boolean':
      return (n + i) % 2 === 0;
    case 'date':
      return day.slice(0, 10);
    case 'timestamptz':
      return day;
    case 'jsonb':
      return field.fields.length > 0 ? [0, 1].map((k) => cellsOf(state, field, n + k)) : null;
    default:
      return null;
  }
}

function cellsOf(state: TenantState, field: FieldModel, n: number): Record<string, unknown> {
  return Object.fromEntries(
    field.fields.flatMap((cell, i) =>
      cell.as !== null || cell.to.length > 0 ? [] : [[cell.name, valueOf(state, cell, n, i)]],
    ),
  );
}
