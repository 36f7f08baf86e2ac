// A field of a bureau's own that becomes indexed moves from ext into a spare column, after the revision that says so: copied batch by batch
// while writers go on, brought up to date under the fence, and taken out of ext afterwards. Until then it is read where it was.
import type pg from 'pg';
import { columnName, type EntityModel, type FieldModel, type Model } from '@shijian/kernel';
import { columnSql, pgTypeOfField, SLOTS, slotFamily } from '../records/columns.ts';
import { baseOf, quote } from '../records/names.ts';
import { asOwner } from './as_owner.ts';
import { ApplyRefused } from './apply_refused.ts';
import type { TenantState } from './tenants.ts';

export interface SlotFill {
  entity: EntityModel;
  field: FieldModel;
  slot: string;
}

/** Name of the task in platform.backfill. */
function slotTask({ entity, field, slot }: SlotFill): string {
  return `slot ${entity.name} ${columnName(field)} ${slot}`;
}

/** Spare columns that a tenant's indexed fields get and do not have yet; one that is being filled stays. @throws ApplyRefused E_SLOT_FULL */
export async function newSlots(migrator: pg.Client, tenant: number, model: Model): Promise<SlotFill[]> {
  const known = await migrator.query<{ entity: string; uid: string; slot: string }>(
    'select entity, uid, slot from platform.slot_map where tenant_id = $1',
    [tenant],
  );
  const begun = await migrator.query<{ task: string }>(
    `select task from platform.backfill where tenant_id = $1 and task ~ '^(slot|wipe) '`,
    [tenant],
  );
  // ENTITY SLOT of fills that were given up: free again when nothing is left in them.
  const wiped = begun.rows.flatMap(({ task }) => (task.startsWith('wipe ') ? [task.slice('wipe '.length)] : []));
  const filling = new Map(
    begun.rows.map(({ task }) => [task.split(' ').slice(1, 3).join(' '), task.split(' ')[3] ?? '']),
  );
  return Object.values(model.entities).flatMap((entity) => {
    const held = known.rows.filter((row) => row.entity === entity.name);
    const wanted = entity.fields.flatMap((field) => filling.get(`${entity.name} ${columnName(field)}`) ?? []);
    const wiping = Object.values(SLOTS)
      .flat()
      .filter((slot) => wiped.includes(`${entity.name} ${slot}`));
    const taken = new Set([...held.map((row) => row.slot), ...wanted, ...wiping]);
    return entity.fields.flatMap((field) => {
      const type = pgTypeOfField(field);
      const family = field.own && (field.indexed || field.unique) && type ? slotFamily(type) : undefined;
      if (!family || held.some((row) => row.uid === columnName(field))) return [];
      const begun = filling.get(`${entity.name} ${columnName(field)}`);
      const slot = SLOTS[family]!.find((name) => (begun === undefined ? !taken.has(name) : name === begun));
      if (!slot) {
        const holders = held.filter((row) => SLOTS[family]!.includes(row.slot)).map((row) => row.uid);
        throw new ApplyRefused(
          'E_SLOT_FULL',
          `${entity.name}.${field.name}: no spare ${family} column is left; ${holders.join(', ')} hold them: take "indexed" off one of them`,
        );
      }
      taken.add(slot);
      return [{ entity, field, slot }];
    });
  });
}

/** Behind the fence of a new revision, as the owner: a field of rows that are there is noted as a task, others have their column at once. */
export async function takeSlots(client: pg.Client, tenant: number, fills: readonly SlotFill[]): Promise<void> {
  const later: SlotFill[] = [];
  for (const fill of fills) {
    const { rows } = await client.query(`select 1 from ${baseOf(fill.entity.name)} where tenant_id = $1 limit 1`, [
      tenant,
    ]);
    if (rows.length > 0) later.push(fill);
    else await mapSlot(client, tenant, fill);
  }
  await client.query(
    `with gone as (delete from platform.backfill where tenant_id = $1 and task like 'slot %' and not task = any ($2::text[])
       returning 'wipe ' || split_part(task, ' ', 2) || ' ' || split_part(task, ' ', 4) as task)
     insert into platform.backfill (tenant_id, task, open) select $1, task, true from (select unnest($2::text[]) as task union select task from gone) t
     on conflict do nothing`,
    [tenant, later.map(slotTask)],
  );
}

async function mapSlot(client: pg.Client, tenant: number, { entity, field, slot }: SlotFill): Promise<void> {
  await client.query('insert into platform.slot_map (tenant_id, entity, uid, slot) values ($1, $2, $3, $4)', [
    tenant,
    entity.name,
    columnName(field),
    slot,
  ]);
}

/** Rows of one transaction: those that have a value are kept from their writers for as long. */
const AT_ONCE = 2_000;
/** A write that began before the revision may carry a time before it. */
const MARGIN = `interval '60 seconds'`;

/**
 * One step of the way: a batch of rows, or at the end the switch.
 * @param state of the bureau as it is now
 * @returns 'moved' when the field is read in the column from now on; 'busy' when writers kept the fence or the bureau moved on; 'gone' when
 * the field wants none any more
 */
export async function moveIntoSlot(
  migrator: pg.Client,
  state: TenantState,
  task: string,
): Promise<'batch' | 'moved' | 'busy' | 'gone'> {
  const [, name, uid, slot] = task.split(' ');
  const entity = state.model.entities[name!];
  const field = entity?.fields.find((one) => one.own && columnName(one) === uid && (one.indexed || one.unique));
  if (!entity || !field) {
    await migrator.query('delete from platform.backfill where tenant_id = $1 and task = $2', [state.id, task]);
    return 'gone';
  }
  const fill = { entity, field, slot: slot! };
  if (await copyBatch(migrator, state.id, fill, task)) return 'batch';
  return (await switchOver(migrator, state, fill, task)) ? 'moved' : 'busy';
}

/** Whatever the column holds from a fill that was broken off is overwritten. @returns false when no row is left */
async function copyBatch(migrator: pg.Client, tenant: number, fill: SlotFill, task: string): Promise<boolean> {
  return asOwner(migrator, tenant, async (client) => {
    const { rows } = await client.query<{ after: string; last: string | null; n: number }>(
      `select b.after::text as after, max(t.id::text collate "C") as last, count(t.id)::int4 as n
       from (select coalesce(cursor, '00000000-0000-0000-0000-000000000000') as after from platform.backfill where tenant_id = $1 and task = $2) b
       left join lateral (
         select r.id from ${baseOf(fill.entity.name)} r where r.tenant_id = $1 and r.id > b.after order by r.id limit ${AT_ONCE}) t on true
       group by b.after`,
      [tenant, task],
    );
    const [batch] = rows;
    if (!batch?.last) return false;
    await copy(client, tenant, fill, 'and t.id > $2::uuid and t.id <= $3::uuid', [batch.after, batch.last]);
    await client.query(
      'update platform.backfill set cursor = $3, done = done + $4 where tenant_id = $1 and task = $2',
      [tenant, task, batch.last, batch.n],
    );
    return true;
  });
}

/** Behind the fence, which nobody waits for long: the rows written since, then the map. @returns false when it is to be tried again */
async function switchOver(migrator: pg.Client, state: TenantState, fill: SlotFill, task: string): Promise<boolean> {
  try {
    return await asOwner(migrator, state.id, async (client) => {
      await client.query(`set local lock_timeout = '200ms'`);
      await client.query('select pg_advisory_xact_lock(7301, $1)', [state.id]);
      const { rows } = await client.query(
        `update platform.tenant t set access_rev = t.access_rev + 1 from platform.backfill b
         where t.id = $1 and t.model_rev = $2 and b.tenant_id = $1 and b.task = $3 returning b.started_at`,
        [state.id, state.model_rev, task],
      );
      if (rows.length === 0) return false;
      await copy(
        client,
        state.id,
        fill,
        `and t.updated_at >= (select started_at - ${MARGIN} from platform.backfill where tenant_id = $1 and task = $2)`,
        [task],
      );
      await mapSlot(client, state.id, fill);
      await client.query(
        `update platform.backfill set task = $3, cursor = null, done = 0 where tenant_id = $1 and task = $2`,
        [state.id, task, `tidy ${fill.entity.name} ${columnName(fill.field)}`],
      );
      return true;
    });
  } catch (error) {
    if ((error as { code?: string }).code === '55P03') return false;
    throw error;
  }
}

async function copy(
  client: pg.Client,
  tenant: number,
  { entity, field, slot }: SlotFill,
  where: string,
  values: unknown[],
): Promise<void> {
  const type = pgTypeOfField(field)!;
  const column = { field, type, place: 'ext' as const, name: columnName(field), kinds: false, sealed: false };
  const value = type === 'uuid' ? `(${columnSql(column, 't')})::text` : columnSql(column, 't');
  await client.query(
    `update ${baseOf(entity.name)} t set ${quote(slot)} = ${value} where t.tenant_id = $1 and t.${quote(slot)} is distinct from ${value} ${where}`,
    [tenant, ...values],
  );
}
