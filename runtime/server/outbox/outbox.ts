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

/** A call of a package's function that was given up. */
export interface DeadCall {
  seq: number;
  tenant: string;
  /** `lift.last_fault` */
  name: string;
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
  async look(): Promise<{ waiting: number; oldest: string | null; dead: DeadEvent[]; calls: DeadCall[] }> {
    const waiting = await this.run<{ n: number; oldest: string | null }>(
      `select count(*)::int4 as n, to_char(min(at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as oldest from platform.outbox where dead_at is null`,
    );
    const dead = await this.run<DeadEvent>(
      `select o.seq::float8 as seq, t.name as tenant, o.event, o.entity, o.record::text as record, o.tried, coalesce(o.error, '') as error
       from platform.outbox o join platform.tenant t on t.id = o.tenant_id where o.dead_at is not null order by o.seq limit 100`,
    );
    const calls = await this.run<DeadCall>(
      `select c.seq::float8 as seq, t.name as tenant, c.package || '.' || c.name as name, c.entity, c.record::text as record, c.tried, coalesce(c.error, '') as error
       from platform.plugin_call c join platform.tenant t on t.id = c.tenant_id where c.dead_at is not null order by c.seq limit 100`,
    );
    return { waiting: waiting[0]!.n, oldest: waiting[0]!.oldest, dead, calls };
  }

  /** Brings an event that was given up back to the relay; without a number all of them, and calls of functions too. @returns how many */
  async replay(seq: number | null): Promise<number> {
    const rows = await this.run(
      `update platform.outbox set dead_at = null, due_at = null, tried = 0 where dead_at is not null and ($1::int8 is null or seq = $1) returning 1`,
      [seq],
    );
    if (seq !== null) return rows.length;
    const calls = await this.run(
      `update platform.plugin_call set dead_at = null, due_at = now(), tried = 0 where dead_at is not null returning 1`,
    );
    return rows.length + calls.length;
  }

  /** Forgets an event that was given up. @returns how many there were */
  async drop(seq: number): Promise<number> {
    return (await this.run('delete from platform.outbox where dead_at is not null and seq = $1 returning 1', [seq]))
      .length;
  }

  /** Forgets a call that was given up. @returns how many there were */
  async dropCall(seq: number): Promise<number> {
    return (
      await this.run('delete from platform.plugin_call where dead_at is not null and seq = $1 returning 1', [seq])
    ).length;
  }

  private run<T extends object>(text: string, values: unknown[] = []): Promise<T[]> {
    return withClient(this.adminUrl, async (client) => {
      await client.query('set role shijian_owner');
      return (await client.query<T>(text, values)).rows;
    });
  }
}
