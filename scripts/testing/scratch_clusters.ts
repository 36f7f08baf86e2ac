// The PostgreSQL servers of a run of the tests, one for each lane: roles, connections and settings of one suite are none of
// another's. A run that was killed leaves its servers behind; the next one clears them away.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startEmbedded, type EmbeddedPostgres } from '@shijian/server/database/embedded_postgres';
import { processState, readPidFile } from '@shijian/server/database/postmaster';

export interface ScratchCluster {
  /** Address for its superuser. */
  url: string;
  /** Once; whoever asks again waits for the same end. */
  stop(): Promise<void>;
}

const SCRATCH = 'shijian-test-';

/** A server of this run, without safety against power cuts. Its folder goes with it. */
export async function startScratch(): Promise<ScratchCluster> {
  const data = mkdtempSync(path.join(os.tmpdir(), `${SCRATCH}${process.pid}-`));
  let cluster: EmbeddedPostgres;
  try {
    cluster = await startEmbedded({ data, durable: false });
  } catch (error) {
    rmSync(data, { recursive: true, force: true });
    throw error;
  }
  let ending: Promise<void> | null = null;
  const end = async (): Promise<void> => {
    await cluster.stop().catch(() => {});
    rmSync(data, { recursive: true, force: true });
  };
  return { url: cluster.url('postgres', 'postgres'), stop: () => (ending ??= end()) };
}

/** Ends and removes what runs that are no more have left. */
export function sweepScratch(): void {
  for (const name of readdirSync(os.tmpdir())) {
    const pid = Number(new RegExp(`^${SCRATCH}(\\d+)-`).exec(name)?.[1]);
    if (!pid || processState(pid) === 'running') continue;
    const folder = path.join(os.tmpdir(), name);
    const left = readPidFile(path.join(folder, 'postgres'));
    if (left && processState(left.pid) === 'running' && isPostgres(left.pid)) process.kill(left.pid, 'SIGQUIT');
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

function isPostgres(pid: number): boolean {
  const file = `/proc/${pid}/cmdline`;
  return existsSync(file) && readFileSync(file, 'utf8').includes(SCRATCH);
}
