// What a revision left for the migrator to do beside requests: indexes over rows, and own fields that move into a spare column. One server
// of several does it; what is cut short is taken up again.
import pg from 'pg';
import type { Database } from '../database/client.ts';
import { repeat, type Repeated } from '../repeat.ts';
import { buildIndex } from './build_index.ts';
import type { IndexStep } from './ddl.ts';
import { moveIntoSlot } from './fill_slots.ts';
import type { Tenants } from './tenants.ts';

const EVERY_MS = 2_000;
const PROGRESS_MS = 1_000;
/** Held by the server that builds. */
const TURN = 7304;

export class Builds {
  private readonly database: Database;
  private readonly tenants: Tenants;
  private readonly adminUrl: string;
  private readonly say: (line: string) => void;
  private readonly stopping = new AbortController();
  private running: Repeated | null = null;

  constructor(parts: { database: Database; tenants: Tenants; adminUrl: string; say?: (line: string) => void }) {
    this.database = parts.database;
    this.tenants = parts.tenants;
    this.adminUrl = parts.adminUrl;
    this.say = parts.say ?? (() => {});
  }

  start(): void {
    this.running ??= repeat(
      EVERY_MS,
      () => this.step(),
      (error) => this.say(`A build rests: ${error.message}`),
    );
  }

  /** A build under way is cut short; the next start begins it anew. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running?.stop();
    this.running = null;
  }

  /** All that is to be done. @returns true while there is more */
  async step(): Promise<boolean> {
    const [open] = await this.database.platform({
      text: `select 1 as one where exists (select from platform.index_build where retry_at <= now())
             or exists (select from platform.open_backfills() b where b.task like 'slot %')`,
      values: [],
    });
    if (!open || this.stopping.signal.aborted) return false;
    const migrator = new pg.Client({ connectionString: this.adminUrl });
    // A database that goes away tells whatever statement is under way; told to nobody it would end the process.
    migrator.on('error', () => {});
    await migrator.connect();
    const cut = cutShort(this.adminUrl, migrator, this.stopping.signal);
    try {
      const { rows } = await migrator.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [TURN]);
      if (!rows[0]!.mine) return false;
      await this.buildIndexes(migrator);
      return await this.moveSlots(migrator);
    } catch (error) {
      if (this.stopping.signal.aborted) return false;
      throw error;
    } finally {
      cut();
      await migrator.end();
    }
  }

  private async buildIndexes(migrator: pg.Client): Promise<void> {
    const { rows } = await migrator.query<IndexStep>(
      'select name, base, rest, large from platform.index_build where retry_at <= now() order by wanted_at, name',
    );
    for (const step of rows) {
      if (this.stopping.signal.aborted) return;
      this.say(`Building the index ${step.name}`);
      const telling = tellProgress(this.adminUrl, migrator, step.name);
      try {
        await buildIndex(migrator, step);
        await migrator.query('delete from platform.index_build where name = $1', [step.name]);
        this.say(`The index ${step.name} is built`);
      } catch (error) {
        // A connection that is gone cannot say so: the index is begun anew by whoever comes next.
        await migrator.query(
          `update platform.index_build set failures = failures + 1, error = $2,
             retry_at = now() + make_interval(secs => least(600, 2 ^ least(failures, 10))) where name = $1`,
          [step.name, (error as Error).message],
        );
        this.say(`The index ${step.name} is tried again later: ${(error as Error).message}`);
      } finally {
        await telling();
      }
    }
  }

  private async moveSlots(migrator: pg.Client): Promise<boolean> {
    const { rows } = await migrator.query<{ tenant: number; task: string }>(
      `select tenant_id as tenant, task from platform.open_backfills() where task like 'slot %'`,
    );
    let more = false;
    for (const { tenant, task } of rows) {
      const state = await this.tenants.refresh(tenant);
      while (state && !this.stopping.signal.aborted) {
        const moved = await moveIntoSlot(migrator, state, task);
        if (moved === 'batch') continue;
        if (moved === 'moved') await this.tenants.refresh(tenant);
        if (moved === 'busy') more = true;
        if (moved !== 'busy') this.say(`"${task}" of ${state.name} is done`);
        break;
      }
    }
    return more;
  }
}

/** On the signal the statement under way is cancelled, by a connection of its own. @returns what ends the waiting for it */
function cutShort(adminUrl: string, migrator: pg.Client, signal: AbortSignal): () => void {
  const { processID } = migrator as unknown as { processID: number };
  const cancel = (): void => {
    void withOther(adminUrl, (other) => other.query('select pg_cancel_backend($1)', [processID])).catch(() => {});
  };
  signal.addEventListener('abort', cancel);
  return () => signal.removeEventListener('abort', cancel);
}

/** Writes down now and then how far the build is. @returns what ends it */
function tellProgress(adminUrl: string, migrator: pg.Client, name: string): () => Promise<void> {
  const { processID } = migrator as unknown as { processID: number };
  let told: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    told = withOther(adminUrl, (other) =>
      other.query(
        `update platform.index_build b set done = p.blocks_done, total = nullif(p.blocks_total, 0)
         from pg_stat_progress_create_index p where p.pid = $1 and b.name = $2`,
        [processID, name],
      ),
    ).catch(() => {});
  }, PROGRESS_MS);
  return async () => {
    clearInterval(timer);
    await told;
  };
}

async function withOther(adminUrl: string, body: (other: pg.Client) => Promise<unknown>): Promise<void> {
  const other = new pg.Client({ connectionString: adminUrl });
  other.on('error', () => {});
  await other.connect();
  try {
    await body(other);
  } finally {
    await other.end();
  }
}
