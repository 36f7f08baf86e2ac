// Our server against hand-written code in the same run, on the same PostgreSQL: CPU microseconds a request (Node and the
// whole process tree of PostgreSQL) and requests a second, medians of alternating rounds.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { cpuMicroseconds } from './cpu.ts';
import { kernelRows } from './kernel.ts';
import { load, type LoadRequest } from './load.ts';

export interface BenchRow {
  name: string;
  value: number;
  unit: string;
  /** The same figure of the hand-written code; null where there is none. */
  ceiling: number | null;
  /** Above 1: ours is the better. */
  ratio: number | null;
  goal: number | null;
  ok: boolean;
}

export interface BenchOptions {
  subjects: number;
  rounds: number;
  /** Seconds of load a round and side. */
  seconds: number;
  say: (line: string) => void;
}

const FIELDS = 'subject,licence_no,category,risk,issued_on,valid_until,station,manager,phone,expired';
const LIST = `/api/records/food.operator?limit=20&sort=valid_until&fields=${FIELDS}&filter=${encodeURIComponent("record.risk in ['C', 'D']")}`;

/** All rows of the bench. */
export async function runBench(options: BenchOptions): Promise<BenchRow[]> {
  const data = mkdtempSync(path.join(os.tmpdir(), 'shijian-bench-'));
  const children: ChildProcess[] = [];
  try {
    options.say(`loading ${options.subjects} subjects`);
    const env = { ...process.env, SHIJIAN_DATA: data, NODE_ENV: 'development', REQUESTS_PER_MINUTE: '0' };
    const server = spawn(process.execPath, [path.join(import.meta.dirname, 'serve.ts'), String(options.subjects)], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(server);
    const url = (await ready(server)).replace(/^ready /, '');
    const postmaster = Number(readFileSync(path.join(data, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
    const officer = await logIn(url, 'changan-officer');
    const admin = await logIn(url, 'changan-admin');
    const me = await json(url, officer, '/api/me');
    const ceiling = spawn(
      process.execPath,
      [path.join(import.meta.dirname, 'ceiling.ts'), superuserUrl(data), await tenantId(data), String(me.station)],
      { env, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    children.push(ceiling);
    const base = `http://127.0.0.1:${(await ready(ceiling)).replace(/^ready /, '')}`;
    const ids = await idsOf(url, officer);
    const org = String(((await json(url, admin, `/api/records/core.org?limit=1`)).items as { id: string }[])[0]!.id);
    let serial = 0;
    const person = () => ({
      name: '压测',
      staff_no: `B${process.pid}${(serial += 1)}`,
      org,
      kind: 'assistant',
      post: '协管',
    });
    const sides = {
      get: {
        ours: (): LoadRequest => ({
          method: 'GET',
          path: `/api/records/food.operator/${pick(ids)}?fields=${FIELDS}`,
          headers: officer,
        }),
        theirs: (): LoadRequest => ({ method: 'GET', path: `/get/${pick(ids)}` }),
        goal: 0.8,
      },
      'list of 20': {
        ours: (): LoadRequest => ({ method: 'GET', path: LIST, headers: officer }),
        theirs: (): LoadRequest => ({ method: 'GET', path: '/list' }),
        goal: 0.95,
      },
      create: {
        ours: (): LoadRequest => ({
          method: 'POST',
          path: '/api/records/core.person',
          headers: { ...admin, 'content-type': 'application/json' },
          body: JSON.stringify(person()),
        }),
        theirs: (): LoadRequest => ({
          method: 'POST',
          path: '/create',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(person()),
        }),
        goal: 0.6,
      },
    };
    const rows: BenchRow[] = [];
    for (const [name, side] of Object.entries(sides)) {
      options.say(name);
      rows.push(
        ...(await compare(name, side, { url, base, server: server.pid!, ceiling: ceiling.pid!, postmaster }, options)),
      );
    }
    for (const word of ['面馆', '石家庄']) {
      options.say(`search ${word}`);
      const found = await measure(
        url,
        () => ({
          method: 'GET',
          path: `/api/records/market.subject?limit=20&q=${encodeURIComponent(word)}`,
          headers: admin,
        }),
        [server.pid!, postmaster],
        options.seconds,
      );
      rows.push({
        name: `search ${word}`,
        value: round(found.micros),
        unit: 'CPU µs/request',
        ceiling: null,
        ratio: null,
        goal: null,
        ok: true,
      });
    }
    rows.push(...kernelRows());
    return rows;
  } finally {
    for (const child of children) await stop(child);
    rmSync(data, { recursive: true, force: true });
  }
}

interface Places {
  url: string;
  base: string;
  server: number;
  ceiling: number;
  postmaster: number;
}

async function compare(
  name: string,
  side: { ours: () => LoadRequest; theirs: () => LoadRequest; goal: number },
  places: Places,
  options: BenchOptions,
): Promise<BenchRow[]> {
  const ours = [];
  const theirs = [];
  await measure(places.url, side.ours, [], 1);
  await measure(places.base, side.theirs, [], 1);
  for (let i = 0; i < options.rounds; i += 1) {
    ours.push(await measure(places.url, side.ours, [places.server, places.postmaster], options.seconds));
    theirs.push(await measure(places.base, side.theirs, [places.ceiling, places.postmaster], options.seconds));
  }
  const [mine, other] = [median(ours.map((m) => m.micros)), median(theirs.map((m) => m.micros))];
  const [perSecond, otherPerSecond] = [median(ours.map((m) => m.perSecond)), median(theirs.map((m) => m.perSecond))];
  const ratio = round(other / mine, 2);
  return [
    {
      name,
      value: round(mine),
      unit: 'CPU µs/request',
      ceiling: round(other),
      ratio,
      goal: side.goal,
      ok: ratio >= side.goal,
    },
    {
      name: `${name}, throughput`,
      value: round(perSecond),
      unit: 'requests/s',
      ceiling: round(otherPerSecond),
      ratio: round(perSecond / otherPerSecond, 2),
      goal: null,
      ok: true,
    },
  ];
}

async function measure(
  url: string,
  next: () => LoadRequest,
  pids: number[],
  seconds: number,
): Promise<{ micros: number; perSecond: number }> {
  // A postmaster that the server started is below it in the tree; counted once either way.
  const before = cpuMicroseconds(pids);
  const result = await load(url, next, seconds);
  const used = cpuMicroseconds(pids) - before;
  if (result.failures > 0) throw new Error(`${result.failures} of ${result.requests} requests failed`);
  return { micros: used / result.requests, perSecond: result.requests / result.seconds };
}

async function logIn(url: string, login: string): Promise<Record<string, string>> {
  const { demoPassword } = await import('../demo/accounts.ts');
  const answer = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password: demoPassword }),
  });
  if (!answer.ok) throw new Error(`login of ${login}: ${answer.status}`);
  return {
    cookie: answer.headers.get('set-cookie')!.split(';')[0]!,
    'x-csrf-token': ((await answer.json()) as { csrf: string }).csrf,
  };
}

async function json(url: string, headers: Record<string, string>, at: string): Promise<Record<string, unknown>> {
  const answer = await fetch(url + at, { headers });
  if (!answer.ok) throw new Error(`${at}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Record<string, unknown>;
}

async function idsOf(url: string, headers: Record<string, string>): Promise<string[]> {
  return ((await json(url, headers, '/api/records/food.operator?limit=200')).items as { id: string }[]).map(
    (item) => item.id,
  );
}

function superuserUrl(data: string): string {
  const run = JSON.parse(readFileSync(path.join(data, 'run.json'), 'utf8')) as {
    port: number;
    passwords: Record<string, string>;
  };
  return `postgres://postgres:${run.passwords.postgres}@127.0.0.1:${run.port}/shijian`;
}

async function tenantId(data: string): Promise<string> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: superuserUrl(data) });
  await client.connect();
  const { rows } = await client.query<{ id: number }>(`select id from platform.tenant where name = 'changan'`);
  await client.end();
  return String(rows[0]!.id);
}

function ready(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout!.on('data', (chunk) => {
      text += String(chunk);
      const line = /^ready .*$/m.exec(text);
      if (line) resolve(line[0]);
    });
    child.once('exit', (code) => reject(new Error(`a server of the bench ended with ${code}`)));
  });
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

const pick = <T>(items: readonly T[]): T => items[Math.floor(Math.random() * items.length)]!;
const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
const round = (value: number, digits = 0): number => Number(value.toFixed(digits));
