// Clears once a day of each bureau what its documents keep no longer. Every instance ticks; the one that writes the day's row into
// the ledger first does it. A run that was broken off is taken up again after an hour.
import { join } from 'node:path';
import type { Entry } from '../database/client.ts';
import { Desk } from '../records/desk.ts';
import { dateIn } from '../records/scene.ts';
import { Seal } from '../records/seal.ts';
import { systemScene } from '../records/system_scene.ts';
import { repeat, type Repeated } from '../repeat.ts';
import { entryOf, type TenantState } from '../revisions/tenants.ts';
import type { Services } from '../start/services.ts';
import { clearExpired, type Cleared } from './clear_expired.ts';
import { rulesOf } from './rules.ts';

const EVERY_MS = 10 * 60_000;

type Needs = Pick<Services, 'database' | 'tenants' | 'environment'>;

export class Retention {
  private readonly desk: Desk;
  private readonly warn: (line: string) => void;
  private running: Repeated | null = null;
  /** What a bureau's revision said, by its id. */
  private readonly seen = new Map<number, { rev: number; zone: string; rules: boolean }>();

  constructor({ database, tenants, environment }: Needs, warn: (line: string) => void = console.error) {
    const { data } = environment;
    this.desk = new Desk({ database, tenants, seal: Seal.open(data), filesFolder: join(data, 'files') });
    this.warn = warn;
  }

  start(): void {
    this.running ??= repeat(
      EVERY_MS,
      async () => {
        await this.tick();
        return false;
      },
      (error) => this.warn(`What is kept no longer is not cleared: ${error.message}`),
    );
  }

  async stop(): Promise<void> {
    await this.running?.stop();
    this.running = null;
  }

  /** Does today's run of every bureau that has a rule and none yet. @returns the bureaus that were done */
  async tick(at: Date = new Date()): Promise<string[]> {
    const done: string[] = [];
    const failed: Error[] = [];
    for (const entry of await this.desk.tenants.entries()) {
      const { tenant } = entry;
      try {
        if (await this.isDone(entry, at)) continue;
        const state = await this.desk.tenants.get(tenant);
        if (!state) continue;
        const rules = rulesOf(state.model).length > 0;
        if (rules && (await this.runDay(state, at))) done.push(state.name);
        this.seen.set(tenant, { rev: state.model_rev, zone: state.model.tenant.time_zone, rules });
      } catch (error) {
        // Another bureau's trouble keeps nobody waiting.
        failed.push(error as Error);
        await this.desk.tenants.refresh(tenant);
      }
    }
    if (failed[0]) throw failed[0];
    return done;
  }

  /** What would go today, or with `dry` false what went. */
  async run(state: TenantState, dry: boolean, at: Date = new Date()): Promise<Cleared[]> {
    return clearExpired(this.desk, systemScene(state, at), dry);
  }

  /** Nothing to do for a bureau that was looked at before: its model is not loaded for that. */
  private async isDone(entry: Entry, at: Date): Promise<boolean> {
    const seen = this.seen.get(entry.tenant);
    if (seen?.rev !== entry.model_rev) return false;
    if (!seen.rules) return true;
    const rows = await this.desk.database.read(entry, {
      text: `select 1 as one from platform.job_run where tenant_id = $1::int4 and job = 'retention' and tick = $2::text
             and (finished_at is not null or at >= now() - interval '1 hour')`,
      values: [entry.tenant, dateIn(at, seen.zone)],
    });
    return rows.length > 0;
  }

  private async runDay(state: TenantState, at: Date): Promise<boolean> {
    const { today } = systemScene(state, at);
    const [[claimed]] = (await this.desk.database.write(entryOf(state), {
      text: `insert into platform.job_run as r (tenant_id, job, tick) values ($1::int4, 'retention', $2::text)
             on conflict (tenant_id, job, tick) do update set at = now()
               where r.finished_at is null and r.at < now() - interval '1 hour' returning r.tick`,
      values: [state.id, today],
    })) as [{ tick: string }[]];
    if (!claimed) return false;
    const result = await this.run(state, false, at);
    await this.desk.database.write(entryOf(state), {
      text: `update platform.job_run set finished_at = now(), result = $3::jsonb where tenant_id = $1::int4 and job = 'retention' and tick = $2::text`,
      values: [state.id, today, JSON.stringify(result)],
    });
    return true;
  }
}
