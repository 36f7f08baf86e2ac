// Runs the jobs of all bureaus in this process, two at a time. A job is leased: when its server dies another one (or the same
// one, started again) takes it up where its last transaction left it. What a job writes carries hold(), which undoes the whole
// trip when the job was taken over or told to stop meanwhile.
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDatabaseError, StaleTenant, type Statement } from '../database/client.ts';
import { Problem } from '../exceptions/problem.ts';
import { deskOf } from '../records/in_tenant.ts';
import { readsBelow } from '../records/reach.ts';
import { sceneOf, type Scene } from '../records/scene.ts';
import type { Desk } from '../records/desk.ts';
import type { Services } from '../start/services.ts';
import { json, type JobFile } from './job.ts';
import { sweep } from './sweep.ts';

/** How far a job has come. */
export interface Progress {
  done: number;
  total?: number;
  /** One short Chinese sentence. */
  message?: string;
}

/** What a handler works with. */
export interface JobRun {
  id: string;
  tenant: number;
  input: unknown;
  desk: Desk;
  services: JobServices;
  /** Runs in the bureau as who asked, with today's rights; again when bureau or rights moved meanwhile. @throws JobStopped, Problem */
  inScene<T>(body: (scene: Scene) => Promise<T>): Promise<T>;
  /** Progress and proof that the job is still ours, as a statement of a trip, which is undone when it is not. */
  hold(progress: Progress): Statement;
  /** Progress alone. */
  tell(progress: Progress): Promise<void>;
}

/** The services but for the runner itself. */
export type JobServices = Omit<Services, 'jobs'>;

export interface JobOutcome {
  message: string;
  result?: unknown;
  file?: JobFile;
}

export type JobHandler = (run: JobRun) => Promise<JobOutcome>;

/** The job ends here without an outcome: stopped by its owner, taken by another server, or this server is being stopped. */
export class JobStopped extends Error {
  readonly reason: 'cancelled' | 'lost' | 'stopping';
  constructor(reason: JobStopped['reason']) {
    super(`the job is ${reason}`);
    this.reason = reason;
  }
}

const LANES = 2;
const LEASE_SECONDS = 20;
const POLL_MS = 1_000;
const MOST_ATTEMPTS = 5;
const SWEEP_MS = 3_600_000;
const MOST_MOVES = 20;

export class JobRunner {
  /** Aborted when the server is being stopped. */
  readonly stopping = new AbortController();
  private readonly services: JobServices;
  private readonly handlers: Readonly<Record<string, JobHandler>>;
  private readonly worker = randomUUID();
  private lanes: Promise<void>[] = [];
  private wake = new AbortController();

  constructor(services: JobServices, handlers: Readonly<Record<string, JobHandler>>) {
    this.services = services;
    this.handlers = handlers;
  }

  start(): void {
    this.lanes = [...Array.from({ length: LANES }, () => this.lane()), this.broom()];
  }

  /** Looks for work now instead of within a second. */
  kick(): void {
    this.wake.abort();
    this.wake = new AbortController();
  }

  /** Lets the running batches end and gives their jobs back. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake.abort();
    await Promise.all(this.lanes);
  }

  private async lane(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      // A database that is away just now is nothing to end for.
      const worked = await this.takeOne().catch(() => false);
      if (!worked)
        await sleep(POLL_MS, null, { signal: AbortSignal.any([this.wake.signal, this.stopping.signal]) }).catch(
          () => {},
        );
    }
  }

  /** Once an hour, from an hour after the start on. */
  private async broom(): Promise<void> {
    const { database, tenants, environment } = this.services;
    for (;;) {
      await sleep(SWEEP_MS, null, { signal: this.stopping.signal }).catch(() => {});
      if (this.stopping.signal.aborted) return;
      await sweep(database, tenants, path.join(environment.data, 'work')).catch((error: unknown) =>
        logFault('sweep', error),
      );
    }
  }

  private async takeOne(): Promise<boolean> {
    const [key] = await this.services.database.platform({
      text: 'select tenant_id::text as tenant, id::text as id from platform.next_job($1::uuid, $2::int4)',
      values: [this.worker, LEASE_SECONDS],
    });
    if (!key) return false;
    await this.work(Number(key.tenant), key.id!);
    return true;
  }

  private async work(tenant: number, id: string): Promise<void> {
    const { services } = this;
    const [row] = await this.entered(tenant, (entry) =>
      services.database.read(entry, {
        text: 'select kind, input::text as input, account, org, scope, ip, attempts from platform.job where tenant_id = $1::int4 and id = $2::uuid',
        values: [tenant, id],
      }),
    );
    const handler = row && this.handlers[row.kind!];
    if (!row || !handler)
      return this.end(tenant, id, 'failed', { code: 'E_JOB_KIND', title: '没有能做这项任务的程序' });
    if (Number(row.attempts) > MOST_ATTEMPTS)
      return this.end(tenant, id, 'failed', { code: 'E_JOB_ATTEMPTS', title: '任务多次中断，没有做完。请重新发起' });
    const alive = setInterval(() => void this.renew(tenant, id).catch(() => {}), (LEASE_SECONDS / 4) * 1000);
    try {
      const outcome = await handler(this.runOf(tenant, id, row));
      await this.end(tenant, id, 'done', null, outcome);
    } catch (error) {
      await this.fail(tenant, id, error);
    } finally {
      clearInterval(alive);
    }
  }

  private runOf(tenant: number, id: string, row: Record<string, string | null>): JobRun {
    const { services } = this;
    const hold = (progress: Progress): Statement => holdStatement(tenant, id, this.worker, progress);
    return {
      id,
      tenant,
      input: JSON.parse(row.input!) as unknown,
      desk: deskOf(services),
      services,
      hold,
      inScene: (body) => this.inScene(tenant, row, body),
      tell: async (progress) => {
        await this.entered(tenant, (entry) => services.database.write(entry, hold(progress))).catch(
          (error: unknown) => {
            throw stopped(error) ?? error;
          },
        );
      },
    };
  }

  private async inScene<T>(
    tenant: number,
    row: Record<string, string | null>,
    body: (scene: Scene) => Promise<T>,
  ): Promise<T> {
    const { sessions, tenants } = this.services;
    for (let move = 1; ; move += 1) {
      if (this.stopping.signal.aborted) throw new JobStopped('stopping');
      const actor = await sessions.actorOf(tenant, row.account!, row.org ?? null);
      if (!actor) throw new Problem(403, 'E_JOB_ACTOR', '发起人的账号已停用，任务没有继续');
      const state = await tenants.get(tenant);
      try {
        // Rights and model have to be of the same moment.
        if (state?.model_rev !== actor.tenant.model_rev || state.access_rev !== actor.tenant.access_rev)
          throw new StaleTenant();
        const roles = row.scope ? [...actor.roles, row.scope] : actor.roles;
        const below = readsBelow(state, roles) ? await tenants.statesBelow(state) : [];
        return await body(sceneOf({ ...actor, roles, ip: row.ip! }, state, new Date(), below));
      } catch (error) {
        const stop = stopped(error);
        if (stop) throw stop;
        if (!(error instanceof StaleTenant) || move === MOST_MOVES) throw error;
        await tenants.refresh(tenant);
      }
    }
  }

  private async fail(tenant: number, id: string, error: unknown): Promise<void> {
    if (error instanceof JobStopped && error.reason === 'lost') return;
    if (error instanceof JobStopped && error.reason === 'stopping') return this.giveBack(tenant, id);
    if (error instanceof JobStopped) return this.end(tenant, id, 'cancelled', null);
    if (error instanceof Problem)
      return this.end(
        tenant,
        id,
        'failed',
        { code: error.code, title: error.title },
        { message: '', result: error.extra },
      );
    // The database went away: the lease runs out and the job is taken up again.
    if (isConnectionError(error)) return;
    logFault(id, error);
    await this.end(tenant, id, 'failed', { code: 'E_INTERNAL', title: `系统出错了，请把编号 ${id} 告诉管理员` });
  }

  private async end(
    tenant: number,
    id: string,
    state: 'done' | 'failed' | 'cancelled',
    error: { code: string; title: string } | null,
    outcome: JobOutcome = { message: '' },
  ): Promise<void> {
    await this.entered(tenant, (entry) =>
      this.services.database.write(entry, {
        text: `update platform.job set state = $4::text, error_code = $5::text, error = $6::text, message = $7::text, result = $8::jsonb, file = $9::jsonb,
                 done = case when $4::text = 'done' then coalesce(total, done) else done end,
                 finished_at = now(), worker = null, lease_until = null, rev = rev + 1
               where tenant_id = $1::int4 and id = $2::uuid and worker = $3::uuid and state = 'running'`,
        values: [
          tenant,
          id,
          this.worker,
          state,
          error?.code ?? null,
          error?.title ?? null,
          outcome.message,
          json(outcome.result),
          json(outcome.file),
        ],
      }),
    );
  }

  private async giveBack(tenant: number, id: string): Promise<void> {
    await this.entered(tenant, (entry) =>
      this.services.database.write(entry, {
        text: `update platform.job set state = 'waiting', worker = null, lease_until = null, attempts = attempts - 1, rev = rev + 1
               where tenant_id = $1::int4 and id = $2::uuid and worker = $3::uuid and state = 'running'`,
        values: [tenant, id, this.worker],
      }),
    );
  }

  private async renew(tenant: number, id: string): Promise<void> {
    await this.entered(tenant, (entry) =>
      this.services.database.write(entry, {
        text: `update platform.job set lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
               where tenant_id = $1::int4 and id = $2::uuid and worker = $3::uuid and state = 'running'`,
        values: [tenant, id, this.worker],
      }),
    );
  }

  /** In the bureau as it is now, with nobody's rights: the job's own row. */
  private async entered<T>(
    tenant: number,
    body: (entry: Parameters<Services['database']['read']>[0]) => Promise<T>,
  ): Promise<T> {
    for (let move = 1; ; move += 1) {
      const state = move === 1 ? await this.services.tenants.get(tenant) : await this.services.tenants.refresh(tenant);
      if (!state) throw new Error(`there is no tenant ${tenant}`);
      try {
        return await body({ tenant, model_rev: state.model_rev, access_rev: state.access_rev });
      } catch (error) {
        if (!(error instanceof StaleTenant) || move === MOST_MOVES) throw error;
      }
    }
  }
}

function holdStatement(tenant: number, id: string, worker: string, progress: Progress): Statement {
  return {
    text: `with held as (
        update platform.job set done = $4::int8, total = coalesce($5::int8, total), message = coalesce($6::text, message),
          lease_until = now() + make_interval(secs => ${LEASE_SECONDS}), rev = rev + 1
        where tenant_id = $1::int4 and id = $2::uuid and worker = $3::uuid and state = 'running' returning cancel)
      select platform.refuse(case when not exists (select from held) then array['job:lost'] when (select cancel from held) then array['job:cancelled'] else '{}'::text[] end)`,
    values: [tenant, id, worker, progress.done, progress.total ?? null, progress.message ?? null],
  };
}

/** What hold() said, from the error of the trip that it undid. */
function stopped(error: unknown): JobStopped | null {
  if (!isDatabaseError(error) || error.code !== 'SJ001') return null;
  if (error.detail?.includes('"job:lost"')) return new JobStopped('lost');
  return error.detail?.includes('"job:cancelled"') ? new JobStopped('cancelled') : null;
}

/** Nobody waits for an answer: the log gets the stack, the owner the id. */
function logFault(id: string, error: unknown): void {
  const { name, message, stack, code } = error as Error & { code?: string };
  process.stderr.write(`${JSON.stringify({ level: 'error', job: id, error: name, code, message, stack })}\n`);
}

function isConnectionError(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return (
    /^(ECONN|EPIPE|ETIMEDOUT|ENOENT$|57P0[123]$)/.test(code ?? '') ||
    /Connection terminated|timeout exceeded/.test(message ?? '')
  );
}
