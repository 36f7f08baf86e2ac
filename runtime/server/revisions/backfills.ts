// What a revision left for the running server: search text by the new fields, and values of slots out of ext. A batch at a time behind the
// fence as any writer, resumed where a kill left it; of several processes each takes what no other is at.
import type pg from 'pg';
import { columnName, type EntityModel } from '@shijian/kernel';
import { StaleTenant, type Database } from '../database/client.ts';
import { SLOTS } from '../records/columns.ts';
import { baseOf, quote } from '../records/names.ts';
import { fieldContext, toColumn } from '../records/row_values.ts';
import { searchTextOf } from '../records/search_text.ts';
import type { Seal } from '../records/seal.ts';
import { repeat, type Repeated } from '../repeat.ts';
import { BATCH, readImages } from './read_images.ts';
import { entryOf, type Tenants, type TenantState } from './tenants.ts';

const EVERY_MS = 5_000;

export class Backfills {
  private readonly database: Database;
  private readonly tenants: Tenants;
  private readonly seal: () => Seal;
  private readonly say: (line: string) => void;
  private running: Repeated | null = null;

  constructor(parts: { database: Database; tenants: Tenants; seal: () => Seal; say?: (line: string) => void }) {
    this.database = parts.database;
    this.tenants = parts.tenants;
    this.seal = parts.seal;
    this.say = parts.say ?? (() => {});
  }

  start(): void {
    this.running ??= repeat(
      EVERY_MS,
      () => this.step(),
      (error) => this.say(`A back-fill rests: ${error.message}`),
    );
  }

  /** Ends after the batch at hand. */
  async stop(): Promise<void> {
    await this.running?.stop();
    this.running = null;
  }

  /** One batch of every task. @returns true while there is more */
  async step(): Promise<boolean> {
    const open = await this.database.platform({
      text: 'select tenant_id, task from platform.open_backfills()',
      values: [],
    });
    let more = false;
    for (const { tenant_id, task } of open) {
      const work = WORK[task!.split(' ')[0]!];
      if (!work) continue;
      const state = await this.tenants.refresh(Number(tenant_id));
      if (state && (await this.batch(state, task!, work))) more = true;
    }
    return more;
  }

  private async batch(state: TenantState, task: string, work: Work): Promise<boolean> {
    const [, entityName, detail] = task.split(' ');
    const entity = state.model.entities[entityName!];
    try {
      return await this.database.transaction(entryOf(state), async (client) => {
        const { rows } = await client.query<{ cursor: string | null; done: string }>(
          'select cursor::text, done::text from platform.backfill where tenant_id = $1 and task = $2 for update skip locked',
          [state.id, task],
        );
        if (!rows[0]) return false;
        const ids = entity
          ? await work(client, { state, entity, detail: detail ?? '', after: rows[0].cursor, seal: this.seal })
          : [];
        const done = Number(rows[0].done) + ids.length;
        if (ids.length < BATCH) {
          await client.query('delete from platform.backfill where tenant_id = $1 and task = $2', [state.id, task]);
          this.say(`Back-fill "${task}" of ${state.name}: all ${done} records are done`);
          return false;
        }
        await client.query('update platform.backfill set cursor = $3, done = $4 where tenant_id = $1 and task = $2', [
          state.id,
          task,
          ids.at(-1)!,
          done,
        ]);
        this.say(`Back-fill "${task}" of ${state.name}: ${done} records`);
        return true;
      });
    } catch (error) {
      // The bureau moved on to another revision: the next round is done by that one.
      if (error instanceof StaleTenant) return true;
      throw error;
    }
  }
}

interface Given {
  state: TenantState;
  entity: EntityModel;
  detail: string;
  after: string | null;
  seal: () => Seal;
}

/** Does the next batch. @returns the ids of its rows, fewer than a batch at the end */
type Work = (client: pg.PoolClient, given: Given) => Promise<string[]>;

/** Whether some row has a value of one of the bureau's own fields, wherever it is kept. */
async function anyHas(
  client: pg.PoolClient,
  state: TenantState,
  entity: EntityModel,
  uids: readonly string[],
): Promise<boolean> {
  const slots = [...state.columns.get(entity.name)!.values()]
    .filter(({ field, place }) => place === 'slot' && uids.includes(columnName(field)))
    .map(({ name }) => ` or t.${quote(name)} is not null`);
  const { rows } = await client.query(
    `select 1 from ${baseOf(entity.name)} t where t.tenant_id = $1 and (t.ext ?| $2::text[]${slots.join('')}) limit 1`,
    [state.id, uids],
  );
  return rows.length > 0;
}

const WORK: Record<string, Work> = {
  async search(client, { state, entity, detail, after, seal }) {
    if (after === null && detail !== '' && !(await anyHas(client, state, entity, detail.split(',')))) return [];
    const images = await readImages(client, state, entity, seal, { after });
    const texts = images.map(({ values }) => searchTextOf(entity, values, fieldContext(state)));
    // A row that a writer had meanwhile was given its text by him.
    await client.query(
      `update ${baseOf(entity.name)} t set search_text = n.text
       from unnest($2::uuid[], $3::int8[], $4::text[]) as n(id, version, text)
       where t.tenant_id = $1 and t.id = n.id and t.version = n.version and t.search_text is distinct from n.text`,
      [state.id, images.map(({ id }) => id), images.map(({ version }) => version), texts],
    );
    return images.map(({ id }) => id);
  },
  /** The default of a field that has to be there, on rows that were written before there was one. */
  async fill(client, { state, entity, detail, after, seal }) {
    const { rows } = await client.query<{ id: string }>(
      `select id::text as id from ${baseOf(entity.name)} where tenant_id = $1 and ($2::uuid is null or id > $2) order by id limit ${BATCH}`,
      [state.id, after],
    );
    const ids = rows.map(({ id }) => id);
    const column = [...state.columns.get(entity.name)!.values()].find(({ field }) => field.uid === detail);
    const given = column?.field.default;
    if (column?.place === 'column' && given && 'value' in given)
      await client.query(
        `update ${baseOf(entity.name)} t set ${quote(column.name)} = $3::${column.type}
         where t.tenant_id = $1 and t.id = any ($2::uuid[]) and t.${quote(column.name)} is null`,
        [state.id, ids, toColumn(column, given.value, seal())],
      );
    return ids;
  },
  /** What a fill of a spare column left behind that was given up. */
  async wipe(client, { state, entity, detail }) {
    if (!Object.values(SLOTS).flat().includes(detail)) return [];
    const { rows } = await client.query<{ id: string }>(
      `update ${baseOf(entity.name)} t set ${quote(detail)} = null where t.tenant_id = $1 and t.id in (
         select id from ${baseOf(entity.name)} where tenant_id = $1 and ${quote(detail)} is not null limit ${BATCH}) returning t.id::text as id`,
      [state.id],
    );
    return rows.map(({ id }) => id);
  },
  async tidy(client, { state, entity, detail, after }) {
    const { rows } = await client.query<{ id: string }>(
      `select id::text as id from ${baseOf(entity.name)} where tenant_id = $1 and ($2::uuid is null or id > $2) order by id limit ${BATCH}`,
      [state.id, after],
    );
    const ids = rows.map(({ id }) => id);
    await client.query(
      `update ${baseOf(entity.name)} t set ext = t.ext - $3::text where t.tenant_id = $1 and t.id = any ($2::uuid[]) and t.ext ? $3`,
      [state.id, ids, detail],
    );
    return ids;
  },
};
