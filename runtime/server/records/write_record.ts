// Create, update, delete and restore one record: check what was sent, then one statement that is whole or not at all.
import { hash } from 'node:crypto';
import { isDatabaseError, type SqlValue } from '../database/client.ts';
import { Problem } from '../exceptions/problem.ts';
import { attachFiles, fillFiles } from '../files/attach.ts';
import { entryOf } from '../revisions/tenants.ts';
import type { Access } from './access.ts';
import type { Desk } from './desk.ts';
import { drawNumbers, gaplessArgs, gaplessDraws } from './draw_numbers.ts';
import { envOf } from './evaluation.ts';
import { checkedId, fetchRecord, noRecord, readable, readStored } from './read_record.ts';
import { asObject, changedFields, check, mayUpdate, settleMasked } from './check_write.ts';
import { checkLocks, levelArgs, takeReasons, withNotices, type Checked } from './check_levels.ts';
import { refusal } from './refusal.ts';
import { takeRows } from './row_sources.ts';
import { claimsOf, rowArgs, rowView, settleStored } from './row_values.ts';
import { claimsIn, planCreate, planDelete, planRestore, planUpdate, sentArg } from './plan_write.ts';
import { WHOLE, type Projection } from './project.ts';
import { parseReadRequest } from './parse_list_request.ts';
import { parseSearch } from './query_of.ts';
import type { Scene } from './scene.ts';
import { bindPlan } from './sql_builder.ts';
import { uuidV7 } from './uuid_v7.ts';
import { stale, type Prepared, type Update, type Written } from './written.ts';
import {
  prepareChangedSourced,
  prepareNewSourced,
  prepareRemovedSourced,
  prepareRestoredSourced,
} from './write_sourced.ts';

/** Writes one. */
async function run(desk: Desk, scene: Scene, prepared: Prepared): Promise<Written> {
  let results;
  try {
    results = await desk.database.write(entryOf(scene.state), ...prepared.statements);
  } catch (error) {
    return prepared.refused(error);
  }
  return prepared.done(results[prepared.at]![0]);
}

/**
 * @param search query string of the request: `include` and `fields` of what is answered, as of a record that is read
 * @throws Problem 403, 422 E_RECORD_INVALID, 409 E_KEY_TAKEN, 409 E_IDEMPOTENCY_REUSED
 */
export async function createRecord(
  desk: Desk,
  scene: Scene,
  entityName: string,
  body: unknown,
  idempotencyKey: string | null,
  search = '',
): Promise<Written> {
  return run(desk, scene, await prepareCreate(desk, scene, entityName, body, idempotencyKey, search));
}

/** @throws Problem 403, 422 */
export async function prepareCreate(
  desk: Desk,
  scene: Scene,
  entityName: string,
  body: unknown,
  idempotencyKey: string | null,
  search = '',
): Promise<Prepared> {
  const { access, projection } = answering(desk, scene, entityName, search);
  if (!access.create) throw new Problem(403, 'E_GRANT_CREATE', `您没有新建${access.entity.label}的权限`);
  const { sent, reasons } = takeReasons(asObject(body));
  const taken = await takeRows(desk, scene, access, sent, null);
  const checked = check(scene, access, taken.body, 'create', null, { reasons, faults: taken.faults });
  return prepareInsert(desk, scene, access, { checked, idempotencyKey, body, id: uuidV7(), projection });
}

/** The entity, and what a write answers of its record. */
function answering(
  desk: Desk,
  scene: Scene,
  entityName: string,
  search: string,
): { access: Access; projection: Projection } {
  return desk.reading(scene, `written ${entityName} ${search}`, () => {
    const access = readable(scene, entityName);
    return { access, projection: parseReadRequest(scene, access, parseSearch(search)) };
  });
}

/** Writes a checked new record. */
export async function insertRecord(
  desk: Desk,
  scene: Scene,
  access: Access,
  checked: Checked,
  idempotencyKey: string | null,
  body: unknown,
  id: string = uuidV7(),
): Promise<Written> {
  const insert = { checked, idempotencyKey, body, id, projection: WHOLE };
  return run(desk, scene, await prepareInsert(desk, scene, access, insert));
}

interface Insert {
  checked: Checked;
  idempotencyKey: string | null;
  /** As it was sent. */
  body: unknown;
  id: string;
  projection: Projection;
}

async function prepareInsert(desk: Desk, scene: Scene, access: Access, insert: Insert): Promise<Prepared> {
  const { checked, idempotencyKey, body, id, projection } = insert;
  const { entity } = access;
  const { image } = checked;
  await fillFiles(desk, scene, entity, id, image, null);
  await drawNumbers(desk, scene, entity, image);
  const bodyHash = idempotencyKey === null ? '' : hash('sha256', `${entity.name} ${JSON.stringify(body)}`, 'hex');
  if (entity.source !== null) {
    const writing = { image, id, idempotencyKey, bodyHash, projection };
    return prepareNewSourced(desk, scene, access, writing, () =>
      idempotencyKey ? replay(desk, scene, access, { idempotencyKey, bodyHash, projection }) : Promise.resolve(null),
    );
  }
  const claims = claimsOf(entity, image, envOf(scene, { record: rowView(image) }), desk.seal);
  const args: Record<string, SqlValue> = {
    ...rowArgs(scene.state, entity, image, null, desk.seal),
    ...gaplessArgs(scene, entity, image),
    ...levelArgs(checked),
    id,
    claim_rules: claims.map((claim) => claim.rule),
    claim_keys: claims.map((claim) => claim.key),
    idempotency_key: idempotencyKey,
    body_hash: bodyHash,
  };
  const shape = { projection, claims: claimsIn(claims), releases: false };
  const plan = desk.plan(scene, `create ${entity.name} ${JSON.stringify(shape)}`, (builder) =>
    planCreate(builder, access, shape),
  );
  const before = [...checkLocks(scene, entity, image, desk.seal), ...gaplessDraws(scene, entity, image)];
  return {
    id,
    statements: [...before, bindPlan(plan, scene, args), ...attachFiles(scene, entity, id, image, null)],
    at: before.length,
    done: async (row) => ({ id, body: withNotices(row!.body!, checked), version: row!.version!, replayed: false }),
    async refused(error) {
      // Whatever was refused may have been refused because the first request with this key was done.
      const first =
        idempotencyKey && isDatabaseError(error)
          ? await replay(desk, scene, access, { idempotencyKey, bodyHash, projection })
          : null;
      if (first) return first;
      throw await refusal(desk, scene, access, error, image);
    },
  };
}

/**
 * The record that the first request with this key made, as he may read it now; null when there was none.
 * @throws Problem 409 for another body, 410 E_RECORD_GONE where he may not read it any more
 */
async function replay(
  desk: Desk,
  scene: Scene,
  access: Access,
  asked: { idempotencyKey: string; bodyHash: string; projection: Projection },
): Promise<Written | null> {
  const [row] = await desk.database.read(entryOf(scene.state), {
    text: 'select record::text as record, body_hash from platform.idempotency where tenant_id = $1::int4 and account = $2::uuid and key = $3::text',
    values: [scene.state.id, scene.actor.user, asked.idempotencyKey],
  });
  if (!row) return null;
  if (row.body_hash !== asked.bodyHash) {
    throw new Problem(409, 'E_IDEMPOTENCY_REUSED', '这次提交的编号已用于另一份内容，请刷新后重新填写');
  }
  try {
    const record = await fetchRecord(desk, scene, access, row.record!, asked.projection, 'any');
    return { ...record, id: row.record!, replayed: true };
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 404) throw error;
    throw new Problem(410, 'E_RECORD_GONE', '这条记录当时已经保存，后来被删除或移出了您能看到的范围');
  }
}

/**
 * @param version row version that the editor saw
 * @param search query string of the request: `include` and `fields` of what is answered
 * @throws Problem 404, 403, 412 E_MATCH_STALE, 422, 409
 */
export async function updateRecord(
  desk: Desk,
  scene: Scene,
  entityName: string,
  id: string,
  version: string,
  body: unknown,
  search = '',
): Promise<Written> {
  const prepared = await prepareUpdate(desk, scene, entityName, id, version, body, search);
  return 'statements' in prepared ? run(desk, scene, prepared) : prepared;
}

/** The record as it is where nothing would change. @throws Problem 404, 403, 412 E_MATCH_STALE, 422 */
export async function prepareUpdate(
  desk: Desk,
  scene: Scene,
  entityName: string,
  id: string,
  version: string,
  body: unknown,
  search = '',
): Promise<Prepared | Written> {
  const { access, projection } = answering(desk, scene, entityName, search);
  const key = checkedId(id);
  const old = await readStored(desk, scene, access, key, 'live');
  mayUpdate(access, []);
  if (old.version !== version) throw stale(await fetchRecord(desk, scene, access, key, WHOLE, 'live'));
  const { sent, reasons } = takeReasons(asObject(body));
  const settled = settleMasked(access, sent, old.image);
  const { unread } = settled;
  mayUpdate(access, [...unread.keys()]);
  const taken = await takeRows(desk, scene, access, settled.body, old.image);
  const checked = check(scene, access, taken.body, 'update', old.image, { reasons, unread, faults: taken.faults });
  const image = { ...old.image, ...checked.image };
  settleStored(scene.state, access.entity, image);
  const changed = changedFields(scene.state, access, image, old.image, unread);
  const scope = mayUpdate(access, changed);
  if (changed.length === 0)
    return { ...(await fetchRecord(desk, scene, access, key, projection, 'live')), id: key, replayed: false };
  const update = { id: key, old, checked: { ...checked, image }, changed, unread, scope, projection };
  return prepareChange(desk, scene, access, update);
}

async function prepareChange(desk: Desk, scene: Scene, access: Access, update: Update): Promise<Prepared> {
  const { id, old, checked, changed, unread, scope, projection } = update;
  const { image } = checked;
  const { entity } = access;
  if (entity.source !== null) return prepareChangedSourced(desk, scene, access, update);
  await fillFiles(desk, scene, entity, id, image, changed);
  const before = claimsOf(entity, old.image, envOf(scene, { record: rowView(old.image) }), desk.seal);
  const after = claimsOf(entity, image, envOf(scene, { record: rowView(image) }), desk.seal);
  const kept = (list: typeof before, claim: (typeof before)[number]) =>
    list.some((other) => other.rule === claim.rule && other.key === claim.key);
  const fresh = after.filter((claim) => !kept(before, claim));
  const dropped = before.filter((claim) => !kept(after, claim));
  const args: Record<string, SqlValue> = {
    ...rowArgs(scene.state, entity, image, changed, desk.seal),
    ...levelArgs(checked),
    sent: sentArg(access, [...unread.keys()]),
    id,
    version: old.version,
    claim_rules: fresh.map((claim) => claim.rule),
    claim_keys: fresh.map((claim) => claim.key),
    dropped_rules: dropped.map((claim) => claim.rule),
  };
  const shape = { changed, projection, claims: claimsIn(fresh), releases: dropped.length > 0 };
  const plan = desk.plan(scene, `update ${entity.name} ${JSON.stringify(shape)}`, (builder) =>
    planUpdate(builder, access, { ...shape, scope }),
  );
  const locks = checkLocks(scene, entity, image, desk.seal);
  return {
    id,
    statements: [...locks, bindPlan(plan, scene, args), ...attachFiles(scene, entity, id, image, changed)],
    at: locks.length,
    async done(row) {
      if (!row) throw await whyNot(desk, scene, access, id, old.version, 'live');
      return { id, body: withNotices(row.body!, checked), version: row.version!, replayed: false };
    },
    async refused(error) {
      throw await refusal(desk, scene, access, error, image);
    },
  };
}

/** Puts a record into the recycle bin. @throws Problem 404, 403, 412 */
export async function removeRecord(
  desk: Desk,
  scene: Scene,
  entityName: string,
  id: string,
  version: string,
): Promise<void> {
  await run(desk, scene, await prepareRemove(desk, scene, entityName, id, version));
}

/** @throws Problem 404, 403 */
export async function prepareRemove(
  desk: Desk,
  scene: Scene,
  entityName: string,
  id: string,
  version: string,
): Promise<Prepared> {
  const access = readable(scene, entityName);
  const key = checkedId(id);
  const scope = access.delete;
  if (!scope) throw new Problem(403, 'E_GRANT_DELETE', `您没有删除${access.entity.label}的权限`);
  if (access.entity.source !== null) return prepareRemovedSourced(desk, scene, access, { id: key, version, scope });
  const plan = desk.plan(scene, `delete ${access.entity.name}`, (builder) => planDelete(builder, access, scope));
  return {
    id: key,
    statements: [bindPlan(plan, scene, { id: key, version })],
    at: 0,
    async done(row) {
      if (!row) throw await whyNot(desk, scene, access, key, version, 'live');
      return { id: key, body: 'null', version: row.version!, replayed: false };
    },
    async refused(error) {
      throw error;
    },
  };
}

/** Takes a record out of the recycle bin. @throws Problem 404, 403, 412, 409 E_KEY_TAKEN */
export async function restoreRecord(
  desk: Desk,
  scene: Scene,
  entityName: string,
  id: string,
  version: string,
): Promise<Written> {
  return run(desk, scene, await prepareRestore(desk, scene, entityName, id, version));
}

/** @throws Problem 404, 403, 412 */
export async function prepareRestore(
  desk: Desk,
  scene: Scene,
  entityName: string,
  id: string,
  version: string,
): Promise<Prepared> {
  const access = readable(scene, entityName);
  const key = checkedId(id);
  const scope = access.restore;
  if (!scope) throw new Problem(403, 'E_GRANT_RESTORE', `您没有恢复${access.entity.label}的权限`);
  const old = await readStored(desk, scene, access, key, 'bin');
  if (old.version !== version) throw stale(await fetchRecord(desk, scene, access, key, WHOLE, 'bin'));
  if (access.entity.source !== null) return prepareRestoredSourced(desk, scene, access, { id: key, old, scope });
  const claims = claimsOf(access.entity, old.image, envOf(scene, { record: rowView(old.image) }), desk.seal);
  const args = {
    ...levelArgs({ image: old.image, notices: [], quarantined: false, reasons: {} }),
    id: key,
    version,
    claim_rules: claims.map((c) => c.rule),
    claim_keys: claims.map((c) => c.key),
  };
  const shape = { projection: WHOLE, claims: claimsIn(claims), releases: false };
  const plan = desk.plan(scene, `restore ${access.entity.name} ${shape.claims}`, (builder) =>
    planRestore(builder, access, { ...shape, scope }),
  );
  return {
    id: key,
    statements: [bindPlan(plan, scene, args)],
    at: 0,
    async done(row) {
      if (!row) throw await whyNot(desk, scene, access, key, version, 'bin');
      return { id: key, body: row.body!, version: row.version!, replayed: false };
    },
    async refused(error) {
      throw await refusal(desk, scene, access, error, old.image);
    },
  };
}

/** Nothing was written: gone, moved on meanwhile, or not this actor's to write. */
async function whyNot(
  desk: Desk,
  scene: Scene,
  access: Access,
  id: string,
  version: string,
  where: 'live' | 'bin',
): Promise<Problem> {
  try {
    const now = await fetchRecord(desk, scene, access, id, WHOLE, where);
    if (now.version !== version) return stale(now);
    return new Problem(403, 'E_ROW_SCOPE', `这条${access.entity.label}不在您可以修改的范围内`);
  } catch (error) {
    return error instanceof Problem ? error : noRecord();
  }
}
