// Writes of entities that stand over rows of the platform: the source's own statements, then one that reads the row through
// the gate, judges it by the same scopes and checks as any record, and writes the audit. One transaction.
import { type Expr } from '@shijian/kernel';
import { isDatabaseError, type SqlValue, type Statement } from '../database/client.ts';
import { Problem } from '../exceptions/problem.ts';
import { isLoginTaken } from '../sources/account_source.ts';
import { RULES, ruleProblem } from '../sources/people_rules.ts';
import type { SourceWrite } from '../sources/source_writer.ts';
import { writerOf } from '../sources/source_writers.ts';
import type { Access } from './access.ts';
import type { Desk } from './desk.ts';
import { planSourced, sentArg } from './plan_write.ts';
import { fetchRecord, readStored, type StoredRecord } from './read_record.ts';
import { refusal } from './refusal.ts';
import { WHOLE, type Projection } from './project.ts';
import type { Stored } from './row_values.ts';
import type { Scene } from './scene.ts';
import { bindPlan } from './sql_builder.ts';
import { stale, type Prepared, type Update, type Written } from './written.ts';

interface NewSourced {
  image: Stored;
  id: string;
  idempotencyKey: string | null;
  bodyHash: string;
  projection: Projection;
}

/** @param replay the record that an earlier request with this key made */
export async function prepareNewSourced(
  desk: Desk,
  scene: Scene,
  access: Access,
  { image, id, idempotencyKey, bodyHash, projection }: NewSourced,
  replay: () => Promise<Written | null>,
): Promise<Prepared> {
  const write: SourceWrite = {
    ...{ desk, scene, entity: access.entity, id, image, old: null, version: null },
    changed: Object.keys(image),
  };
  const statements = await (writerOf(access.entity).create ?? refuseHere(access))(write);
  const args = { idempotency_key: idempotencyKey, body_hash: bodyHash };
  const scopes = access.create ? [access.create] : [];
  const prepared = prepare(write, access, statements, { action: 'create', scopes, projection }, args);
  return {
    ...prepared,
    async refused(error) {
      return (isDatabaseError(error) ? await replay() : null) ?? prepared.refused(error);
    },
  };
}

export async function prepareChangedSourced(
  desk: Desk,
  scene: Scene,
  access: Access,
  update: Update,
): Promise<Prepared> {
  const { id, old, changed, unread, scope, projection } = update;
  const { image } = update.checked;
  const write: SourceWrite = {
    ...{ desk, scene, entity: access.entity, id, image, changed },
    old: old.image,
    version: old.version,
  };
  const statements = await (writerOf(access.entity).update ?? refuseHere(access))(write);
  const args = { sent: sentArg(access, [...unread.keys()]) };
  return prepare(write, access, statements, { action: 'update', scopes: [scope, access.read], projection }, args);
}

export async function prepareRemovedSourced(
  desk: Desk,
  scene: Scene,
  access: Access,
  { id, version, scope }: { id: string; version: string; scope: Expr },
): Promise<Prepared> {
  const old = await readStored(desk, scene, access, id, 'live');
  if (old.version !== version) throw stale(await fetchRecord(desk, scene, access, id, WHOLE, 'live'));
  const write: SourceWrite = {
    ...{ desk, scene, entity: access.entity, id, version, changed: [] },
    image: old.image,
    old: old.image,
  };
  const statements = await (writerOf(access.entity).remove ?? refuseHere(access))(write);
  return prepare(write, access, statements, { action: 'delete', scopes: [scope, access.read], projection: WHOLE });
}

export async function prepareRestoredSourced(
  desk: Desk,
  scene: Scene,
  access: Access,
  { id, old, scope }: { id: string; old: StoredRecord; scope: Expr },
): Promise<Prepared> {
  const write: SourceWrite = {
    ...{ desk, scene, entity: access.entity, id, changed: [] },
    image: old.image,
    old: old.image,
    version: old.version,
  };
  const statements = await (writerOf(access.entity).restore ?? refuseHere(access))(write);
  return prepare(write, access, statements, { action: 'restore', scopes: [scope, access.read], projection: WHOLE });
}

function prepare(
  write: SourceWrite,
  access: Access,
  statements: readonly Statement[],
  judged: { action: 'create' | 'update' | 'delete' | 'restore'; scopes: Expr[]; projection: Projection },
  more: Record<string, SqlValue> = {},
): Prepared {
  const { desk, scene, entity, id, changed, image, old } = write;
  const { action, projection } = judged;
  const shape = `sourced ${action} ${entity.name} ${changed.join(',')} ${JSON.stringify(projection)}`;
  const plan = desk.plan(scene, shape, (builder) => planSourced(builder, access, { ...judged, written: changed }));
  const last = bindPlan(plan, scene, {
    id,
    before: old && JSON.stringify(beforeOf(write, old)),
    idempotency_key: null,
    body_hash: '',
    ...more,
  });
  return {
    id,
    statements: [...statements, last],
    at: statements.length,
    async done(row) {
      if (!row) throw new Error(`the source of ${entity.name} wrote no row`);
      return { id, body: action === 'delete' ? 'null' : row.body!, version: row.version!, replayed: false };
    },
    async refused(error) {
      throw isLoginTaken(error) ? taken(image) : await refusal(desk, scene, access, error, image);
    },
  };
}

/**
 * What the columns that change held: as with any record, the written image says the rest. A value that is read here and one that
 * the database writes there need not look alike.
 */
function beforeOf({ scene, entity, changed, version }: SourceWrite, old: Stored): Stored {
  const columns = scene.state.columns.get(entity.name)!;
  const held = changed.flatMap((name) => {
    const column = columns.get(name);
    return column ? [[column.name, old[name] ?? null] as const] : [];
  });
  return { version: Number(version), ...Object.fromEntries(held) };
}

function taken(image: Stored): Problem {
  const { message } = RULES.E_LOGIN_TAKEN!;
  const problem = ruleProblem('E_LOGIN_TAKEN');
  const faults = [{ code: 'E_LOGIN_TAKEN', path: 'login', value: image.login ?? null, message }];
  return new Problem(problem.status, problem.code, problem.title, { faults });
}

function refuseHere(access: Access): never {
  throw notHere(access);
}

function notHere(access: Access): Problem {
  return new Problem(405, 'E_SOURCE_WRITE', `${access.entity.label}不能在这里改`);
}
