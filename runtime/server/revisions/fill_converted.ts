// A field whose type changed has a column of its own for the new values: filled batch by batch from the former one while writers go on,
// brought up to date under the fence. The former column stays as it is, so that a bureau may go back and others need not come along.
import { columnName, convertValue, isConvertible, valueType, type EntityModel, type FieldModel } from '@shijian/kernel';
import type pg from 'pg';
import { columnSql, slotFamily } from '../records/columns.ts';
import { baseOf, literal, quote } from '../records/names.ts';
import { fieldContext, toColumn } from '../records/row_values.ts';
import { Seal } from '../records/seal.ts';
import { asOwner } from './as_owner.ts';
import { BATCH } from './read_images.ts';
import type { TenantState } from './tenants.ts';

export interface Conversion {
  entity: EntityModel;
  before: TenantState;
  after: TenantState;
  from: FieldModel;
  to: FieldModel;
  /** When the first batch began, by the clock of the database. */
  since: string;
}

/** A write that began this long ago may end after the first batch was read. */
const MARGIN = `interval '60 seconds'`;

/** Fields whose values move to another column with this revision. */
export function convertedFields(before: TenantState, after: TenantState): Conversion[] {
  return Object.values(after.model.entities).flatMap((entity) => {
    const old = before.model.entities[entity.name];
    if (!old || entity.source !== null) return [];
    return entity.fields.flatMap((to): Conversion[] => {
      const from = old.fields.find(({ uid }) => uid === to.uid);
      if (!from || columnName(from) === columnName(to) || !isConvertible(from) || !isConvertible(to)) return [];
      return [{ entity, before, after, from, to, since: '' }];
    });
  });
}

/** All rows, in batches by id; a fill that was cut short is begun anew. */
export async function fillConverted(
  migrator: pg.Client,
  conversion: Conversion,
  say: (line: string) => void,
): Promise<void> {
  const { entity, to, after } = conversion;
  const clock = await migrator.query<{ now: string }>(`select (clock_timestamp() - ${MARGIN})::text as now`);
  conversion.since = clock.rows[0]!.now;
  let done = 0;
  for (let last: string | null = null; ;) {
    const ids: string[] = await asOwner(migrator, after.id, (client) => convertBatch(client, conversion, last, null));
    done += ids.length;
    if (ids.length > 0) say(`${entity.name}.${to.name}: ${done} records are converted`);
    if (ids.length < BATCH) return;
    last = ids.at(-1)!;
  }
}

/** Under the fence: the rows written since. */
export async function finishConverted(client: pg.Client, conversion: Conversion): Promise<void> {
  for (let last: string | null = null; ;) {
    const ids: string[] = await convertBatch(client, conversion, last, conversion.since);
    if (ids.length < BATCH) return;
    last = ids.at(-1)!;
  }
}

async function convertBatch(
  client: pg.Client,
  conversion: Conversion,
  after: string | null,
  since: string | null,
): Promise<string[]> {
  const { entity, from } = conversion;
  const old = conversion.before.columns.get(entity.name)!.get(from.name)!;
  const value = columnSql(old, 't');
  const wire = `to_json(${valueType(from).wireSql?.(value) ?? value})::text`;
  const { rows } = await client.query<{ id: string; v: string | null }>(
    `select t.id::text as id, ${wire} as v from ${baseOf(entity.name)} t
     where t.tenant_id = $1 and ($2::uuid is null or t.id > $2) and ($3::timestamptz is null or t.updated_at >= $3)
     order by t.id limit ${BATCH}`,
    [conversion.before.id, after, since],
  );
  if (rows.length > 0)
    await write(
      client,
      conversion,
      rows.map(({ id, v }) => ({ id, value: convert(conversion, v) })),
    );
  return rows.map(({ id }) => id);
}

function convert({ before, after, from, to }: Conversion, v: string | null): unknown {
  if (v === null) return null;
  const read = convertValue(JSON.parse(v), from, to, { from: contextOf(before), to: contextOf(after) });
  return read.ok ? read.value : null;
}

function contextOf(state: TenantState): ReturnType<typeof fieldContext> & { time_zone: string } {
  return { ...fieldContext(state), time_zone: state.model.tenant.time_zone };
}

/** Forward every row says what it now is. On the way back a row without a new value keeps what it had: it may never have been converted. */
async function write(
  client: pg.Client,
  { entity, after, to }: Conversion,
  rows: readonly { id: string; value: unknown }[],
): Promise<void> {
  const back = to.convert === undefined;
  const told = back ? rows.filter(({ value }) => value !== null) : rows;
  // A bureau's own field that is newly indexed is still in ext here, and copied on from there; one that was before keeps its spare column.
  const column = after.columns.get(entity.name)!.get(to.name)!;
  const { name, place, type } = column;
  const values = told.map(({ value }) => {
    if (value === null) return null;
    return place === 'ext' ? JSON.stringify(value) : String(toColumn(column, value, NO_SEAL));
  });
  const set =
    place === 'ext'
      ? `ext = case when n.value is null then t.ext - ${literal(name)} else t.ext || jsonb_build_object(${literal(name)}, n.value::jsonb) end`
      : `${quote(name)} = n.value::${place === 'slot' ? slotFamily(type)! : type}`;
  await client.query(
    `update ${baseOf(entity.name)} t set ${set} from unnest($2::uuid[], $3::text[]) as n(id, value) where t.tenant_id = $1 and t.id = n.id`,
    [after.id, told.map(({ id }) => id), values],
  );
}

/** Sealed fields are not converted. */
const NO_SEAL = new Seal(Buffer.alloc(32));
