// The outbox as an administrator of the installation sees it: what waits, what was given up, and another try for that.
import { withClient } from '../database/roles.ts';

export interface DeadEvent {
  seq: number;
  /** Name of the bureau. */
  tenant: string;
  event: string;
  entity: string;
  record: string;
  tried: number;
  error: string;
}

export class Outbox {
  private readonly adminUrl: string;

  /** @param adminUrl address of the migrator */
  constructor(adminUrl: string) {
    this.adminUrl = adminUrl;
  }

  /** What waits, since when, and the first hundred that were given up. */
  async look(): Promise<{ waiting: number; oldest: string | null; dead: DeadEvent[] }> {
    const waiting = await this.run<{ n: number; oldest: string | null }>(
      `select count(*)::int4 as n, to_char(min(at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as oldest from platform.outbox where dead_at is null`,
    );
    const dead = await this.run<DeadEvent>(
      `select o.seq::float8 as seq, t.name as tenant, o.event, o.entity, o.record::text as record, o.tried, coalesce(o.error, '') as error
       from platform.outbox o join platform.tenant t on t.id = o.tenant_id where o.dead_at is not null order by o.seq limit 100`,
    );
    return { waiting: waiting[0]!.n, oldest: waiting[0]!.oldest, dead };
  }

  /** Brings an event that was given up, or all of them, back to the relay. @returns how many */
  async replay(seq: number | null): Promise<number> {
    const rows = await this.run(
      `update platform.outbox set dead_at = null, due_at = null, tried = 0 where dead_at is not null and ($1::int8 is null or seq = $1) returning 1`,
      [seq],
    );
    return rows.length;
  }

  /** Forgets an event that was given up. @returns how many there were */
  async drop(seq: number): Promise<number> {
    return (await this.run('delete from platform.outbox where dead_at is not null and seq = $1 returning 1', [seq]))
      .length;
  }

  private run<T extends object>(text: string, values: unknown[] = []): Promise<T[]> {
    return withClient(this.adminUrl, async (client) => {
      await client.query('set role shijian_owner');
      return (await client.query<T>(text, values)).rows;
    });
  }
}
