// What packages do after a record was saved. The relay hands each event on; here it becomes a row a function, and a lane calls them one by one
// with the rights of who saved. What a function writes and its row's end are one transaction: a call that was cut short is made again.
import type { PackageModel, ServerSavedModel } from '@shijian/kernel';
import { StaleTenant, type Database, type Statement, type TextRow } from '../database/client.ts';
import { Problem } from '../exceptions/problem.ts';
import type { Sessions } from '../identity/sessions.ts';
import type { OutboxEvent, Subscriber } from '../outbox/relay.ts';
import type { Desk } from '../records/desk.ts';
import { readRecord } from '../records/read_record.ts';
import { sceneOf, type Scene } from '../records/scene.ts';
import { repeat, type Repeated } from '../repeat.ts';
import { entryOf, type Tenants, type TenantState } from '../revisions/tenants.ts';
import { callFunction } from './call_function.ts';
import type { Guests } from './guests.ts';

export interface SavedCallsOptions {
  everyMs?: number;
  /** Rests before the second, third, … try; after the last one the call is given up. */
  restsMs?: readonly number[];
  warn?: (line: string) => void;
}

interface Parts {
  database: Database;
  tenants: Tenants;
  sessions: Sessions;
  guests: Guests;
  desk: Desk;
}

/** Longer than a call may take with all it asks. */
const LEASE_SECONDS = 30;
const MOST_MOVES = 6;
const DEFAULTS: Required<SavedCallsOptions> = {
  everyMs: 500,
  restsMs: [2_000, 30_000, 300_000, 3_600_000],
  warn: console.error,
};

export class SavedCalls implements Subscriber {
  readonly name = 'package functions';
  private readonly parts: Parts;
  private readonly options: Required<SavedCallsOptions>;
  private running: Repeated | null = null;
  private last = 0;

  constructor(parts: Parts, options: SavedCallsOptions = {}) {
    this.parts = parts;
    this.options = { ...DEFAULTS, ...options };
  }

  start(): void {
    const { everyMs, warn } = this.options;
    this.running ??= repeat(
      everyMs,
      () => this.callOne(),
      (error) => warn(`Functions of packages rest: ${error.message}`),
    );
  }

  async stop(): Promise<void> {
    await this.running?.stop();
    this.running = null;
  }

  wants(event: OutboxEvent): boolean {
    const state = this.parts.tenants.known(event.tenant);
    // A revision that this process has not seen yet may bring a reaction.
    return state?.model_rev !== event.rev || reactionsTo(state, event).length > 0;
  }

  async take(event: OutboxEvent): Promise<void> {
    await this.inTenant(event.tenant, async (state) => {
      if (state.model_rev < event.rev) throw new StaleTenant();
      const statements = reactionsTo(state, event).map(({ of, reaction }) => queued(event, of.name, reaction.name));
      if (statements.length > 0) await this.parts.database.write(entryOf(state), ...statements);
    });
  }

  /** True when there was one. */
  async callOne(): Promise<boolean> {
    const [key] = await this.parts.database.platform({
      text: 'select tenant_id::text as tenant, seq::text as seq from platform.next_plugin_call($1::int4, make_interval(secs => $2::int4))',
      values: [this.last, LEASE_SECONDS],
    });
    if (!key) return false;
    this.last = Number(key.tenant);
    try {
      await this.inTenant(this.last, (state) => this.call(state, key.seq!));
    } catch (error) {
      await this.fail(this.last, key.seq!, error as Error);
    }
    return true;
  }

  private async call(state: TenantState, seq: string): Promise<void> {
    const { database, desk, guests } = this.parts;
    const [row] = await database.read(entryOf(state), {
      text: `select event, what, package, name, entity, record::text as record, version::text as version, fields::text as fields, made_by, account::text as account
             from platform.plugin_call where tenant_id = $1::int4 and seq = $2::int8`,
      values: [state.id, seq],
    });
    if (!row) return;
    const of = state.model.packages.find(({ name }) => name === row.package);
    const reaction = of?.server?.saved.find(({ name }) => name === row.name);
    const scene = of && reaction && (await this.sceneFor(state, row));
    const ended: Statement = {
      text: 'delete from platform.plugin_call where tenant_id = $1::int4 and seq = $2::int8',
      values: [state.id, seq],
    };
    // The bureau has given the package up, or whoever saved has left: there is nobody to do it for.
    if (!scene) return void (await database.write(entryOf(state), ended));
    const event = {
      ...{ event: row.event, what: row.what, entity: row.entity, id: row.record },
      ...{ version: Number(row.version), fields: JSON.parse(row.fields!) as string[] },
    };
    const { services } = await callFunction(guests, desk, scene, { of, run: reaction.run, event }).catch(
      (error: unknown) => {
        // It looked and decided that there is nothing to do.
        if (error instanceof Problem && error.code === 'E_ACT_REFUSED') return { services: null };
        throw error;
      },
    );
    const chain = [row.made_by, of.name].filter(Boolean).join(',');
    if (services) await services.keep({ before: [madeBy(chain)], behind: [ended] });
    else await database.write(entryOf(state), ended);
  }

  /** At that of his posts from which he sees the record. */
  private async sceneFor(state: TenantState, row: TextRow): Promise<Scene | null> {
    const { database, sessions, desk } = this.parts;
    const posts = await database.read(entryOf(state), {
      text: 'select distinct org::text as org from platform.assignment where tenant_id = $1::int4 and account = $2::uuid and deleted_at is null',
      values: [state.id, row.account!],
    });
    let first: Scene | null = null;
    for (const { org } of posts.length > 0 ? posts : [{ org: null }]) {
      const actor = await sessions.actorOf(state.id, row.account!, org ?? null);
      if (!actor) return null;
      if (actor.tenant.model_rev !== state.model_rev || actor.tenant.access_rev !== state.access_rev)
        throw new StaleTenant();
      const scene = sceneOf({ ...actor, ip: '' }, state);
      first ??= scene;
      if (await sees(desk, scene, row)) return scene;
    }
    return first;
  }

  private async fail(tenant: number, seq: string, error: Error): Promise<void> {
    const { restsMs, warn } = this.options;
    const code = error instanceof Problem ? error.code : error.message;
    const rests = `array[${restsMs.join(', ')}]::int4[]`;
    await this.inTenant(tenant, async (state) => {
      const [[row] = []] = await this.parts.database.write(entryOf(state), {
        text: `update platform.plugin_call set error = left($3::text, 300),
                 dead_at = case when tried > cardinality(${rests}) then clock_timestamp() end,
                 due_at = clock_timestamp() + coalesce((${rests})[tried], 0) * interval '1 millisecond'
               where tenant_id = $1::int4 and seq = $2::int8 returning package, name, dead_at`,
        values: [tenant, seq, code],
      });
      if (row?.dead_at)
        warn(
          `${row.package!}.${row.name!} is given up in ${state.name} after ${restsMs.length + 1} tries: ${code}. See "npm run outbox".`,
        );
    });
  }

  /** In the bureau as it is now; again when it moved meanwhile. */
  private async inTenant(tenant: number, body: (state: TenantState) => Promise<void>): Promise<void> {
    const { tenants } = this.parts;
    for (let move = 1; ; move += 1) {
      const state = move === 1 ? await tenants.get(tenant) : await tenants.refresh(tenant);
      if (!state) return;
      try {
        return await body(state);
      } catch (error) {
        if (!(error instanceof StaleTenant) || move === MOST_MOVES) throw error;
      }
    }
  }
}

function reactionsTo(state: TenantState, event: OutboxEvent): { of: PackageModel; reaction: ServerSavedModel }[] {
  const made = event.made_by.split(',');
  return state.model.packages.flatMap((of) =>
    (made.includes(of.name) ? [] : (of.server?.saved ?? [])).flatMap((reaction) =>
      reaction.of === event.entity && reaction.on.includes(event.event) && concerns(reaction, event)
        ? [{ of, reaction }]
        : [],
    ),
  );
}

function concerns({ fields }: ServerSavedModel, event: OutboxEvent): boolean {
  return fields.length === 0 || event.fields.length === 0 || event.fields.some((name) => fields.includes(name));
}

/** Who saved it is what the audit says of that version; where the platform itself did, nobody acts. */
function queued(event: OutboxEvent, of: string, name: string): Statement {
  return {
    text: `insert into platform.plugin_call (tenant_id, event, what, package, name, entity, record, version, fields, made_by, account)
           select $1::int4, $2::text, $3::text, $4::text, $5::text, $6::text, $7::uuid, $8::int8, $9::jsonb, $10::text, a.actor
           from platform.audit a
           where a.tenant_id = $1::int4 and a.entity = $6::text and a.record = $7::uuid and a.version = $8::int8 and a.actor is not null
             and a.action in ('create', 'update', 'delete', 'restore', 'import', 'hand_over')
           order by a.seq desc limit 1
           on conflict (tenant_id, event, package, name) do nothing`,
    values: [
      ...[event.tenant, event.id, event.event, of, name, event.entity, event.record, event.version],
      ...[JSON.stringify(event.fields), event.made_by],
    ],
  };
}

function madeBy(packages: string): Statement {
  return { text: `select set_config('app.made_by', $1::text, true)`, values: [packages] };
}

async function sees(desk: Desk, scene: Scene, row: TextRow): Promise<boolean> {
  return readRecord(desk, scene, row.entity!, row.record!, '').then(
    () => true,
    (error: unknown) => {
      if (error instanceof Problem) return false;
      throw error;
    },
  );
}
