// Our server against hand-written code in the same run, on the same PostgreSQL: CPU microseconds a request (Node and the
// whole process tree of PostgreSQL) and requests a second, medians of alternating rounds.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { withClient } from '@shijian/server/database/roles';
import { cityRows } from './city.ts';
import { cpuMicroseconds } from './cpu.ts';
import { importRow } from './import.ts';
import { kernelRows } from './kernel.ts';
import { load, type LoadRequest } from './load.ts';
import { memoryRows } from './memory.ts';
import { placesOf } from './places.ts';
import { planRow } from './plan.ts';
import { besides, manyBureaus } from './publishing.ts';
import { databaseUrl, logIn, ready, startServer, stop } from './servers.ts';
import { sidesOf, type Known, type Side } from './sides.ts';

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
  /** Half the way between the lowest and the highest run, as a part of the median; null where there are no runs. */
  spread?: number | null;
}

export interface BenchOptions {
  subjects: number;
  rounds: number;
  /** Seconds of load a round and side. */
  seconds: number;
  /** Seconds before the first round, so that both sides are compiled. */
  warm: number;
  say: (line: string) => void;
}

/** What was measured, and over which PostgreSQL. */
export interface Measurements {
  rows: BenchRow[];
  postgres: string;
}

/** A rare word and one that a good part of the bureau matches; goals are for 1.3 million subjects. */
const SEARCHES = [
  ['鑫旺', 'rare', 10],
  ['餐饮', 'in a tenth of them', 30],
  ['石家庄', 'in all of them', 30],
] as const;
/** Requests that are looked at one at a time as well, when none shares a trip with another. */
const ALONE = new Set(['get', 'list of 20, filter, sort, include', 'create']);
const NO_CEILING = { ceiling: null, ratio: null, spread: null };

/** All rows of the bench. */
export async function runBench(options: BenchOptions): Promise<Measurements> {
  const data = mkdtempSync(path.join(os.tmpdir(), 'shijian-bench-'));
  const children: ChildProcess[] = [];
  try {
    options.say(`loading ${options.subjects} subjects`);
    const { url, child: server } = await startServer(data, options.subjects);
    children.push(server);
    const postmaster = Number(readFileSync(path.join(data, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
    const officer = await logIn(url, 'changan-officer');
    const admin = await logIn(url, 'changan-admin');
    const me = await json(url, officer, '/api/me');
    const ceiling = spawn(
      process.execPath,
      [
        path.join(import.meta.dirname, 'ceiling.ts'),
        databaseUrl(data, 'postgres'),
        await tenantId(data),
        String(me.station),
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    children.push(ceiling);
    const base = `http://127.0.0.1:${(await ready(ceiling)).replace(/^ready /, '')}`;
    const subjects = await json(url, admin, '/api/records/market.subject?limit=0&count=exact');
    const orgs = await json(url, admin, '/api/records/core.org?limit=1');
    const sides = sidesOf({
      officer,
      admin,
      operators: (await json(url, officer, '/api/records/food.operator?limit=200')).items as Known['operators'],
      org: (orgs.items as { id: string }[])[0]!.id,
      subjects: (subjects.total as { value: number }).value,
    });
    const places = { url, base, server: server.pid!, ceiling: ceiling.pid!, postmaster };
    const rows: BenchRow[] = [];
    for (const side of sides) {
      options.say(side.name);
      rows.push(...(await compare(side, places, options)));
      if (ALONE.has(side.name)) rows.push(await alone(side, places, options));
    }
    for (const [word, what, goal] of SEARCHES) {
      options.say(`search ${word}`);
      const path = `/api/records/market.subject?limit=20&q=${encodeURIComponent(word)}`;
      const ask = (): LoadRequest => ({ method: 'GET', path, headers: admin });
      await measure(url, ask, [], 1);
      // One at a time: how long somebody waits.
      const waited = await load(url, ask, options.seconds, 1);
      const ms = round((waited.seconds * 1000) / waited.requests, 1);
      rows.push({ ...NO_CEILING, name: `search for ${word}, ${what}`, value: ms, unit: 'ms', goal, ok: ms <= goal });
    }
    options.say('import');
    const tenant = Number(await tenantId(data));
    rows.push(await importRow({ url, admin, superuser: databaseUrl(data, 'postgres'), tenant }));
    options.say('plan');
    rows.push(await planRow(url, admin));
    rows.push(...(await besides(url, data, admin, options.say)));
    rows.push({
      ...NO_CEILING,
      name: 'memory of the server after all this',
      value: Math.round(residentMegabytes(server.pid!)),
      unit: 'MB',
      goal: null,
      ok: true,
    });
    rows.push(...(await memoryRows(placesOf(data), options.say)));
    // At 20,000 subjects a sample; with --subjects 1300000 a city of that size.
    rows.push(...(await cityRows(placesOf(data), Math.max(100_000, options.subjects), options.say)));
    rows.push(...(await manyBureaus(data, options.say)));
    rows.push(...(await kernelRows()));
    return { rows, postgres: await versionOf(data) };
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

async function compare(side: Side, places: Places, options: BenchOptions): Promise<BenchRow[]> {
  const askers = [
    { url: places.url, next: side.ours, pids: [places.server, places.postmaster] },
    ...side.theirs.map((next) => ({ url: places.base, next, pids: [places.ceiling, places.postmaster] })),
  ];
  for (const { url, next } of askers) await measure(url, next, [], options.warm);
  const results = askers.map((): Measured[] => []);
  for (let i = 0; i < options.rounds; i += 1)
    for (const [k, { url, next, pids }] of askers.entries())
      results[k]!.push(await measure(url, next, pids, options.seconds));
  const [mine, auto, ...others] = results.map((found) => median(found.map(({ micros }) => micros))) as [
    number,
    number,
    ...number[],
  ];
  const best = Math.min(auto, ...others);
  const rates = results.map((found) => median(found.map(({ perSecond }) => perSecond)));
  const spread = Math.max(...results.map((found) => spreadOf(found.map(({ micros }) => micros))));
  const row = (name: string, ceiling: number, goal: number): BenchRow => {
    const ratio = round(ceiling / mine, 2);
    return {
      name,
      value: round(mine),
      unit: 'CPU µs/request',
      ceiling: round(ceiling),
      ratio,
      goal,
      ok: ratio >= goal,
      spread: round(spread, 2),
    };
  };
  return [
    row(side.name, best, side.goal),
    ...(side.goalAuto ? [row(`${side.name}, against automatic plans`, auto, side.goalAuto)] : []),
    {
      name: `${side.name}, throughput`,
      value: round(rates[0]!),
      unit: 'requests/s',
      ceiling: round(Math.max(...rates.slice(1))),
      ratio: round(rates[0]! / Math.max(...rates.slice(1)), 2),
      goal: null,
      ok: true,
      spread: null,
    },
  ];
}

/** The same with one connection: nobody's request travels with another's. No floor is set for it. */
async function alone(side: Side, places: Places, options: BenchOptions): Promise<BenchRow> {
  const sides = [
    { url: places.url, next: side.ours, pids: [places.server, places.postmaster] },
    { url: places.base, next: side.theirs.at(-1)!, pids: [places.ceiling, places.postmaster] },
  ];
  const [mine, theirs] = [[] as number[], [] as number[]];
  for (let turn = 0; turn < Math.min(3, options.rounds); turn += 1)
    for (const [k, { url, next, pids }] of sides.entries())
      (k === 0 ? mine : theirs).push((await measure(url, next, pids, options.seconds / 2, 1)).micros);
  const [value, ceiling] = [median(mine), median(theirs)];
  return {
    name: `${side.name}, one at a time`,
    value: round(value),
    unit: 'CPU µs/request',
    ceiling: round(ceiling),
    ratio: round(ceiling / value, 2),
    goal: null,
    ok: true,
    spread: round(Math.max(spreadOf(mine), spreadOf(theirs)), 2),
  };
}

interface Measured {
  micros: number;
  perSecond: number;
}

/** How far the runs lie apart, as a part of their median; over a tenth a row is unstable. */
function spreadOf(values: number[]): number {
  return (Math.max(...values) - Math.min(...values)) / 2 / median(values);
}

async function measure(
  url: string,
  next: (connection: number) => LoadRequest,
  pids: number[],
  seconds: number,
  connections?: number,
): Promise<Measured> {
  // A postmaster that the server started is below it in the tree; counted once either way.
  const before = cpuMicroseconds(pids);
  const result = await load(url, next, seconds, connections);
  const used = cpuMicroseconds(pids) - before;
  if (result.failures > 0) throw new Error(`${result.failures} of ${result.requests} requests failed`);
  return { micros: used / result.requests, perSecond: result.requests / result.seconds };
}

async function json(url: string, headers: Record<string, string>, at: string): Promise<Record<string, unknown>> {
  const answer = await fetch(url + at, { headers });
  if (!answer.ok) throw new Error(`${at}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Record<string, unknown>;
}

function residentMegabytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}

function tenantId(data: string): Promise<string> {
  return valueOf(data, `select id::text as value from platform.tenant where name = 'changan'`);
}

function versionOf(data: string): Promise<string> {
  return valueOf(data, `select current_setting('server_version') as value`);
}

function valueOf(data: string, text: string): Promise<string> {
  return withClient(databaseUrl(data, 'postgres'), async (client) => {
    const { rows } = await client.query<{ value: string }>(text);
    return rows[0]!.value;
  });
}

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
const round = (value: number, digits = 0): number => Number(value.toFixed(digits));
