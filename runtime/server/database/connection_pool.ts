// Connections that run trips, few of them, opened when they are needed. A trip waits for a free one at most as long as it takes to
// open one, then fails; a connection that breaks fails its own trip only. A trip goes where its statements are prepared, so that the
// server keeps the plan of a text about once and not once a connection.
import type pg from 'pg';
import { Connection, type Answer } from './connection.ts';
import type { Statement } from './statement.ts';

/** How long a trip waits for a connection. */
const PATIENCE_MS = 5_000;
/** A connection that nobody used for this long is closed. */
const IDLE_MS = 60_000;
/** How long none is opened for its room alone after the server refused one. */
const REFUSED_MS = 60_000;

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
  private refusedAt = -REFUSED_MS;
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
      const free = this.take(statements);
      if (free) return this.start(free, job);
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
      if (connection.broken || connection.prepared.worn) this.drop(connection);
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

  /** The free connection that has most of the statements prepared; among equals the one with most room. */
  private take(statements: readonly Statement[]): Connection | undefined {
    let best = -1;
    let most = -1;
    for (let at = this.idle.length - 1; at >= 0; at -= 1) {
      const { prepared } = this.idle[at]!.connection;
      const kept = prepared.kept(statements);
      if (kept < most || (kept === most && prepared.room <= this.idle[best]!.connection.prepared.room)) continue;
      [best, most] = [at, kept];
    }
    if (best < 0) return undefined;
    const { connection } = this.idle.splice(best, 1)[0]!;
    if (connection.prepared.lacksRoomFor(statements)) this.makeRoom();
    return connection;
  }

  /** Opens a connection for whoever waits, as long as there may be more. */
  private grow(): void {
    if (this.opening >= this.waiting.length || this.size >= this.max || this.closed) return;
    this.open((error) => {
      this.waiting.shift()?.reject(error);
      this.grow();
    });
  }

  /** Opens a connection for statements that have no place in those that are there. */
  private makeRoom(): void {
    if (this.opening > 0 || this.size >= this.max || this.closed) return;
    if (performance.now() - this.refusedAt < REFUSED_MS) return;
    this.open(() => (this.refusedAt = performance.now()));
  }

  private open(refused: (error: Error) => void): void {
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
        refused(error);
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
