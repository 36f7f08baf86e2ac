// Publishing over the largest entity: how soon a field is there on two instances, what readers wait meanwhile, and what is done after.
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { compile } from '@shijian/kernel';
import { ddlOf } from '@shijian/server/revisions/ddl';
import { platformOf } from '@shijian/server/revisions/platform_of';
import { runDdl } from '@shijian/server/revisions/run_ddl';
import { readRevision } from '@shijian/server/revisions/tenants';
import type { BenchRow } from './run.ts';

export interface PublishPlaces {
  /** Two servers over one database. */
  urls: readonly [string, string];
  /** Of a session that may publish; good on both. */
  headers: Record<string, string>;
  /** Addresses of the database. */
  superuser: string;
  migrator: string;
}

const BUREAU = 'changan';
const ENTITY = 'market.subject';
const GATE = 'gate."market_subject"';
const LIST = `/api/records/${ENTITY}`;
const TIMES = 5;
/** Seconds that a reader holds the table while it is changed. */
const HELD = 3;
/** Columns that no run before has added. */
const COLUMN = `bench${Date.now().toString(36)}`;
const plain = { ceiling: null, ratio: null, spread: null };

export async function publishRows(places: PublishPlaces, say: (line: string) => void): Promise<BenchRow[]> {
  const row = (name: string, value: number, unit: string, goal: number | null): BenchRow => ({
    ...plain,
    ...{ name, value: Math.round(value), unit, goal, ok: goal === null || value <= goal },
  });
  const before = await filesOf(places.superuser);
  // What a run that was broken off has left.
  if ((await fetch(`${places.urls[0]}/api/door/documents/text?path=${PATCH}`, { headers: places.headers })).ok)
    await clear(places);
  // The spare column of a run before is free again.
  await ask(places.superuser, `delete from platform.slot_map where uid = 'x_bench_slot'`);
  say('publish: a field');
  const visible: number[] = [];
  for (let i = 0; i < TIMES; i += 1) visible.push((await publish(places, i + 1, false)).visible);
  say('publish: an indexed field');
  const indexed = await publish(places, TIMES + 1, true);
  const built = await slotBuilt(places.superuser, indexed.started);
  const rewritten = (await filesOf(places.superuser)).filter((file) => !before.includes(file)).length;
  await clear(places);
  say(`publish: a column beside a reader of ${HELD} seconds`);
  const waited = await expand(places);
  return [
    row('a published field is there on two instances', median(visible), 'ms', 1000),
    row('the same of an indexed one', indexed.visible, 'ms', 1000),
    row('its values are in an indexed column after', built, 'ms', null),
    row('tables that were rewritten by these', rewritten, 'tables', 0),
    row(
      `longest that a reader waits for a lock while columns are added beside a read of ${HELD} s`,
      waited.locked,
      'ms',
      100,
    ),
    row(`slowest of ${waited.reads} reads meanwhile`, waited.longest, 'ms', null),
    row('slowest of as many with no columns added', waited.quiet, 'ms', null),
    row('the columns are there after', waited.took, 'ms', null),
  ];
}

interface Published {
  /** Milliseconds from asking for the publication until both servers answer with the field. */
  visible: number;
  started: number;
}

const PATCH = `tenants/${BUREAU}/patches/bench.publish.yaml`;

/** One field more than the publication before. @param indexed its last one */
async function publish(places: PublishPlaces, fields: number, indexed: boolean): Promise<Published> {
  const names = Array.from({ length: fields }, (_, i) =>
    indexed && i === fields - 1 ? 'x_bench_slot' : `x_bench_${i}`,
  );
  const lines = names.map(
    (name) => `  fields.${name}: { type: string, label: 压测${name.endsWith('slot') ? ', indexed: true' : ''} }\n`,
  );
  const text = `kind: Patch\nof: Entity ${ENTITY}\nbase: market@1.0.0\nset:\n${lines.join('')}`;
  const { id, hash } = await planned(places, text);
  const started = performance.now();
  await send(places, 'POST', `/api/door/drafts/${id}/apply`, { hash });
  await Promise.all(
    places.urls.map(async (url) => {
      while ((await fetch(`${url}${LIST}?limit=1&fields=${names.at(-1)!}`, { headers: places.headers })).status !== 200)
        await sleep(10);
    }),
  );
  return { visible: performance.now() - started, started };
}

/** A draft and its plan. */
async function planned(places: PublishPlaces, text: string | null): Promise<{ id: string; hash: string }> {
  const changes = [{ path: PATCH, text }];
  const { id } = await send(places, 'POST', '/api/door/drafts', { title: 'bench', message: '', changes });
  const { hash, ok } = await send(places, 'POST', `/api/door/drafts/${String(id)}/plan`);
  if (ok !== true) throw new Error('the plan of the bench is refused');
  return { id: String(id), hash: String(hash) };
}

/** Takes the fields away again. */
async function clear(places: PublishPlaces): Promise<void> {
  const { id, hash } = await planned(places, null);
  const { job } = await send(places, 'POST', `/api/door/drafts/${id}/apply`, { hash });
  for (let state = ''; state !== 'done'; await sleep(20)) {
    state = String((await send(places, 'GET', `/api/jobs/${String(job)}`)).state);
    if (state === 'failed') throw new Error('the fields of the bench cannot be taken away');
  }
}

/** @returns milliseconds after which no value is on its way into the spare column any more */
async function slotBuilt(superuser: string, started: number): Promise<number> {
  for (;;) {
    const open = await ask<{ open: boolean }>(
      superuser,
      `select exists (select from platform.backfill b where b.task like 'slot %') or not exists (select from platform.slot_map where uid = 'x_bench_slot') as open`,
    );
    if (!open[0]!.open) return performance.now() - started;
    await sleep(50);
  }
}

interface Waited {
  /** Milliseconds that a reader was seen waiting for a lock, by a look every few milliseconds. */
  locked: number;
  /** Milliseconds of the slowest read. */
  longest: number;
  /** The same of as many reads with nothing else going on. */
  quiet: number;
  reads: number;
  took: number;
}

/** Adds two columns and what a server's first publication runs, beside a long read and many short ones. */
async function expand(places: PublishPlaces): Promise<Waited> {
  const migrator = new pg.Client({ connectionString: places.migrator });
  const holder = new pg.Client({ connectionString: places.superuser });
  await Promise.all([migrator.connect(), holder.connect()]);
  try {
    const steps = ddlOf(await withColumns(migrator));
    const before = await readsBeside(places, () => sleep(HELD * 1000));
    const holding = holder.query(`select count(*), pg_sleep(${HELD}) from (select from ${GATE} limit 1) t`);
    await sleep(100);
    const started = performance.now();
    const watching = watchLocks(places.superuser);
    const waits = await readsBeside(places, () => runDdl(migrator, steps, new Set()));
    const took = performance.now() - started;
    const locked = await watching();
    await holding;
    return { locked, longest: Math.max(...waits), quiet: Math.max(...before), reads: waits.length, took };
  } finally {
    await Promise.all([migrator.end(), holder.end()]);
  }
}

/** Looks at readers who wait. @returns ends it, with the longest wait in milliseconds */
function watchLocks(superuser: string): () => Promise<number> {
  let going = true;
  const looking = (async () => {
    const client = new pg.Client({ connectionString: superuser });
    await client.connect();
    let longest = 0;
    while (going) {
      const { rows } = await client.query<{ ms: number | null }>(
        `select (extract(epoch from max(clock_timestamp() - waitstart)) * 1000)::float8 as ms from pg_locks where not granted and mode = 'AccessShareLock'`,
      );
      longest = Math.max(longest, rows[0]!.ms ?? 0);
      await sleep(2);
    }
    await client.end();
    return longest;
  })();
  return () => {
    going = false;
    return looking;
  };
}

/** Reads one after the other while something else is done. @returns milliseconds of each */
async function readsBeside(places: PublishPlaces, body: () => Promise<unknown>): Promise<number[]> {
  let going = true;
  const waits: number[] = [];
  const reader = async (): Promise<void> => {
    while (going) {
      const started = performance.now();
      await send(places, 'GET', `${LIST}?limit=1`);
      waits.push(performance.now() - started);
      await sleep(5);
    }
  };
  const readers = [reader(), reader()];
  await body();
  going = false;
  await Promise.all(readers);
  return waits;
}

/** The bureau's model, as a version of the package with two columns more would make it. */
async function withColumns(migrator: pg.Client) {
  const [at] = await ask<{ id: number; rev: number }>(
    migrator,
    `select id, model_rev as rev from platform.tenant where name = '${BUREAU}'`,
  );
  const { packages, tenant } = await readRevision(platformOf(migrator), at!.id, at!.rev);
  const more = packages.map((source) => ({
    ...source,
    files: source.files.map((file) =>
      file.path.endsWith('market/entities/subject.yaml')
        ? {
            ...file,
            text: file.text.replace(
              /^fields:\n/m,
              `fields:\n  ${COLUMN}a: { type: string, label: 甲 }\n  ${COLUMN}b: { type: date, label: 乙 }\n`,
            ),
          }
        : file,
    ),
  }));
  const { model } = compile({ packages: more, tenant });
  if (!model?.entities[ENTITY]?.fields.some(({ name }) => name === `${COLUMN}a`))
    throw new Error('the package of the bench has no more columns');
  return model;
}

/** The file of every table of records: a rewritten table has another. */
async function filesOf(superuser: string): Promise<string[]> {
  const rows = await ask<{ file: string }>(
    superuser,
    `select c.oid || ' ' || c.relfilenode as file from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'records' and c.relkind = 'r'`,
  );
  return rows.map(({ file }) => file);
}

async function ask<T extends pg.QueryResultRow>(to: string | pg.Client, text: string): Promise<T[]> {
  if (typeof to !== 'string') return (await to.query<T>(text)).rows;
  const client = new pg.Client({ connectionString: to });
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}

async function send(
  places: PublishPlaces,
  method: string,
  at: string,
  body?: unknown,
): Promise<Record<string, unknown>> {
  const answer = await fetch(places.urls[0] + at, {
    method,
    headers: { ...places.headers, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${at}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Record<string, unknown>;
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;
