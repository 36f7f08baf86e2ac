// Several writes of one entity, whole or not at all: each is checked as if it came alone, all go in one trip, and every fault is
// told with the number of its operation.
import { createHash } from 'node:crypto';
import { refusedStatement, type Statement } from '../database/client.ts';
import { Problem, type Fault } from '../exceptions/problem.ts';
import { entryOf } from '../revisions/tenants.ts';
import type { Access } from './access.ts';
import type { Desk } from './desk.ts';
import { baseOf } from './names.ts';
import { WHOLE } from './project.ts';
import { fetchRecord, readable } from './read_record.ts';
import type { Scene } from './scene.ts';
import { prepareCreate, prepareRemove, prepareRestore, prepareUpdate } from './write_record.ts';
import type { Prepared, Written } from './written.ts';

export const MOST_OPERATIONS = 200;
/** Faults of a batch that are told; what comes behind them is not even checked. */
const MOST_FAULTS = 200;
/** Refusals of the database that are told at once: each costs a trip. */
const MOST_REFUSALS = 20;

type Operation =
  | { op: 'create'; body: unknown }
  | { op: 'update'; id: string; version: string; body: unknown }
  | { op: 'delete' | 'restore'; id: string; version: string };

export interface BatchResult {
  /** In the order of the operations; `record` is null for what was deleted. */
  results: { id: string; version: number; record: unknown }[];
  replayed: boolean;
}

/**
 * @param body `{ operations: [{op, id?, version?, body?}] }`, up to MOST_OPERATIONS of different records
 * @throws Problem 400 E_BATCH_FORM, 422 E_BATCH_REFUSED with faults that carry `index`, 409 E_IDEMPOTENCY_REUSED
 */
export async function writeBatch(
  desk: Desk,
  scene: Scene,
  entityName: string,
  body: unknown,
  idempotencyKey: string | null,
): Promise<BatchResult> {
  const access = readable(scene, entityName);
  const operations = parseOperations(body);
  const bodyHash = createHash('sha256')
    .update(`batch ${entityName} ${JSON.stringify(body)}`)
    .digest('hex');
  const known = idempotencyKey ? await replay(desk, scene, access, idempotencyKey, bodyHash) : null;
  if (known) return known;
  const faults: Fault[] = [];
  const prepared: (Prepared | Written)[] = [];
  for (const [index, operation] of operations.entries()) {
    if (faults.length >= MOST_FAULTS) {
      faults.push(uncheckedFrom(index));
      break;
    }
    try {
      prepared.push(await prepare(desk, scene, entityName, operation));
    } catch (error) {
      faults.push(...faultsAt(index, error));
    }
  }
  if (faults.length > 0) throw refusedBatch(faults);
  const items = prepared.map((one, index) => ({ index, one }));
  const writing = items.flatMap(({ index, one }) => ('statements' in one ? [{ index, one }] : []));
  const parts = writing.map(({ index, one }) => ({
    index,
    one,
    statements: [...one.statements, ...guardOf(scene, access, operations[index]!)],
  }));
  const key = idempotencyKey ? [keyStatement(scene, prepared, idempotencyKey, bodyHash)] : [];
  try {
    const answers = await desk.database.write(
      entryOf(scene.state),
      ...parts.flatMap((part) => part.statements),
      ...key,
    );
    const results = new Map<number, Written>();
    let at = 0;
    for (const { index, one, statements } of parts) {
      results.set(index, await one.done(answers[at + one.at]![0]));
      at += statements.length;
    }
    return { results: items.map(({ index, one }) => shown(results.get(index) ?? (one as Written))), replayed: false };
  } catch (error) {
    const again = idempotencyKey ? await replay(desk, scene, access, idempotencyKey, bodyHash) : null;
    if (again) return again;
    if (refusedStatement(error) === null) throw error;
    throw refusedBatch(await allRefusals(desk, scene, parts, error));
  }
}

function prepare(desk: Desk, scene: Scene, entity: string, operation: Operation): Promise<Prepared | Written> {
  switch (operation.op) {
    case 'create':
      return prepareCreate(desk, scene, entity, operation.body, null);
    case 'update':
      return prepareUpdate(desk, scene, entity, operation.id, operation.version, operation.body);
    case 'delete':
      return prepareRemove(desk, scene, entity, operation.id, operation.version);
    case 'restore':
      return prepareRestore(desk, scene, entity, operation.id, operation.version);
  }
}

function guardOf(scene: Scene, access: Access, operation: Operation): Statement[] {
  return operation.op === 'create' ? [] : movedGuard(scene, access, operation);
}

/** A record that moved on meanwhile is no error to the statement that finds it gone; among several writes it undoes all. */
export function movedGuard(
  scene: Scene,
  access: Access,
  { id, version }: { id: string; version: string },
): Statement[] {
  // A source refuses by itself what moved on.
  if (access.entity.source !== null) return [];
  return [
    {
      text: `select platform.refuse(case when exists (
          select 1 from ${baseOf(access.entity.name)} t where t.tenant_id = $1::int4 and t.id = $2::uuid and t.version = $3::int8 + 1
            and t.xmin::text::int8 = (pg_current_xact_id()::text::int8 & 4294967295)) then '{}'::text[] else array['gone'] end)`,
      values: [scene.state.id, id, version],
    },
  ];
}

/**
 * What the database refuses of a batch, all of it: what was refused is left out and the rest tried again, with a last statement that
 * undoes the trip whatever happens.
 */
async function allRefusals(
  desk: Desk,
  scene: Scene,
  parts: readonly { index: number; one: Prepared; statements: Statement[] }[],
  first: unknown,
): Promise<Fault[]> {
  const undo: Statement = { text: `select platform.refuse(array['undo'])`, values: [] };
  const faults: Fault[] = [];
  let left = [...parts];
  let error = first;
  while (faults.length < MOST_REFUSALS) {
    const refused = partAt(left, refusedStatement(error));
    if (!refused) break;
    faults.push(...(await refusalOf(refused, error)));
    left = left.filter((part) => part !== refused);
    if (left.length === 0) break;
    try {
      await desk.database.write(entryOf(scene.state), ...left.flatMap((part) => part.statements), undo);
      break;
    } catch (next) {
      error = next;
    }
  }
  return faults.sort((a, b) => Number(a.index) - Number(b.index));
}

/** Which part a statement of their trip belongs to. */
export function partAt<T extends { statements: Statement[] }>(parts: readonly T[], statement: number | null): T | null {
  let end = 0;
  for (const part of parts) {
    end += part.statements.length;
    if (statement !== null && statement < end) return part;
  }
  return null;
}

async function refusalOf({ index, one }: { index: number; one: Prepared }, error: unknown): Promise<Fault[]> {
  const detail = (error as { detail?: string }).detail ?? '';
  try {
    if (detail.includes('"gone"')) await one.done(undefined);
    else await one.refused(error);
  } catch (refusal) {
    return faultsAt(index, refusal);
  }
  throw error;
}

/** @throws what is no refusal */
function faultsAt(index: number, error: unknown): Fault[] {
  if (!(error instanceof Problem)) throw error;
  const faults = error.extra.faults ?? [];
  if (faults.length > 0) return faults.map((fault) => ({ ...fault, index }));
  return [{ code: error.code, path: '', value: null, message: error.title, index }];
}

function uncheckedFrom(index: number): Fault {
  const message = `第 ${index + 1} 个操作起还没有检查，请先改正列出的这些`;
  return { code: 'E_FAULTS_MORE', path: '', value: null, message, index };
}

const refusedBatch = (faults: Fault[]): Problem =>
  new Problem(422, 'E_BATCH_REFUSED', `有 ${faults.length} 处需要修改，全部没有保存`, { faults });

function shown({ id, body, version }: Written): BatchResult['results'][number] {
  return { id, version: Number(version), record: JSON.parse(body) as unknown };
}

function keyStatement(scene: Scene, prepared: readonly { id: string }[], key: string, bodyHash: string): Statement {
  return {
    text: `insert into platform.idempotency (tenant_id, account, key, body_hash, record, records)
           values ($1::int4, $2::uuid, $3::text, $4::text, $5::uuid, $6::uuid[])`,
    values: [scene.state.id, scene.actor.user, key, bodyHash, prepared[0]!.id, prepared.map(({ id }) => id)],
  };
}

/** The records as they are now that the first batch of this key wrote. @throws Problem 409 for another body */
async function replay(
  desk: Desk,
  scene: Scene,
  access: Access,
  key: string,
  bodyHash: string,
): Promise<BatchResult | null> {
  const [row] = await desk.database.read(entryOf(scene.state), {
    text: 'select array_to_json(records)::text as records, body_hash from platform.idempotency where tenant_id = $1::int4 and account = $2::uuid and key = $3::text',
    values: [scene.state.id, scene.actor.user, key],
  });
  if (!row) return null;
  if (row.body_hash !== bodyHash)
    throw new Problem(409, 'E_IDEMPOTENCY_REUSED', '这次提交的编号已用于另一份内容，请刷新后重新填写');
  const ids = JSON.parse(row.records ?? '[]') as string[];
  const results = await Promise.all(
    ids.map(async (id) => {
      try {
        return shown({ ...(await fetchRecord(desk, scene, access, id, WHOLE, 'live')), id, replayed: true });
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        return { id, version: 0, record: null };
      }
    }),
  );
  return { results, replayed: true };
}

function parseOperations(body: unknown): Operation[] {
  const sent = (typeof body === 'object' && body !== null ? body : {}) as { operations?: unknown };
  if (!Array.isArray(sent.operations) || sent.operations.length === 0 || sent.operations.length > MOST_OPERATIONS)
    throw new Problem(400, 'E_BATCH_FORM', `请给出 1 到 ${MOST_OPERATIONS} 个操作（operations）`);
  const faults: Fault[] = [];
  const seen = new Set<string>();
  const operations = (sent.operations as unknown[]).flatMap((one, index): Operation[] => {
    const {
      op,
      id,
      version,
      body: fields,
    } = (typeof one === 'object' && one !== null ? one : {}) as Record<string, unknown>;
    const wrong = (path: string, value: unknown, message: string): Operation[] => {
      faults.push({ code: 'E_BATCH_OPERATION', path, value: value ?? null, message, index });
      return [];
    };
    if (op === 'create') return [{ op, body: fields }];
    if (op !== 'update' && op !== 'delete' && op !== 'restore')
      return wrong('op', op, '操作只能是 create、update、delete 或 restore');
    if (typeof id !== 'string') return wrong('id', id, '缺少记录编号');
    if (!/^\d{1,18}$/.test(String(version))) return wrong('version', version, '缺少记录的版本号');
    if (seen.has(id.toLowerCase())) return wrong('id', id, '同一条记录在一批里只能出现一次');
    seen.add(id.toLowerCase());
    const known = { id: id.toLowerCase(), version: String(version) };
    return [op === 'update' ? { op, ...known, body: fields } : { op, ...known }];
  });
  if (faults.length > 0) throw refusedBatch(faults);
  return operations;
}
