// The server's end of a guest process: starts it without environment, files, network, programs or threads, hands it one call at a time, answers
// what it asks, and ends it when it takes too long. Whatever comes out of it is text that is parsed here and trusted nowhere.
import { randomUUID } from 'node:crypto';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Problem } from '../exceptions/problem.ts';
import type { GuestFault, GuestOrder } from './guest.ts';
import { PluginFault } from './plugin_fault.ts';

export interface GuestCall {
  /** Texts by path below the package's folder. */
  files: Readonly<Record<string, string>>;
  /** The file whose default export is called. */
  run: string;
  event: unknown;
  settings: Readonly<Record<string, unknown>>;
}

/** What a call may ask of the server. */
export interface GuestServices {
  /** @throws Problem, which the function may catch */
  ask(service: string, args: readonly unknown[]): Promise<unknown>;
  log(text: string): void;
}

/** How long a call may take, what it asks of the server included. */
export const CALL_MS = 5_000;
/** Characters of one line, and what one call may ask and write into the log. */
const LONGEST = 1_000_000;
const MOST_ASKED = 200;
const MOST_LOGGED = 50;

const HERE = import.meta.dirname;
const MEGABYTES = 64;
/** Flags under which a guest runs, and its program. */
export const guestArgs = (program = path.join(HERE, 'guest.ts')): string[] => [
  '--permission',
  ...[program, path.join(HERE, 'guest_prelude.ts'), path.join(HERE, '../package.json')].map(
    (file) => `--allow-fs-read=${file}`,
  ),
  '--experimental-vm-modules',
  '--disallow-code-generation-from-strings',
  '--no-experimental-sqlite',
  '--disable-warning=ExperimentalWarning',
  `--max-old-space-size=${MEGABYTES}`,
  '--max-semi-space-size=2',
  program,
];
/** Kilobytes of data and seconds of processor, held by the kernel: for what the heap's limit does not count, and for a guest whose server is gone. */
const LIMITS = 'ulimit -d 800000 -t 300 2>/dev/null; exec "$0" "$@"';

/** An order without its number. */
type GuestTask = GuestOrder extends infer Order ? (Order extends unknown ? Omit<Order, 'id'> : never) : never;

interface Running {
  id: string;
  services: GuestServices;
  resolve(value: unknown): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout;
  asked: number;
  logged: number;
  /** What was refused to it, by the number of the question. */
  refused: Map<number, unknown>;
}

export class GuestProcess {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly limit: number;
  private current: Running | null = null;
  private ended = false;

  constructor(limit = CALL_MS) {
    this.limit = limit;
    const limited = process.platform === 'linux';
    const [program, args] = limited
      ? ['/bin/sh', ['-c', LIMITS, process.execPath, ...guestArgs()]]
      : [process.execPath, guestArgs()];
    this.child = spawn(program, args, { env: {}, cwd: '/', stdio: 'pipe', windowsHide: true });
    this.child.on('error', () => this.end('E_PLUGIN_CRASHED'));
    this.child.on('exit', () => this.end('E_PLUGIN_CRASHED'));
    this.child.stdin.on('error', () => {});
    this.child.stderr.resume();
    this.child.stdout.setEncoding('utf8');
    this.read();
  }

  /** False when it has ended and takes no more calls. */
  get alive(): boolean {
    return !this.ended;
  }

  /**
   * Calls a function. One call at a time: whoever holds the process waits for the answer.
   * @throws PluginFault; Problem 422 E_ACT_REFUSED with the function's own words; the Problem of a service that it did not catch
   */
  run({ files, run, event, settings }: GuestCall, services: GuestServices): Promise<unknown> {
    return this.order({ do: 'run', files: { ...files }, run, given: JSON.stringify({ event, settings }) }, services);
  }

  /** Compiles and links files without running any. */
  check(files: Readonly<Record<string, string>>, runs: readonly string[]): Promise<GuestFault[]> {
    const nothing = { ask: () => Promise.reject(new Error('nothing is handed')), log: () => undefined };
    return this.order({ do: 'check', files: { ...files }, runs: [...runs] }, nothing) as Promise<GuestFault[]>;
  }

  kill(): void {
    this.end('E_PLUGIN_STOPPED');
  }

  private order(order: GuestTask, services: GuestServices): Promise<unknown> {
    if (this.ended || this.current) return Promise.reject(new PluginFault('E_PLUGIN_CRASHED'));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.end('E_PLUGIN_TIME'), this.limit);
      const id = randomUUID();
      this.current = { id, services, resolve, reject, timer, asked: 0, logged: 0, refused: new Map() };
      this.send({ ...order, id });
    });
  }

  private send(order: GuestOrder): void {
    if (!this.ended) this.child.stdin.write(`${JSON.stringify(order)}\n`);
  }

  /** Lines of a guest; one that never ends a line is ended itself. */
  private read(): void {
    let length = 0;
    this.child.stdout.on('data', (chunk: string) => {
      const last = chunk.lastIndexOf('\n');
      length = last === -1 ? length + chunk.length : chunk.length - last;
      if (length > LONGEST) this.end('E_PLUGIN_LIMIT');
    });
    createInterface({ input: this.child.stdout }).on('line', (line) => this.hear(line));
  }

  private hear(line: string): void {
    const { current } = this;
    if (!current || this.ended) return;
    // What an earlier call left behind is nobody's.
    if (!line.startsWith(`${current.id} `)) return;
    const said = parse(line.slice(current.id.length + 1));
    if (!said || line.length > LONGEST) return this.end('E_PLUGIN_LIMIT');
    if (said.say === 'call') return this.asked(current, said);
    if (said.say === 'log') {
      current.logged += 1;
      if (current.logged <= MOST_LOGGED) current.services.log(String(said.text).slice(0, 2000));
    } else if (said.say === 'done') this.finish(() => current.resolve(said.value));
    else if (said.say === 'checked') this.finish(() => current.resolve(said.faults));
    else if (said.say === 'failed') this.finish(() => current.reject(failureOf(current, said)));
    else this.end('E_PLUGIN_CRASHED');
  }

  private asked(current: Running, { n, service, args }: Record<string, unknown>): void {
    current.asked += 1;
    if (typeof n !== 'number' || typeof service !== 'string' || !Array.isArray(args) || current.asked > MOST_ASKED)
      return this.end('E_PLUGIN_LIMIT');
    const answer = (told: object): void => {
      // The call may be over, or another one begun.
      if (this.current === current) this.send({ id: current.id, do: 'answer', text: JSON.stringify({ n, ...told }) });
    };
    current.services.ask(service, args as unknown[]).then(
      (value) => answer({ value: value ?? null }),
      (error: unknown) => {
        current.refused.set(n, error);
        const { code, title } = error instanceof Problem ? error : { code: 'E_INTERNAL', title: '' };
        answer({ error: { code, message: title } });
      },
    );
  }

  private finish(tell: () => void): void {
    clearTimeout(this.current?.timer);
    this.current = null;
    tell();
  }

  private end(code: 'E_PLUGIN_TIME' | 'E_PLUGIN_CRASHED' | 'E_PLUGIN_LIMIT' | 'E_PLUGIN_STOPPED'): void {
    if (this.ended) return;
    this.ended = true;
    this.child.kill('SIGKILL');
    const { current } = this;
    if (current) this.finish(() => current.reject(new PluginFault(code)));
  }
}

/** A refusal in the function's own words, the refusal of a service that it let through, or a failure. */
function failureOf(current: Running, said: Record<string, unknown>): Error {
  const message = String(said.message ?? '').slice(0, 300);
  if (said.refusal === true) return new Problem(422, 'E_ACT_REFUSED', message || '这项操作没有做');
  const refused = typeof said.n === 'number' ? current.refused.get(said.n) : undefined;
  if (refused instanceof Error) return refused;
  return new PluginFault('E_PLUGIN_FAILED', `${String(said.name)}: ${message}\n${String(said.stack ?? '')}`);
}

function parse(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
