// A job as the database keeps it and as its owner sees it.
import type { SqlValue, Statement, TextRow } from '../database/client.ts';
import { Problem } from '../exceptions/problem.ts';
import { entryOf } from '../revisions/tenants.ts';
import { scopeNameAmong } from '../identity/token_scope.ts';
import type { Desk } from '../records/desk.ts';
import type { Scene } from '../records/scene.ts';
import { uuidV7 } from '../records/uuid_v7.ts';

export type JobState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

/** What leaves the server. */
export interface JobView {
  id: string;
  kind: string;
  title: string;
  entity: string | null;
  state: JobState;
  done: number;
  /** Null until it is known. */
  total: number | null;
  message: string;
  result: unknown;
  error: { code: string; title: string } | null;
  file: JobFile | null;
  /** The import that it belongs to. */
  import: string | null;
  /** True while a wish to stop waits to be noticed. */
  cancelling: boolean;
  /** Moves with every change; the id of its events. */
  rev: number;
  created_at: string;
  finished_at: string | null;
}

/** What can be fetched when a job is done: under the job's id in the folder of job files. */
export interface JobFile {
  name: string;
  type: string;
  size: number;
}

export interface NewJob {
  kind: string;
  title: string;
  entity: string | null;
  input: unknown;
}

/** Days for which a finished job and its file are kept. */
export const KEPT_DAYS = 7;
/** Unfinished jobs of one officer at a time. */
const MOST_OPEN = 5;

const instant = (name: string): string =>
  `to_char(${name} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${name}`;
const VIEW = `id, kind, title, entity, state, done, total, message, result::text, error_code, error, file::text, input ->> 'import' as import, cancel, rev, ${instant('created_at')}, ${instant('finished_at')}`;

/**
 * Statements that put a job of this actor into the queue; for one trip with what it works on.
 * @returns the new job's id beside them
 */
export function enqueue(scene: Scene, job: NewJob): { id: string; statements: Statement[] } {
  const id = uuidV7();
  const { actor, state } = scene;
  return {
    id,
    statements: [
      // One job of an officer after the other: those that are asked for at once would not see each other.
      { text: 'select pg_advisory_xact_lock(7306, hashtext($1::text))', values: [actor.user] },
      {
        text: `insert into platform.job (tenant_id, id, kind, title, entity, account, org, ip, input, scope)
             select $1::int4, $2::uuid, $3::text, $4::text, $5::text, $6::uuid, $7::uuid, $8::text, $9::jsonb, $10::text
             where platform.refuse(case when (select count(*) from platform.job where tenant_id = $1::int4 and account = $6::uuid and state in ('waiting', 'running')) >= ${MOST_OPEN}
               then array['jobs'] else '{}'::text[] end)`,
        values: [
          state.id,
          id,
          job.kind,
          job.title,
          job.entity,
          actor.user,
          actor.org,
          actor.ip,
          JSON.stringify(job.input),
          scopeNameAmong(actor.roles),
        ],
      },
    ],
  };
}

/** The problem of a refused enqueue(); other errors come back as they are. */
export function queueProblem(error: unknown): unknown {
  const { code, detail } = error as { code?: string; detail?: string };
  if (code !== 'SJ001' || !detail?.includes('jobs')) return error;
  return new Problem(
    429,
    'E_JOB_MANY',
    `您已有 ${MOST_OPEN} 项任务在进行，请等其中一项完成后再试`,
    {},
    { 'Retry-After': '10' },
  );
}

/** The actor's own jobs of the last days, newest first; with a token only those of its own reach. */
export async function ownJobs(desk: Desk, scene: Scene): Promise<{ items: JobView[] }> {
  const rows = await desk.database.read(entryOf(scene.state), {
    text: `select ${VIEW} from platform.job where tenant_id = $1::int4 and account = $2::uuid and ($3::text is null or scope = $3::text) and created_at > now() - interval '${KEPT_DAYS} days'
           order by created_at desc limit 50`,
    values: [scene.state.id, scene.actor.user, scopeNameAmong(scene.actor.roles)],
  });
  return { items: rows.map(viewOf) };
}

/** One of the actor's own jobs. @throws Problem 404 E_JOB_NONE, also for another's */
export async function ownJob(desk: Desk, scene: Scene, id: string): Promise<JobView> {
  const [row] = await desk.database.read(entryOf(scene.state), {
    text: `select ${VIEW} from platform.job where tenant_id = $1::int4 and account = $2::uuid and id = $3::uuid and ($4::text is null or scope = $4::text)`,
    values: [scene.state.id, scene.actor.user, checkedJobId(id), scopeNameAmong(scene.actor.roles)],
  });
  if (!row) throw noJob();
  return viewOf(row);
}

/** Asks a job to stop; one that has not begun stops at once. @throws Problem 404, 409 E_JOB_ENDED */
export async function cancelJob(desk: Desk, scene: Scene, id: string): Promise<JobView> {
  const key = (await ownJob(desk, scene, id)).id;
  const [rows] = await desk.database.write(entryOf(scene.state), {
    text: `update platform.job set cancel = true, rev = rev + 1,
             state = case when state = 'waiting' then 'cancelled' else state end, finished_at = case when state = 'waiting' then now() end
           where tenant_id = $1::int4 and account = $2::uuid and id = $3::uuid and state in ('waiting', 'running') returning ${VIEW}`,
    values: [scene.state.id, scene.actor.user, key],
  });
  if (rows!.length === 0) throw new Problem(409, 'E_JOB_ENDED', '这项任务已经结束，不能再停止');
  return viewOf(rows![0]!);
}

export function viewOf(row: TextRow): JobView {
  return {
    id: row.id!,
    kind: row.kind!,
    title: row.title!,
    entity: row.entity ?? null,
    state: row.state as JobState,
    done: Number(row.done),
    total: row.total === null ? null : Number(row.total),
    message: row.message!,
    result: row.result ? (JSON.parse(row.result) as unknown) : null,
    error: row.error_code ? { code: row.error_code, title: row.error! } : null,
    file: row.file ? (JSON.parse(row.file) as JobFile) : null,
    import: row.import ?? null,
    cancelling: row.cancel === 't' && row.state === 'running',
    rev: Number(row.rev),
    created_at: row.created_at!,
    finished_at: row.finished_at ?? null,
  };
}

export function isOpen(job: Pick<JobView, 'state'>): boolean {
  return job.state === 'waiting' || job.state === 'running';
}

function checkedJobId(id: string): string {
  const lower = id.toLowerCase();
  if (!/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(lower)) throw noJob();
  return lower;
}

function noJob(): Problem {
  return new Problem(404, 'E_JOB_NONE', '没有这项任务，或者不是您发起的');
}

/** A value bound as JSON text. */
export function json(value: unknown): SqlValue {
  return value === null || value === undefined ? null : JSON.stringify(value);
}
