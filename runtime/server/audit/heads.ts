// Heads of the audit's chains outside the database: one line a seal, appended to a file a day, "bureau number hash instant". Whoever
// ships these files to another machine can prove later that nobody cut or rewrote the audit.
import { createReadStream, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';

export interface Head {
  tenant: string;
  n: number;
  /** Hex of the seal's hash. */
  hash: string;
  /** ISO instant of the seal. */
  at: string;
}

const LINE = /^(\S+) (\d+) ([0-9a-f]{64}) (\S+)$/;

export class HeadFiles {
  readonly folder: string;

  /** @param folder made when missing */
  constructor(folder: string) {
    this.folder = folder;
  }

  /** Appends and waits until the disk has it. */
  async append(heads: readonly Head[]): Promise<void> {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const file = await open(path.join(this.folder, `heads-${new Date().toISOString().slice(0, 10)}.txt`), 'a', 0o600);
    try {
      await file.write(heads.map(({ tenant, n, hash, at }) => `${tenant} ${n} ${hash} ${at}\n`).join(''));
      await file.datasync();
    } finally {
      await file.close();
    }
  }

  /** Every head of every file, oldest first. A line that a crash cut short is passed over. */
  async *read(): AsyncGenerator<Head> {
    for (const file of this.files()) {
      for await (const line of createInterface({ input: createReadStream(file) })) {
        const found = LINE.exec(line);
        if (found) yield { tenant: found[1]!, n: Number(found[2]), hash: found[3]!, at: found[4]! };
      }
    }
  }

  /** Number of the last head of each bureau. */
  async last(): Promise<Map<string, number>> {
    const last = new Map<string, number>();
    for await (const { tenant, n } of this.read()) last.set(tenant, Math.max(n, last.get(tenant) ?? 0));
    return last;
  }

  /** For a demo whose database begins anew. */
  clear(): void {
    for (const file of this.files()) rmSync(file);
  }

  private files(): string[] {
    if (!existsSync(this.folder)) return [];
    const names = readdirSync(this.folder).filter((name) => /^heads-[\d-]+\.txt$/.test(name));
    return names.sort().map((name) => path.join(this.folder, name));
  }
}
