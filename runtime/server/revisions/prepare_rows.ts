// What a new revision asks of rows that are there already. Before the metadata transaction: keys are filled batch by batch while writers
// go on. Behind the fence: what was written meanwhile. After it: what the running server may do at its ease is noted.
import { columnName, compile, isStored, type EntityModel, type FieldModel, type Model } from '@shijian/kernel';
import type pg from 'pg';
import { mapColumns } from '../records/columns.ts';
import { Seal } from '../records/seal.ts';
import { ApplyRefused } from './apply_refused.ts';
import { enterAsOwner } from './as_owner.ts';
import { dropKeys, droppedRules, fillKeys, finishKeys, newKeys, type Duplicates, type KeyFill } from './fill_keys.ts';
import { convertedFields, fillConverted, finishConverted, type Conversion } from './fill_converted.ts';
import { newSlots, takeSlots, type SlotFill } from './fill_slots.ts';
import { platformOf } from './platform_of.ts';
import { readRevision, type TenantState } from './tenants.ts';

export interface PreparedRows {
  /** The new model over the columns as they are before the switch. */
  state: TenantState;
  keys: KeyFill[];
  slots: SlotFill[];
  conversions: Conversion[];
  dropped: string[];
  /** What the running server is to do, for platform.backfill. */
  tasks: string[];
  seal: () => Seal;
}

interface Options {
  /** Data folder, for the sealing key. */
  data?: string | undefined;
  say?: ((line: string) => void) | undefined;
}

/** @throws ApplyRefused E_SLOT_FULL, E_KEY_DUPLICATES */
export async function prepareRows(
  migrator: pg.Client,
  tenant: number,
  model: Model,
  options: Options,
): Promise<PreparedRows> {
  const say = options.say ?? (() => {});
  const before = await readModel(migrator, tenant);
  const slots = await newSlots(migrator, tenant, model);
  const state = await stateOf(migrator, tenant, model);
  const prepared: PreparedRows = {
    state,
    keys: [],
    slots,
    conversions: [],
    dropped: [],
    tasks: before && sameSeeds(before, model) ? [] : ['seeds'],
    seal: sealOf(options.data),
  };
  if (!before) return prepared;
  const old = { ...state, model: before, columns: mapColumns(before, await slotsOf(migrator, tenant)) };
  prepared.conversions = convertedFields(old, state);
  if (prepared.conversions.length > 0) await waitForWriters(migrator, tenant);
  for (const conversion of prepared.conversions) await fillConverted(migrator, conversion, say);
  const keys = newKeys(before, model);
  for (const fill of keys) {
    await waitForWriters(migrator, tenant);
    const found = await fillKeys(migrator, state, fill, prepared.seal, say);
    if (!found) continue;
    for (const one of keys) await dropKeys(migrator, state, one);
    throw duplicates(fill, found);
  }
  prepared.keys = keys;
  prepared.dropped = droppedRules(before, model);
  prepared.tasks.push(
    ...Object.values(model.entities).flatMap(({ name }) => searchTasks(before, model, name)),
    ...Object.values(model.entities).flatMap((entity) =>
      newlyRequired(before.entities[entity.name], entity).map(({ uid }) => `fill ${entity.name} ${uid}`),
    ),
  );
  return prepared;
}

/** Rows of documents that were loaded are not loaded again where neither they nor what they are read by have changed. */
function sameSeeds(before: Model, after: Model): boolean {
  const said = (model: Model): unknown =>
    model.records.map((records) => {
      const fields = model.entities[records.of]!.fields;
      return [records, fields, fields.map(({ list }) => list && model.lists[list])];
    });
  return JSON.stringify(said(before)) === JSON.stringify(said(after));
}

/** New fields that have to be there and say what they are where nobody has said it; formulas with a column would have to follow. */
function newlyRequired(before: EntityModel | undefined, entity: EntityModel): FieldModel[] {
  if (!before || entity.source !== null || entity.fields.some(isStored)) return [];
  const known = new Set(before.fields.map(({ uid }) => uid));
  return entity.fields.filter(
    ({ uid, own, required, unique, default: given }) =>
      !own && required === true && !unique && given !== null && 'value' in given && !known.has(uid),
  );
}

/** Whoever writes now and has not ended yet is waited for: later ones are found by the time of their write. */
async function waitForWriters(migrator: pg.Client, tenant: number): Promise<void> {
  await migrator.query('begin');
  await migrator.query('select pg_advisory_xact_lock(7301, $1)', [tenant]);
  await migrator.query('commit');
}

/** Inside the metadata transaction, behind the fence. @throws ApplyRefused E_KEY_DUPLICATES */
export async function finishRows(client: pg.Client, tenant: number, prepared: PreparedRows): Promise<void> {
  await enterAsOwner(client, tenant);
  for (const conversion of prepared.conversions) await finishConverted(client, conversion);
  for (const fill of prepared.keys) {
    const found = await finishKeys(client, prepared.state, fill, prepared.seal);
    if (found) throw duplicates(fill, found);
  }
  await takeSlots(client, tenant, prepared.slots);
  if (prepared.dropped.length > 0)
    await client.query('delete from platform.claim where tenant_id = $1 and rule = any ($2)', [
      tenant,
      prepared.dropped,
    ]);
  await client.query(
    `insert into platform.backfill (tenant_id, task, open) select $1, task, true from unnest($2::text[]) as task
     on conflict (tenant_id, task) do update set cursor = null, done = 0, open = true, started_at = clock_timestamp()`,
    [tenant, prepared.tasks],
  );
  await client.query('reset role');
}

function duplicates(fill: KeyFill, found: Duplicates): ApplyRefused {
  const keys = fill.keys.map(({ key }) => key.label ?? key.name).join(', ');
  return new ApplyRefused(
    'E_KEY_DUPLICATES',
    `${fill.entity.name}: ${found.count} records share "${keys}" with another one, such as ${found.examples.join(', ')}: correct them first, or leave the key as it was`,
  );
}

/** Search text is made anew where a field of it changed; of the bureau's own fields with their uids, since often no row has them. */
function searchTasks(before: Model, after: Model, name: string): string[] {
  if (!before.entities[name]) return [];
  const [old, now] = [searched(before, name), searched(after, name)];
  const changed = [...new Set([...old.keys(), ...now.keys()])].filter(
    (uid) => old.get(uid)?.said !== now.get(uid)?.said,
  );
  if (changed.length === 0) return [];
  // One that went may have left its values in a spare column.
  const own = changed.every((uid) => {
    const [was, is] = [old.get(uid), now.get(uid)];
    return (was?.own ?? true) && (is ? is.own : !was!.spare);
  });
  return [`search ${name}${own ? ` ${changed.join(',')}` : ''}`];
}

/** Everything that a row's search text is made from, by uid. */
function searched(model: Model, name: string): Map<string, { own: boolean; spare: boolean; said: string }> {
  const entity: EntityModel = model.entities[name]!;
  const fields = entity.fields.filter((field) => field.searchable !== false);
  return new Map(
    fields.map((field) => [
      columnName(field),
      {
        own: field.own,
        spare: field.indexed || field.unique,
        said: JSON.stringify([
          [field.type, field.searchable, field.personal, field.mask],
          field.list === null ? null : model.lists[field.list]?.codes,
        ]),
      },
    ]),
  );
}

/** The model of the current revision; null for a bureau without one, or when it no longer compiles. */
async function readModel(migrator: pg.Client, tenant: number): Promise<Model | null> {
  const { rows } = await migrator.query<{ model_rev: number }>('select model_rev from platform.tenant where id = $1', [
    tenant,
  ]);
  if (!rows[0]?.model_rev) return null;
  const sources = await readRevision(platformOf(migrator), tenant, rows[0].model_rev);
  return compile(sources).model ?? null;
}

async function stateOf(migrator: pg.Client, tenant: number, model: Model): Promise<TenantState> {
  const { name, label } = model.tenant;
  const counters = { model_rev: 0, access_rev: 0, edition: '', hash: '', keepsCity: false };
  return { id: tenant, name, label, ...counters, model, columns: mapColumns(model, await slotsOf(migrator, tenant)) };
}

async function slotsOf(migrator: pg.Client, tenant: number): Promise<Map<string, string>> {
  const { rows } = await migrator.query<{ entity: string; uid: string; slot: string }>(
    'select entity, uid, slot from platform.slot_map where tenant_id = $1',
    [tenant],
  );
  return new Map(rows.map((row) => [`${row.entity} ${row.uid}`, row.slot]));
}

function sealOf(data: string | undefined): () => Seal {
  let seal: Seal | null = null;
  return () => {
    if (!data && !process.env.SHIJIAN_KEY)
      throw new Error('a key over sensitive values is filled with the sealing key: give the data folder');
    return (seal ??= Seal.open(data ?? '.'));
  };
}
