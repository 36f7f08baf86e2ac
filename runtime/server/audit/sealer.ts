// Closes the audit second by second: the database links what has ended to each bureau's chain, the new heads go out to a file. Of
// several processes one at a time seals, each writes the heads that it made; what a stop left open is caught up with.
import type { Database, TextRow } from '../database/client.ts';
import { repeat, type Repeated } from '../repeat.ts';
import type { Head, HeadFiles } from './heads.ts';

export interface SealerOptions {
  everyMs?: number;
  /** Rows of a bureau in one seal, about. */
  most?: number;
  warn?: (line: string) => void;
  /** Told of every head, for a log that leaves the machine. */
  tell?: (head: Head) => void;
}

export class Sealer {
  private readonly database: Database;
  private readonly files: HeadFiles;
  private readonly options: Required<SealerOptions>;
  /** Heads that the file does not have yet. */
  private waiting: Head[] = [];
  private caughtUp = false;
  private running: Repeated | null = null;

  constructor(database: Database, files: HeadFiles, options: SealerOptions = {}) {
    this.database = database;
    this.files = files;
    this.options = { everyMs: 1_000, most: 50_000, warn: console.error, tell: () => {}, ...options };
  }

  start(): void {
    this.running ??= repeat(
      this.options.everyMs,
      () => this.seal(),
      (error) => this.options.warn(`The audit is not sealed: ${error.message}`),
    );
  }

  /** Ends with a last seal, so that nothing waits for the next start. */
  async stop(): Promise<void> {
    await this.running?.stop();
    this.running = null;
    await this.seal().catch(() => {});
  }

  /** Seals once and writes the heads. @returns true when a bureau has more than fits into one seal */
  async seal(): Promise<boolean> {
    if (!this.caughtUp) await this.catchUp();
    const rows = await this.database.platform({
      text: 'select tenant, n, hash, at, more from platform.seal_audit($1::int4)',
      values: [this.options.most],
    });
    this.waiting.push(...rows.map(readHead));
    await this.writeOut();
    return rows.some((row) => row.more === 't');
  }

  /** A process that was killed between sealing and writing has left heads that no file knows. */
  private async catchUp(): Promise<void> {
    const last = await this.files.last();
    const rows = await this.database.platform({
      text: 'select tenant, n, hash, at from platform.audit_heads()',
      values: [],
    });
    this.waiting.push(...rows.map(readHead).filter(({ tenant, n }) => n > (last.get(tenant) ?? 0)));
    this.caughtUp = true;
  }

  private async writeOut(): Promise<void> {
    if (this.waiting.length === 0) return;
    await this.files.append(this.waiting);
    for (const head of this.waiting.splice(0)) this.options.tell(head);
  }
}

function readHead(row: TextRow): Head {
  return { tenant: row.tenant!, n: Number(row.n), hash: row.hash!, at: row.at! };
}
