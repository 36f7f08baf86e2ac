// What is known of a running (or dead) PostgreSQL server from its postmaster.pid: whether it lives, is ours, and has
// really gone. Rejects nothing; never touches the file of a live process.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Postmaster {
  pid: number;
  port: number;
  /** "starting", "ready", "stopping", "standby" as the server writes it. */
  status: string;
}

/** A killed server stays a zombie until its parent collects it; one that nobody ever collects is dead after this long. */
const ZOMBIE_PATIENCE_MS = 15_000;

/**
 * The live server of a data folder, or null once nothing of a former one is left: waits for one that is stopping, for a
 * zombie to be collected and for the orphans of a killed server to end.
 */
export async function findPostmaster(data: string): Promise<Postmaster | null> {
  const since = Date.now();
  for (;;) {
    const found = readPidFile(data);
    const state = found ? processState(found.pid) : 'gone';
    if (found && state === 'running') {
      if (isServerOf(found.pid, data)) {
        if (found.status !== 'stopping') return found;
      } else {
        // A dying process has lost its folder a moment before it is gone; a stranger stays.
        await sleep(100);
        if (processState(found.pid) === 'running' && !isServerOf(found.pid, data)) {
          removePidFile(data);
          return null;
        }
      }
    } else if (!hasOrphans(data)) {
      if (state === 'gone') return null;
      if (Date.now() - since > ZOMBIE_PATIENCE_MS) {
        removePidFile(data);
        return null;
      }
    }
    await sleep(50);
  }
}

/** Contents of postmaster.pid, or null when there is none or it is not complete yet. */
export function readPidFile(data: string): Postmaster | null {
  const file = path.join(data, 'postmaster.pid');
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, 'utf8').split('\n');
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return { pid, port: Number(lines[3] ?? 0), status: (lines[7] ?? 'starting').trim() };
}

/** Whether a process runs, is dead but not collected, or is not there. */
export function processState(pid: number): 'running' | 'zombie' | 'gone' {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return 'gone';
  }
  if (process.platform === 'linux') {
    try {
      // pid (command) state …; the command may hold spaces and brackets.
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const letter = stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
      return letter === 'Z' || letter === 'X' ? 'zombie' : 'running';
    } catch {
      return 'gone';
    }
  }
  return 'running';
}

/** When a process started, in the system's own unit, so that a reused pid is told from the process that wrote it. */
export function processStart(pid: number): string | null {
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
    } catch {
      return null;
    }
  }
  const ps = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return ps.status === 0 ? ps.stdout.trim() : null;
}

/** Waits until a process has gone for good. False when it is still there after `ms`. */
export async function waitUntilGone(pid: number, ms: number): Promise<boolean> {
  for (const until = Date.now() + ms; Date.now() < until; await sleep(20)) {
    if (processState(pid) !== 'running') return true;
  }
  return processState(pid) !== 'running';
}

/** After a restart of the machine the pid may belong to anybody: a server works in its data folder. */
function isServerOf(pid: number, data: string): boolean {
  if (process.platform === 'linux') {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(data);
    } catch {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres');
    }
  }
  if (process.platform === 'win32') return true;
  const ps = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  return ps.stdout.includes('postgres');
}

/** Processes of a killed server end by themselves, and until then hold its shared memory. */
function hasOrphans(data: string): boolean {
  if (process.platform !== 'linux' || !existsSync(data)) return false;
  const folder = realpathSync(data);
  return readdirSync('/proc').some((name) => {
    if (!/^\d+$/.test(name) || processState(Number(name)) !== 'running') return false;
    try {
      return readlinkSync(`/proc/${name}/cwd`) === folder;
    } catch {
      return false;
    }
  });
}

function removePidFile(data: string): void {
  rmSync(path.join(data, 'postmaster.pid'), { force: true });
}
