// Starts, adopts, watches and stops the PostgreSQL that comes with the kit. The server outlives us on purpose when we are
// killed: the next start adopts it. Throws with the server's last words when it does not come up.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { handToPostgres, postgresBinaries, type PostgresBinaries } from './postgres_binaries.ts';
import { settings } from './postgres_settings.ts';
import { findPostmaster, processStart, processState, readPidFile, waitUntilGone } from './postmaster.ts';

export type DatabaseRole = 'postgres' | 'shijian_migrator' | 'shijian_app';

export interface EmbeddedPostgres {
  port: number;
  /** True when a server that was already running was taken over. */
  adopted: boolean;
  passwords: Record<DatabaseRole, string>;
  /** Address of a database for a role, by the socket where there is one. */
  url(role: DatabaseRole, database: string): string;
  /** Stops the server if it is ours; one that another live process started is left alone. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Folder of everything embedded; the cluster is its subfolder `postgres`. */
  data: string;
  /** False gives up safety against power cuts, for scratch clusters of tests. */
  durable?: boolean;
  log?: (line: string) => void;
}

/** Ports, secrets and who is in charge; the file is readable for its owner only. */
interface RunFile {
  port: number;
  passwords: Record<DatabaseRole, string>;
  owner: { pid: number; start: string | null };
}

const START_PATIENCE_MS = 60_000;
const WATCH_EVERY_MS = 500;

/**
 * Brings the embedded PostgreSQL up, whatever the last run left behind.
 * @throws Error naming the log file when the server refuses to start
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const data = path.resolve(options.data);
  mkdirSync(data, { recursive: true });
  const release = await takeStartLock(data);
  try {
    const cluster = new Cluster(data, options.durable ?? true, options.log ?? (() => {}));
    await cluster.bringUp();
    return cluster;
  } finally {
    release();
  }
}

class Cluster implements EmbeddedPostgres {
  adopted = false;
  private readonly data: string;
  private readonly folder: string;
  private readonly durable: boolean;
  private readonly log: (line: string) => void;
  private readonly binaries: PostgresBinaries;
  private run!: RunFile;
  private ours = false;
  private stopping = false;
  private watching: NodeJS.Timeout | null = null;

  constructor(data: string, durable: boolean, log: (line: string) => void) {
    this.data = data;
    this.folder = path.join(data, 'postgres');
    this.durable = durable;
    this.log = log;
    this.binaries = postgresBinaries(data);
  }

  get port(): number {
    return this.run.port;
  }

  get passwords(): Record<DatabaseRole, string> {
    return this.run.passwords;
  }

  url(role: DatabaseRole, database: string): string {
    const socket = this.socketFolder();
    const host = socket ? `?host=${encodeURIComponent(socket)}` : '';
    return `postgres://${role}:${this.run.passwords[role]}@127.0.0.1:${this.run.port}/${database}${host}`;
  }

  async bringUp(): Promise<void> {
    const known = readRunFile(this.data);
    this.run = known ?? { port: 0, passwords: newPasswords(), owner: { pid: 0, start: null } };
    const running = existsSync(this.folder) ? await findPostmaster(this.folder) : null;
    this.ours = running === null || !isAlive(this.run.owner);
    this.adopted = running !== null && known !== null;
    if (running && known) {
      this.run.port = running.port;
    } else {
      if (running) await this.shutDown(running.pid);
      if (!existsSync(path.join(this.folder, 'PG_VERSION'))) await this.initialise();
      else if (!known) this.resetPassword();
      await this.start();
    }
    // One that was just being killed looked alive a moment ago.
    if (!(await this.untilReady())) return this.bringUp();
    if (this.ours) this.takeOver();
    this.watching = setInterval(() => void this.watch(), WATCH_EVERY_MS);
    this.watching.unref();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    if (this.watching) clearInterval(this.watching);
    if (!this.ours && isAlive(this.run.owner)) return;
    const running = readPidFile(this.folder);
    if (running && processState(running.pid) === 'running') await this.shutDown(running.pid);
  }

  /** A cluster is made beside its place and moved when complete, so a kill half-way leaves nothing that looks usable. */
  private async initialise(): Promise<void> {
    this.log('creating the database cluster');
    const fresh = `${this.folder}.new`;
    const secret = path.join(this.data, 'password.new');
    rmSync(fresh, { recursive: true, force: true });
    mkdirSync(fresh, { mode: 0o700 });
    writeFileSync(secret, this.run.passwords.postgres, { mode: 0o600 });
    handToPostgres(this.binaries, fresh);
    handToPostgres(this.binaries, secret);
    // With the C locale of libc, trigrams and upper/lower know no Chinese; the built-in one is the same on every system.
    const args = ['-D', fresh, '-U', 'postgres', `--pwfile=${secret}`, '--auth=scram-sha-256', '--encoding=UTF8'];
    args.push('--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions');
    if (process.platform === 'linux') args.push('--lc-ctype=C.UTF-8');
    try {
      await this.runProgram('initdb', args);
    } finally {
      rmSync(secret, { force: true });
    }
    writeFileSync(path.join(fresh, 'postgresql.conf'), "include = 'shijian.conf'\ninclude = 'local.conf'\n");
    writeFileSync(path.join(fresh, 'local.conf'), '# Settings of this machine; they win over shijian.conf.\n');
    renameSync(fresh, this.folder);
  }

  /** The cluster is there but run.json is lost: single-user mode needs no password. */
  private resetPassword(): void {
    const [command, ...args] = this.command('postgres', ['--single', '-D', this.folder, 'postgres']);
    handToPostgres(this.binaries, this.folder);
    const done = spawnSync(command!, args, {
      ...this.spawnOptions(),
      input: `alter role postgres password '${this.run.passwords.postgres}'\n`,
      encoding: 'utf8',
    });
    if (done.status !== 0) throw new Error(`the password of the embedded database cannot be set: ${done.stderr}`);
  }

  private async start(): Promise<void> {
    writeFileSync(path.join(this.folder, 'shijian.conf'), settings(this.durable));
    handToPostgres(this.binaries, this.folder);
    const socket = this.socketFolder();
    if (socket) {
      mkdirSync(socket, { recursive: true, mode: 0o700 });
      handToPostgres(this.binaries, socket);
    }
    for (let attempt = 1; ; attempt += 1) {
      this.run.port = await freePort(this.run.port);
      this.save();
      const args = ['-D', this.folder, '-p', String(this.run.port), '-k', socket ?? ''];
      const log = openLog(this.logFile());
      const [command, ...rest] = this.command('postgres', args);
      const child = spawn(command!, rest, { ...this.spawnOptions(), detached: true, stdio: ['ignore', log, log] });
      closeSync(log);
      child.unref();
      const failure = await this.untilListening(child);
      if (failure === null) return;
      // A port that somebody took meanwhile, or shared memory that an orphan has not given back yet.
      if (attempt === 5)
        throw new Error(`PostgreSQL does not start (${failure}); see ${this.logFile()}\n${this.lastWords()}`);
      this.run.port = 0;
      await sleep(300 * attempt);
    }
  }

  /** Null once the new server listens, else why it does not. */
  private async untilListening(child: ChildProcess): Promise<string | null> {
    let failure: string | null = null;
    child.once('error', (error) => (failure = error.message));
    child.once('exit', (code, signal) => (failure = `exit ${code ?? signal}`));
    for (const until = Date.now() + START_PATIENCE_MS; failure === null; await sleep(20)) {
      const found = readPidFile(this.folder);
      if (found?.pid === child.pid && found?.status === 'ready') return null;
      if (Date.now() > until) return 'no answer in a minute';
    }
    return failure;
  }

  /** False when the server died while we waited. */
  private async untilReady(): Promise<boolean> {
    for (const until = Date.now() + START_PATIENCE_MS; ; await sleep(50)) {
      const client = new pg.Client({
        connectionString: this.url('postgres', 'postgres'),
        connectionTimeoutMillis: 5_000,
      });
      client.on('error', () => {});
      try {
        await client.connect();
        await client.end();
        return true;
      } catch (error) {
        const { code, message } = error as { code?: string; message: string };
        if (code === '28P01')
          throw new Error(`the passwords in ${runFileOf(this.data)} are not those of the database`, { cause: error });
        const running = readPidFile(this.folder);
        if (!running || processState(running.pid) !== 'running') return false;
        if (Date.now() > until)
          throw new Error(`PostgreSQL does not answer: ${message}; see ${this.logFile()}`, { cause: error });
      }
    }
  }

  /** Brings a server back that somebody killed; the address stays the same, so the pools find it again. */
  private async watch(): Promise<void> {
    if (!this.ours) {
      if (isAlive(this.run.owner)) return;
      this.takeOver();
    }
    const found = readPidFile(this.folder);
    if (this.stopping || (found && processState(found.pid) === 'running')) return;
    clearInterval(this.watching!);
    this.log('PostgreSQL has gone; starting it again');
    try {
      await findPostmaster(this.folder);
      if (!this.stopping) await this.start();
    } catch (error) {
      this.log((error as Error).message);
    }
    if (this.stopping) return;
    this.watching = setInterval(() => void this.watch(), WATCH_EVERY_MS);
    this.watching.unref();
  }

  /** From now on this process watches the server and stops it. */
  private takeOver(): void {
    this.ours = true;
    this.run.owner = { pid: process.pid, start: processStart(process.pid) };
    this.save();
  }

  /** SIGINT is PostgreSQL's fast shutdown: connections are closed, everything is written. */
  private async shutDown(pid: number): Promise<void> {
    if (process.platform === 'win32') {
      await this.runProgram('pg_ctl', ['stop', '-D', this.folder, '-m', 'fast']);
      return;
    }
    process.kill(pid, 'SIGINT');
    if (await waitUntilGone(pid, 30_000)) return;
    process.kill(pid, 'SIGQUIT');
    await waitUntilGone(pid, 10_000);
  }

  private async runProgram(program: string, args: string[]): Promise<void> {
    const [command, ...rest] = this.command(program, args);
    const child = spawn(command!, rest, { ...this.spawnOptions(), stdio: ['ignore', 'pipe', 'pipe'] });
    let words = '';
    child.stdout.on('data', (chunk) => (words += String(chunk)));
    child.stderr.on('data', (chunk) => (words += String(chunk)));
    const code = await new Promise((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('close', resolve);
    });
    if (code !== 0) throw new Error(`${program} failed (${code}): ${words.trim()}`);
  }

  private command(program: string, args: string[]): string[] {
    return [...this.binaries.prefix, path.join(this.binaries.bin, program), ...args];
  }

  private spawnOptions(): { cwd: string; env: NodeJS.ProcessEnv; uid?: number; gid?: number } {
    return {
      cwd: this.data,
      env: { PATH: process.env.PATH, LC_ALL: 'C', TMPDIR: process.env.TMPDIR },
      ...this.binaries.options,
    };
  }

  /** Null on Windows and where the path is too long for a socket address (about 107 bytes). */
  private socketFolder(): string | null {
    const folder = path.join(this.data, 'socket');
    const short = Buffer.byteLength(path.join(folder, '.s.PGSQL.65535.lock')) < 100;
    return process.platform !== 'win32' && short ? folder : null;
  }

  private logFile(): string {
    return path.join(this.data, 'postgres.log');
  }

  private lastWords(): string {
    return existsSync(this.logFile())
      ? readFileSync(this.logFile(), 'utf8').trim().split('\n').slice(-5).join('\n')
      : '';
  }

  private save(): void {
    const file = runFileOf(this.data);
    writeFileSync(`${file}.new`, `${JSON.stringify(this.run, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
}

function runFileOf(data: string): string {
  return path.join(data, 'run.json');
}

function readRunFile(data: string): RunFile | null {
  const file = runFileOf(data);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as RunFile) : null;
}

function newPasswords(): Record<DatabaseRole, string> {
  const secret = () => randomBytes(24).toString('base64url');
  return { postgres: secret(), shijian_migrator: secret(), shijian_app: secret() };
}

function isAlive(owner: RunFile['owner']): boolean {
  if (owner.pid === 0 || processState(owner.pid) !== 'running') return false;
  return processStart(owner.pid) === owner.start;
}

/** The wished port when it is free, else any. */
async function freePort(wished: number): Promise<number> {
  for (const port of wished > 0 ? [wished, 0] : [0]) {
    const found = await new Promise<number>((resolve) => {
      const probe = createServer();
      probe.once('error', () => resolve(0));
      probe.listen(port, '127.0.0.1', () => {
        const address = probe.address();
        probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
      });
    });
    if (found > 0) return found;
  }
  throw new Error('no free TCP port on 127.0.0.1');
}

/** The log of the last runs; it starts anew past 10 MB. */
function openLog(file: string): number {
  const big = existsSync(file) && statSync(file).size > 10_000_000;
  return openSync(file, big ? 'w' : 'a', 0o600);
}

/** Two starts at once would both create the cluster: the second waits for the first. */
async function takeStartLock(data: string): Promise<() => void> {
  const file = path.join(data, 'start.lock');
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const stat = statSync(file, { throwIfNoEntry: false });
    const holder = stat ? Number(readFileSync(file, 'utf8')) : 0;
    // Killed between making the file and writing it, a holder leaves it empty.
    const abandoned = holder > 0 ? processState(holder) !== 'running' : stat && Date.now() - stat.mtimeMs > 2_000;
    if (abandoned) rmSync(file, { force: true });
    await sleep(50);
  }
}
