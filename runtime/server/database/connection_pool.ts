// Connections that run trips, few of them, opened when they are needed. A trip waits for a free one at most as long as it takes to
// open one, then fails; a connection that breaks fails its own trip only.
import type pg from 'pg';
import { Connection, type Answer } from './connection.ts';
import type { Statement } from './statement.ts';

/** How long a trip waits for a connection. */
const PATIENCE_MS = 5_000;
/** A connection that nobody used for this long is closed. */
const IDLE_MS = 60_000;

/** Answer of each statement, and the milliseconds from the first byte sent to the last one read. */
export interface Ran {
  answers: Answer[];
  ms: number;
}

interface Waiting {
  statements: readonly Statement[];
  resolve(ran: Ran): void;
  reject(error: Error): void;
  since: number;
}

export class ConnectionPool {
  private readonly config: pg.ClientConfig;
  private readonly max: number;
  private readonly idle: { connection: Connection; since: number }[] = [];
  private readonly waiting: Waiting[] = [];
  private readonly running = new Set<Connection>();
  private opening = 0;
  private closed = false;
  private readonly watch: NodeJS.Timeout;

  constructor(config: pg.ClientConfig, max: number) {
    this.config = { ...config, connectionTimeoutMillis: PATIENCE_MS };
    this.max = max;
    this.watch = setInterval(() => this.sweep(), 500).unref();
  }

  /** Runs statements in one trip on a connection of its own. */
  run(statements: readonly Statement[]): Promise<Ran> {
    return new Promise((resolve, reject) => {
      if (this.closed) return reject(new Error('Connection terminated: the pool is closed'));
      const job = { statements, resolve, reject, since: 0 };
      const free = this.idle.pop();
      if (free) return this.start(free.connection, job);
      job.since = performance.now();
      this.waiting.push(job);
      this.grow();
    });
  }

  /** Refuses new trips, lets the running ones end. */
  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.watch);
    for (const job of this.waiting.splice(0)) job.reject(new Error('Connection terminated: the pool is closed'));
    while (this.running.size > 0 || this.opening > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await Promise.all(this.idle.splice(0).map(({ connection }) => connection.close()));
  }

  private start(connection: Connection, job: Waiting): void {
    this.running.add(connection);
    const start = performance.now();
    connection.run(job.statements, (error, answers) => {
      this.running.delete(connection);
      // The next trip goes out before the answer of this one is worked on.
      if (connection.broken) this.drop(connection);
      else this.free(connection);
      if (error) job.reject(error);
      else job.resolve({ answers, ms: performance.now() - start });
    });
  }

  private free(connection: Connection): void {
    const next = this.waiting.shift();
    if (next) this.start(connection, next);
    else this.idle.push({ connection, since: performance.now() });
  }

  private drop(connection: Connection): void {
    const at = this.idle.findIndex((free) => free.connection === connection);
    if (at >= 0) this.idle.splice(at, 1);
    void connection.close();
    this.grow();
  }

  /** Opens a connection for whoever waits, as long as there may be more. */
  private grow(): void {
    if (this.opening >= this.waiting.length || this.size >= this.max || this.closed) return;
    this.opening += 1;
    Connection.open(this.config).then(
      (connection) => {
        this.opening -= 1;
        connection.onLost = () => this.drop(connection);
        this.free(connection);
        this.grow();
      },
      (error: Error) => {
        this.opening -= 1;
        this.waiting.shift()?.reject(error);
        this.grow();
      },
    );
  }

  private get size(): number {
    return this.opening + this.running.size + this.idle.length;
  }

  private sweep(): void {
    const now = performance.now();
    while (this.waiting[0] && now - this.waiting[0].since > PATIENCE_MS)
      this.waiting.shift()!.reject(new Error('timeout exceeded when trying to connect'));
    while (this.idle[0] && now - this.idle[0].since > IDLE_MS) void this.idle.shift()!.connection.close();
  }
}
