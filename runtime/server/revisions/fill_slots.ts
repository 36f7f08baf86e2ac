// A field of a bureau's own that becomes indexed moves from ext into a spare column: copied batch by batch while writers go on, brought up
// to date under the fence, and taken out of ext by the running server afterwards.
import type pg from 'pg';
import { columnName, type EntityModel, type FieldModel, type Model } from '@shijian/kernel';
import { columnSql, pgTypeOfField, SLOTS, slotFamily } from '../records/columns.ts';
import { baseOf, quote } from '../records/names.ts';
import { asOwner } from './as_owner.ts';
import { ApplyRefused } from './apply_refused.ts';
import { BATCH } from './read_images.ts';

export interface SlotFill {
  entity: EntityModel;
  field: FieldModel;
  slot: string;
}

/** Spare columns that a tenant's indexed fields get and do not have yet. @throws ApplyRefused E_SLOT_FULL */
export async function newSlots(migrator: pg.Client, tenant: number, model: Model): Promise<SlotFill[]> {
  const known = await migrator.query<{ entity: string; uid: string; slot: string }>(
    'select entity, uid, slot from platform.slot_map where tenant_id = $1',
    [tenant],
  );
  return Object.values(model.entities).flatMap((entity) => {
    const held = known.rows.filter((row) => row.entity === entity.name);
    const taken = new Set(held.map((row) => row.slot));
    return entity.fields.flatMap((field) => {
      const type = pgTypeOfField(field);
      const family = field.own && (field.indexed || field.unique) && type ? slotFamily(type) : undefined;
      if (!family || held.some((row) => row.uid === columnName(field))) return [];
      const slot = SLOTS[family]!.find((name) => !taken.has(name));
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

/** Copies what rows have so far. Whatever the column holds from a fill that was broken off is overwritten. */
export async function fillSlot(
  migrator: pg.Client,
  tenant: number,
  fill: SlotFill,
  say: (line: string) => void,
): Promise<void> {
  const base = baseOf(fill.entity.name);
  let done = 0;
  for (let after: string | null = null; ;) {
    const rows: { id: string }[] = await asOwner(migrator, tenant, async (client) => {
      const batch = await client.query<{ id: string }>(
        `select id::text as id from ${base} where tenant_id = $1 and ($2::uuid is null or id > $2) order by id limit ${BATCH}`,
        [tenant, after],
      );
      await copy(client, tenant, fill, 'and t.id = any ($2::uuid[])', [batch.rows.map(({ id }) => id)]);
      return batch.rows;
    });
    done += rows.length;
    if (rows.length > 0) say(`${fill.entity.name}.${fill.field.name}: ${done} records have it in ${fill.slot}`);
    if (rows.length < BATCH) return;
    after = rows.at(-1)!.id;
  }
}

/** Under the fence: the rows written since, then the map. */
export async function finishSlot(client: pg.Client, tenant: number, fill: SlotFill): Promise<void> {
  await copy(client, tenant, fill, '', []);
  await client.query('insert into platform.slot_map (tenant_id, entity, uid, slot) values ($1, $2, $3, $4)', [
    tenant,
    fill.entity.name,
    columnName(fill.field),
    fill.slot,
  ]);
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
