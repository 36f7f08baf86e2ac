// Kills the server, the database or both with SIGKILL at random moments under writers, and then holds what is there to what was
// acknowledged. The database comes back by the server, the server by its keeper.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { HeadFiles } from '../../audit/heads.ts';
import { verifyAudit } from '../../audit/verify.ts';
import { readPidFile } from '../../database/postmaster.ts';
import { withClient } from '../../database/roles.ts';
import { keepRunning } from '../../keep_running.ts';
import { logIn } from '../world.ts';
import { COPY_EVENTS, findFaults } from './find_faults.ts';
import { startWriters } from './writers.ts';

export type Victim = 'server' | 'database' | 'backend' | 'both';

export interface KillReport {
  kills: Record<Victim, number>;
  acknowledged: number;
  repeated: number;
  /** ms from a kill to the next answer to a write, longest and median. */
  away: { longest: number; median: number };
  /** Rows of the audit that were proved. */
  audited: number;
  faults: string[];
}

const PASSWORD = 'Shijian-2026';
const VICTIMS: readonly Victim[] = ['server', 'database', 'backend', 'both'];
const PATIENCE_MS = 90_000;

/** A small demo with a keeper, on a database, a folder and a port of its own. */
export async function serveToKill(
  say?: (line: string) => void,
): Promise<{ data: string; url: string; server: ReturnType<typeof keepRunning> }> {
  const data = mkdtempSync(path.join(os.tmpdir(), 'shijian-kill-'));
  const port = await freePort();
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    PORT: String(port),
    HOST: '127.0.0.1',
    SHIJIAN_DATA: data,
    ACCESS_LOG: '',
    REQUESTS_PER_MINUTE: '0',
  };
  delete env.DATABASE_URL;
  delete env.DATABASE_ADMIN_URL;
  delete env.SHIJIAN_AUDIT_HEADS;
  const options = { env, ...(say ? { say } : { quiet: true }) };
  const server = keepRunning(path.join(import.meta.dirname, 'serve_demo.ts'), options);
  return { data, url: `http://127.0.0.1:${port}`, server };
}

/**
 * @param options.random the same seed kills in the same order, at nearly the same moments
 * @throws Error when the server does not come back
 */
export async function killRun(options: {
  kills: number;
  writers: number;
  random: () => number;
  say?: (line: string) => void;
}): Promise<KillReport> {
  const { data, url, server } = await serveToKill(options.say);
  const report: KillReport = {
    kills: { server: 0, database: 0, backend: 0, both: 0 },
    acknowledged: 0,
    repeated: 0,
    away: { longest: 0, median: 0 },
    audited: 0,
    faults: [],
  };
  const superuser = <T>(body: (client: pg.Client) => Promise<T>): Promise<T> =>
    withClient(addressOf(data, 'postgres'), body);
  try {
    await untilUp(url);
    await superuser((client) => client.query(COPY_EVENTS));
    const session = await logIn(url, 'changan-admin', PASSWORD);
    const { items } = (await session.get('/api/records/core.org?limit=1')).body as { items: { id: string }[] };
    const writers = startWriters(url, session, items[0]!.id, options.writers);
    const times: number[] = [];
    for (let i = 0; i < options.kills; i += 1) {
      await sleep(200 + options.random() * 1_500);
      const victim = VICTIMS[i % VICTIMS.length]!;
      const before = writers.acknowledged;
      const started = performance.now();
      killOne(victim, data, server.pid());
      report.kills[victim] += 1;
      // Those that were under way at the kill may still be answered; a few more are new ones.
      while (writers.acknowledged < before + options.writers + 3) {
        if (performance.now() - started > PATIENCE_MS)
          throw new Error(`the server is not back after killing ${victim}`);
        await sleep(10);
      }
      times.push(performance.now() - started);
      options.say?.(`${i + 1}. ${victim}: writing again after ${Math.round(times.at(-1)!)} ms`);
    }
    await writers.stop();
    times.sort((a, b) => a - b);
    report.away = { longest: Math.round(times.at(-1) ?? 0), median: Math.round(times[times.length >> 1] ?? 0) };
    report.acknowledged = writers.acknowledged;
    report.repeated = writers.repeated;
    report.faults.push(...(await superuser((client) => findFaults(client, writers))));
    report.faults.push(...(await superuser(untilHandedOn)));
    // The last rows wait up to a second for their seal.
    await sleep(2_500);
    const audit = await verifyAudit(addressOf(data, 'shijian_app'), new HeadFiles(path.join(data, 'audit')));
    report.audited = audit.tenants.reduce((sum, tenant) => sum + tenant.rows, 0);
    report.faults.push(
      ...audit.faults.map(({ code, tenant, seal, message }) => `${code} ${tenant} ${seal}: ${message}`),
    );
    if (report.audited === 0) report.faults.push('nothing of the audit is sealed');
    return report;
  } finally {
    await server.stop();
    rmSync(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

/** SIGKILL: nobody gets to say goodbye. */
export function killOne(victim: Victim, data: string, server: number | undefined): void {
  const kill = (pid: number | undefined): void => {
    if (!pid) return;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // Gone already: the kill before was still at work.
    }
  };
  const postmaster = readPidFile(path.join(data, 'postgres'))?.pid;
  if (victim === 'server' || victim === 'both') kill(server);
  if (victim === 'database' || victim === 'both') kill(postmaster);
  if (victim === 'backend') kill(backendOf(postmaster));
}

/** A connection's process; when one is killed PostgreSQL throws all connections out and recovers. Linux only. */
function backendOf(postmaster: number | undefined): number | undefined {
  const backends = readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      return parent === postmaster && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('shijian_app');
    } catch {
      return false;
    }
  });
  return backends.length > 0 ? Number(backends[0]) : undefined;
}

/** As the server noted it: the port may be another one after a restart. */
export function addressOf(data: string, role: string): string {
  const { port, passwords } = JSON.parse(readFileSync(path.join(data, 'run.json'), 'utf8')) as {
    port: number;
    passwords: Record<string, string>;
  };
  return `postgres://${role}:${passwords[role]}@127.0.0.1:${port}/shijian`;
}

export async function untilUp(url: string): Promise<void> {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await sleep(50)) {
    const answer = await fetch(`${url}/health/live`).catch(() => null);
    if (answer?.ok) return;
  }
  throw new Error('the server does not come up');
}

/** The relay of the last process waits for the lease of the one before it, then hands everything on. */
async function untilHandedOn(superuser: pg.Client): Promise<string[]> {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await sleep(200)) {
    const { rows } = await superuser.query<{ n: number }>('select count(*)::int4 as n from platform.outbox');
    if (rows[0]!.n === 0) return [];
  }
  return ['events are left in the outbox'];
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
