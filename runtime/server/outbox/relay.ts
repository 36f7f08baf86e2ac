// Hands what was written on to whoever works on from there: each event at least once, those of one record in their order. One process
// of all holds the lease; what a subscriber fails at is tried again, later and later, and is given up for an administrator to see.
import { randomUUID } from 'node:crypto';
import type { Database, TextRow } from '../database/client.ts';
import { repeat, type Repeated } from '../repeat.ts';

/** Something that happened to a record. No value of the record is in it: whoever needs one reads the record. */
export interface OutboxEvent {
  /** The same at every try: what a subscriber keeps in order not to do a thing twice. */
  id: string;
  tenant: number;
  event: 'created' | 'changed' | 'deleted' | 'restored';
  entity: string;
  record: string;
  /** Row version that the write made. */
  version: string;
  /** Revision of the bureau's model whose names `fields` are. */
  rev: number;
  /** Names of the fields that changed; none for an event that concerns the whole record. */
  fields: string[];
  /** Packages whose functions wrote it, a comma between two; empty for what somebody did himself. */
  made_by: string;
  /** ISO instant of the write. */
  at: string;
}

export interface Subscriber {
  /** Kept beside an event that others have still to take: it may not change. */
  name: string;
  wants(event: OutboxEvent): boolean;
  /** Quick: it queues work, it does none. What it throws brings the event back. */
  take(event: OutboxEvent): Promise<void>;
}

export interface RelayOptions {
  /** Pause when nothing is there. */
  everyMs?: number;
  /** Events a trip. */
  batch?: number;
  /** How long the lease lasts when its holder is gone. */
  leaseSeconds?: number;
  /** How long one subscriber may take over one event. */
  patienceMs?: number;
  /** Rests before the second, third, … try; after the last one the event is given up. */
  restsMs?: readonly number[];
  warn?: (line: string) => void;
}

interface Item {
  seq: string;
  tried: number;
  taken: string[];
  event: OutboxEvent;
}

const DEFAULTS: Required<RelayOptions> = {
  everyMs: 500,
  batch: 500,
  leaseSeconds: 15,
  patienceMs: 5_000,
  restsMs: [1_000, 5_000, 30_000, 120_000, 600_000, 3_600_000, 6 * 3_600_000],
  warn: console.error,
};

export class Relay {
  private readonly database: Database;
  private readonly options: Required<RelayOptions>;
  private readonly subscribers = new Map<string, Subscriber>();
  private readonly holder = randomUUID();
  private running: Repeated | null = null;

  constructor(database: Database, options: RelayOptions = {}) {
    this.database = database;
    this.options = { ...DEFAULTS, ...options };
  }

  /** @throws Error when the name is taken */
  subscribe(subscriber: Subscriber): void {
    if (this.subscribers.has(subscriber.name)) throw new Error(`there are two subscribers called ${subscriber.name}`);
    this.subscribers.set(subscriber.name, subscriber);
  }

  start(): void {
    const { everyMs, batch, warn } = this.options;
    this.running ??= repeat(
      everyMs,
      async () => (await this.handOn()) === batch,
      (error) => warn(`The relay rests: ${error.message}`),
    );
  }

  /** Ends after the batch at hand and gives the lease back. */
  async stop(): Promise<void> {
    await this.running?.stop();
    this.running = null;
    await this.database
      .platform({ text: `select platform.drop_lease('outbox', $1::uuid)`, values: [this.holder] })
      .catch(() => {});
  }

  /** Hands on one batch. @returns how many events were looked at; 0 too when another process holds the lease */
  async handOn(): Promise<number> {
    const { batch, leaseSeconds } = this.options;
    const rows = await this.database.platform({
      text: `select tenant_id, seq, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, event, entity, record, version, rev, fields, made_by, tried, taken
             from platform.take_outbox($1::uuid, $2::int4, make_interval(secs => $3::int4))`,
      values: [this.holder, batch, leaseSeconds],
    });
    const done: string[] = [];
    const waiting = new Set<string>();
    const until = performance.now() + (leaseSeconds * 1000) / 2;
    try {
      for (const item of rows.map(readItem)) {
        const record = `${item.event.tenant} ${item.event.record}`;
        if (waiting.has(record)) continue;
        // Another process may begin when the lease ends: what is left is taken again under a new one.
        if (performance.now() > until) break;
        if (await this.hand(item)) done.push(item.seq);
        else waiting.add(record);
      }
    } finally {
      if (done.length > 0)
        await this.database.platform({ text: 'select platform.finish_outbox($1::int8[])', values: [done] });
    }
    return rows.length;
  }

  /** False when a subscriber failed; the event is then put aside for a while. */
  private async hand(item: Item): Promise<boolean> {
    const taken = [...item.taken];
    let failure: Error | null = null;
    for (const subscriber of this.subscribers.values()) {
      if (taken.includes(subscriber.name) || !subscriber.wants(item.event)) continue;
      try {
        await within(this.options.patienceMs, subscriber.take(item.event));
        taken.push(subscriber.name);
      } catch (error) {
        failure ??= new Error(`${subscriber.name}: ${(error as Error).message}`);
      }
    }
    if (!failure) return true;
    const rest = this.options.restsMs[item.tried] ?? null;
    if (rest === null)
      this.options.warn(`Event ${item.event.id} is given up: ${failure.message}. See "npm run outbox".`);
    await this.database.platform({
      text: 'select platform.fail_outbox($1::int8, $2::text[], $3::text, $4::float8 * make_interval(secs => 0.001))',
      values: [item.seq, taken, failure.message, rest],
    });
    return false;
  }
}

function readItem(row: TextRow): Item {
  const { tenant_id, seq, tried, taken, fields, ...rest } = row as Record<string, string>;
  return {
    seq: seq!,
    tried: Number(tried),
    taken: JSON.parse(taken!) as string[],
    event: {
      id: `${tenant_id}-${seq}`,
      tenant: Number(tenant_id),
      event: rest.event as OutboxEvent['event'],
      entity: rest.entity!,
      record: rest.record!,
      version: rest.version!,
      rev: Number(rest.rev),
      fields: JSON.parse(fields!) as string[],
      made_by: rest.made_by!,
      at: rest.at!,
    },
  };
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${ms} ms`)), ms);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
