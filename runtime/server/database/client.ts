// The only way to PostgreSQL for requests: read and write enter a tenant and run in one trip, platform() calls the few
// functions that cross tenants. Rejects with StaleTenant when the tenant moved to another revision meanwhile.
import pg from 'pg';
import type { Answer, TextRow } from './connection.ts';
import { ConnectionPool } from './connection_pool.ts';
import { bodiesOf } from './record_json.ts';
import { textRowsOf } from './page_rows.ts';
import { SharedTrips } from './shared_trips.ts';
import type { Statement, SqlValue } from './statement.ts';

export type { Answer, TextRow } from './connection.ts';
export type { Statement, SqlValue } from './statement.ts';

/** Which tenant a statement runs in, and the two counters it was compiled against. */
export interface Entry {
  tenant: number;
  model_rev: number;
  access_rev: number;
  /** Bureaus below whose rows a read reaches as well, each with the revision that its statements were compiled against. */
  reach?: readonly { tenant: number; model_rev: number }[];
}

/** The tenant's counters moved, or there is no such tenant: nothing was read or written. Reload and try once more. */
export class StaleTenant extends Error {
  constructor() {
    super('the tenant is on another revision');
  }
}

const SETTINGS = `set_config('app.tenant', id::text, true), set_config('app.reach', array[id]::text, true), set_config('app.above', above::text, true)`;
const WHERE = `from platform.tenant where id = $1::int4 and model_rev = $2::int4 and access_rev = $3::int4`;
const ENTER = `select ${SETTINGS} ${WHERE}`;
const GENERIC = `set_config('plan_cache_mode', 'force_generic_plan', true)`;
const ENTER_GENERIC = `select ${SETTINGS}, ${GENERIC} ${WHERE}`;
/** All or nothing: a bureau that moved, one that is not below and one that is not there leave no row, and nothing is set. */
const enterReach = (settings: string): string => `select set_config('app.tenant', o.id::text, true),
    set_config('app.reach', (array[o.id] || w.ids)::text, true), set_config('app.above', o.above::text, true)${settings}
  from platform.tenant o, (
    select array_agg(t.id) as ids from unnest($4::int4[], $5::int4[]) as pair(id, rev)
    join platform.tenant t on t.id = pair.id and t.model_rev = pair.rev and $1::int4 = any (t.above)
    having count(*) = cardinality($4::int4[])) w
  where o.id = $1::int4 and o.model_rev = $2::int4 and o.access_rev = $3::int4`;
const ENTER_REACH = enterReach('');
const ENTER_REACH_GENERIC = enterReach(`, ${GENERIC}`);
/** Writers wait here while an apply holds the tenant; a statement of its own, so that what follows sees a later snapshot. */
const FENCE = `select pg_advisory_xact_lock_shared(7301, $1::int4)`;
/** Nobody waits long for the lock that another one's write waits for: who cannot have it at once comes again alone. */
const FENCE_TOGETHER = `select set_config('lock_timeout', '50ms', true), pg_advisory_xact_lock_shared(7301, $1::int4)`;

export class Database {
  private readonly trips: ConnectionPool;
  private readonly shared: SharedTrips;
  /** For transactions of several trips, which speak pg's own language. */
  private readonly pool: pg.Pool;

  private constructor(config: pg.ClientConfig, max: number) {
    this.trips = new ConnectionPool(config, max);
    this.shared = new SharedTrips((statements) => this.trips.run(statements));
    this.pool = new pg.Pool({ ...config, max, connectionTimeoutMillis: 5_000, idleTimeoutMillis: 60_000 });
    // An idle connection that dies is replaced by the pool; the error is not anybody's request.
    this.pool.on('error', () => {});
    // One that dies while a request holds it tells the request, and may once more say so to nobody: that must not end the process.
    this.pool.on('connect', (client) => client.on('error', () => {}));
  }

  /** @param url postgres:// of the app's role; @param max connections of this process (6–10 is plenty); @param statementMs limit of one statement */
  static open(url: string, options: { max?: number; statementMs?: number } = {}): Database {
    return new Database(
      {
        connectionString: url,
        options: `-c timezone=UTC -c datestyle=ISO -c statement_timeout=${options.statementMs ?? 30_000} -c search_path=pg_catalog`,
      },
      options.max ?? 8,
    );
  }

  /** Reads in a tenant, in one trip. `generic` forces the generic plan, for shapes that are good that way. */
  async read(entry: Entry, statement: Statement, generic = true): Promise<TextRow[]> {
    const [answer] = await this.answers(entry, [statement], generic);
    return textRows(answer!);
  }

  /** Several reads of one moment, in one trip. */
  async readAll(entry: Entry, statements: readonly Statement[], generic = true): Promise<TextRow[][]> {
    return (await this.answers(entry, statements, generic)).map(textRows);
  }

  /** The same with records as they are sent on: nothing is decoded that nobody reads. */
  async answers(entry: Entry, statements: readonly Statement[], generic = true): Promise<Answer[]> {
    const alone = [enter(entry, generic)];
    const answers =
      generic && !entry.reach
        ? await this.shared.ask({ key: keyOf('read', entry), alone }, statements)
        : (await this.trips.run([...alone, ...statements])).answers;
    if (answers[0]!.rows.length === 0) throw new StaleTenant();
    return answers.slice(1);
  }

  /** Writes in a tenant: behind the fence, whole or not at all, in one trip. */
  async write(entry: Entry, ...statements: Statement[]): Promise<TextRow[][]> {
    // Planned once: what a writer's statement looks for it looks for by key, and functions of indexes are not planned at each call.
    const entering = enter(ownOnly(entry), true);
    const head = {
      key: keyOf('write', entry),
      alone: [{ text: FENCE, values: [entry.tenant] }, entering],
      together: [{ text: FENCE_TOGETHER, values: [entry.tenant] }, entering],
    };
    try {
      // Locks of several statements are taken in an order that is right for one request.
      const ran =
        statements.length === 1
          ? await this.shared.ask(head, statements)
          : (await this.trips.run([...head.alone, ...statements])).answers;
      const [, entered, ...answers] = ran;
      if (entered!.rows.length === 0) throw new StaleTenant();
      return answers.map(textRows);
    } catch (error) {
      // Without a tenant the policies refuse every row and a rule finds nothing: that is the stale case seen from a statement.
      const refused = isDatabaseError(error) && (error.code === '42501' || error.code === 'SJ001');
      if (refused && !(await this.isCurrent(entry))) throw new StaleTenant();
      throw error;
    }
  }

  /** Statements outside any tenant: platform.tenant, sources and functions that answer with keys only. */
  async platform(statement: Statement): Promise<TextRow[]> {
    const { answers } = await this.trips.run([statement]);
    return textRows(answers[0]!);
  }

  /**
   * A transaction of several trips in one tenant, for bulk work and COPY.
   * @param body is handed the connection; whatever it throws rolls everything back
   */
  async transaction<T>(entry: Entry, body: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken = false;
    try {
      await client.query('begin');
      await client.query(FENCE, [entry.tenant]);
      const entered = await client.query(ENTER, [entry.tenant, entry.model_rev, entry.access_rev]);
      if (entered.rows.length === 0) throw new StaleTenant();
      const result = await body(client);
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch(() => {
        broken = true;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }

  /**
   * Rows of one moment in pages, for what is too much for one answer. The connection is held until the generator ends.
   * @param size rows a page
   */
  async *cursor(entry: Entry, statement: Statement, size: number): AsyncGenerator<TextRow[]> {
    const client = await this.pool.connect();
    let broken = false;
    try {
      await client.query(`begin isolation level repeatable read read only; set local statement_timeout = '120s'`);
      const { text, values } = enter(entry, false);
      const entered = await client.query(text, [...values]);
      if (entered.rows.length === 0) throw new StaleTenant();
      await client.query(`declare pages no scroll cursor for ${statement.text}`, [...statement.values]);
      for (;;) {
        const page = await client.query<(string | null)[]>({
          text: `fetch ${size} from pages`,
          rowMode: 'array',
          types: AS_TEXT,
        });
        if (page.rows.length === 0) return;
        yield textRowsOf(statement.body, page);
      }
    } finally {
      await client.query('rollback').catch(() => {
        broken = true;
      });
      client.release(broken);
    }
  }

  /**
   * Reads of one moment in a tenant, some after others.
   * @param body is handed the connection; nothing it does is kept
   * @param seconds most that one statement may take
   */
  async snapshot<T>(entry: Entry, seconds: number, body: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken = false;
    try {
      await client.query(
        `begin isolation level repeatable read read only; set local statement_timeout = '${Math.trunc(seconds)}s'`,
      );
      const { text, values } = enter(entry, false);
      const entered = await client.query(text, [...values]);
      if (entered.rows.length === 0) throw new StaleTenant();
      return await body(client);
    } finally {
      await client.query('rollback').catch(() => {
        broken = true;
      });
      client.release(broken);
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.trips.close(), this.pool.end()]);
  }

  private async isCurrent(entry: Entry): Promise<boolean> {
    const rows = await this.platform({ text: `select 1 as one ${WHERE}`, values: enter(ownOnly(entry), false).values });
    return rows.length > 0;
  }
}

/** Values as PostgreSQL writes them. */
const AS_TEXT = { getTypeParser: () => (value: string) => value };

/** Code of a statement that ran into its time limit. */
export const QUERY_CANCELLED = '57014';

/** True for an error that PostgreSQL answered (a constraint, a refused row), false for a broken connection. */
export function isDatabaseError(error: unknown): error is pg.DatabaseError {
  return error instanceof pg.DatabaseError;
}

/** Which of the statements of a write PostgreSQL refused, from 0; null when it was none of them. */
export function refusedStatement(error: unknown): number | null {
  if (!isDatabaseError(error)) return null;
  const { statement } = error as { statement?: number };
  return statement !== undefined && statement >= BEFORE_WRITE ? statement - BEFORE_WRITE : null;
}

/** Statements ahead of those of a write: the fence and the entering one. */
const BEFORE_WRITE = 2;

/** What requests must have in common to share a trip. */
function keyOf(kind: 'read' | 'write', { tenant, model_rev, access_rev }: Entry): string {
  return `${kind} ${tenant} ${model_rev} ${access_rev}`;
}

/** A write never reaches further than its own bureau, whatever its entry says. */
function ownOnly({ tenant, model_rev, access_rev }: Entry): Entry {
  return { tenant, model_rev, access_rev };
}

/** Rows with a record of theirs as JSON text under `body`. */
function textRows({ rows, records }: Answer): TextRow[] {
  if (!records) return rows;
  const bodies = bodiesOf(records);
  return rows.map((row, i) => ({ ...row, body: bodies[i]! }));
}

function enter(entry: Entry, generic: boolean): { text: string; values: SqlValue[] } {
  if (entry.reach && entry.reach.length > 0) {
    const { tenant, model_rev, access_rev, reach } = entry;
    const pairs = [reach.map((below) => below.tenant), reach.map((below) => below.model_rev)];
    return { text: generic ? ENTER_REACH_GENERIC : ENTER_REACH, values: [tenant, model_rev, access_rev, ...pairs] };
  }
  return { text: generic ? ENTER_GENERIC : ENTER, values: [entry.tenant, entry.model_rev, entry.access_rev] };
}
