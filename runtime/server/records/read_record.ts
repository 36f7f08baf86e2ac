// One record or a page of them, as this actor sees them: parse → authorise → plan → run → present. JSON is built by the
// database and passed on as text.
import { Problem } from '../exceptions/problem.ts';
import { entryOf } from '../revisions/tenants.ts';
import { accessOf, isAlways, type Access } from './access.ts';
import { writeCursor } from './cursor.ts';
import type { Desk } from './desk.ts';
import { gateOf } from './names.ts';
import { COUNT_CAP, listArgs, planCount, planList, SEARCH_CAP, type ListShape } from './plan_list.ts';
import { parseListRequest, parseReadRequest, type ListRequest, type Query } from './parse_list_request.ts';
import { planCountAcross, planGetAcross, planListAcross } from './plan_across.ts';
import { bodySql, projectStored, WHOLE, type Projection } from './project.ts';
import { entryFor, reachArgs, reachOf, type Reach } from './reach.ts';
import { rowsOf, type Stored } from './row_values.ts';
import type { Scene } from './scene.ts';
import { bindPlan, type SqlBuilder } from './sql_builder.ts';

export interface ReadRecord {
  /** JSON text of the record. */
  body: string;
  version: string;
}

export interface FoundRecord extends ReadRecord {
  /** The bureau that it belongs to. */
  tenant: number;
}

/** The entity for this actor. @throws Problem 404 E_ENTITY_NONE, whether it is missing or not granted */
export function readable(scene: Scene, entityName: string): Access {
  const access = accessOf(scene.state, scene.actor.roles, entityName);
  if (!access) throw new Problem(404, 'E_ENTITY_NONE', '没有这类记录，或者您无权查看');
  return access;
}

export function noRecord(): Problem {
  return new Problem(404, 'E_RECORD_NONE', '您所在单位看不到这条');
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** @throws Problem 404 E_RECORD_NONE for what is no id at all, too */
export function checkedId(id: string): string {
  const lower = id.toLowerCase();
  if (!UUID.test(lower)) throw noRecord();
  return lower;
}

/** Reads one record. @throws Problem 404 E_RECORD_NONE */
export async function readRecord(
  desk: Desk,
  scene: Scene,
  entityName: string,
  id: string,
  query: Query,
): Promise<ReadRecord> {
  const access = readable(scene, entityName);
  const projection = parseReadRequest(scene, access, query);
  return fetchRecord(desk, scene, access, checkedId(id), projection, 'live');
}

/** The record by id, live or from the recycle bin. @throws Problem 404 E_RECORD_NONE */
export async function fetchRecord(
  desk: Desk,
  scene: Scene,
  access: Access,
  id: string,
  projection: Projection,
  where: 'live' | 'bin' | 'any',
): Promise<FoundRecord> {
  const reach = reachOf(scene, access);
  if (reach) return fetchAcross(desk, scene, access, reach, id, projection, where);
  const plan = desk.plan(scene, `get ${access.entity.name} ${where} ${JSON.stringify(projection)}`, (builder) => {
    const body = bodySql(builder, access, 't', projection);
    return builder.plan(
      `select ${body}, t.version::text as version
       from ${gateOf(access.entity.name)} t${builder.joins(body)} where ${oneRow(builder, access, where)}`,
    );
  });
  const [row] = await desk.database.read(entryOf(scene.state), bindPlan(plan, scene, { id }));
  if (!row) throw noRecord();
  return { body: row.body!, version: row.version!, tenant: scene.state.id };
}

async function fetchAcross(
  desk: Desk,
  scene: Scene,
  access: Access,
  reach: Reach,
  id: string,
  projection: Projection,
  where: 'live' | 'bin' | 'any',
): Promise<FoundRecord> {
  const shape = `get across ${access.entity.name} ${where} ${JSON.stringify(projection)} ${reach.key}`;
  const plan = desk.plan(scene, shape, (builder) =>
    planGetAcross(builder, access, reach, projection, (part, seen, own) => oneRow(part, seen, own ? where : 'live')),
  );
  const [row] = await desk.database.read(entryFor(scene, reach), bindPlan(plan, scene, { id, ...reachArgs(reach) }));
  if (!row) throw noRecord();
  return { body: row.body!, version: row.version!, tenant: Number(row.tenant) };
}

export interface StoredRecord {
  /** Values by field name, sealed ones opened. Never leaves the server. */
  image: Stored;
  version: string;
  /** JSON text as the actor sees it. */
  body: string;
}

/** A record as it is stored, for the server's own checks, if the actor may read it. @throws Problem 404 E_RECORD_NONE */
export async function readStored(
  desk: Desk,
  scene: Scene,
  access: Access,
  id: string,
  where: 'live' | 'bin',
): Promise<StoredRecord> {
  const plan = desk.plan(scene, `stored ${access.entity.name} ${where}`, (builder) => {
    const body = bodySql(builder, access, 't', WHOLE);
    return builder.plan(
      `select (select row_to_json(s) from (select ${projectStored(builder, access.entity, 't')}) s)::text as stored,
         ${body}, t.version::text as version
       from ${gateOf(access.entity.name)} t${builder.joins(body)} where ${oneRow(builder, access, where)}`,
    );
  });
  const [row] = await desk.database.read(entryOf(scene.state), bindPlan(plan, scene, { id }));
  if (!row) throw noRecord();
  return {
    image: rowsOf(scene.state, access.entity, JSON.parse(row.stored!) as Stored, desk.seal),
    version: row.version!,
    body: row.body!,
  };
}

function oneRow(builder: SqlBuilder, access: Access, where: 'live' | 'bin' | 'any'): string {
  const conditions = [`t.id = ${builder.arg('id', 'uuid')}`];
  if (access.entity.kept === 'tenant') conditions.unshift(`t.tenant_id = ${builder.tenantId}`);
  if (where !== 'any') conditions.push(`t.deleted_at is ${where === 'bin' ? 'not null' : 'null'}`);
  const scope = builder.scope(access.entity.name, 't');
  if (!isAlways(access.read)) conditions.push(scope);
  return conditions.join(' and ');
}

/** A page as JSON text: items, next, total. */
export async function listRecords(desk: Desk, scene: Scene, entityName: string, query: Query): Promise<string> {
  const access = readable(scene, entityName);
  const page = await readPage(desk, scene, parseListRequest(scene, access, query));
  return `{"items":[${page.items.join(',')}],"next":${JSON.stringify(page.next)},"total":${JSON.stringify(page.total)}}`;
}

export interface Page {
  /** JSON text of each record. */
  items: string[];
  next: string | null;
  total: { value: number; exact: boolean } | null;
}

/** Runs a list request: rows and count in one trip. */
export async function readPage(desk: Desk, scene: Scene, request: ListRequest): Promise<Page> {
  const { shape, limit, count, reach, key } = request;
  const args = { ...listArgs(shape, limit + 1), ...(reach && reachArgs(reach)) };
  const statements = [];
  if (limit > 0)
    statements.push(
      bindPlan(
        desk.plan(scene, `list ${key}`, (builder) =>
          reach ? planListAcross(builder, shape, reach) : planList(builder, shape),
        ),
        scene,
        args,
      ),
    );
  if (count !== 'none') {
    const capped = count === 'capped';
    statements.push(
      bindPlan(
        desk.plan(scene, `count ${count} ${key}`, (builder) =>
          reach ? planCountAcross(builder, shape, reach, capped) : planCount(builder, shape, capped),
        ),
        scene,
        args,
      ),
    );
  }
  if (statements.length === 0) return { items: [], next: null, total: null };
  const results = await desk.database.readAll(entryFor(scene, reach), statements);
  const rows = limit > 0 ? results[0]! : [];
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next =
    rows.length > limit && last
      ? writeCursor(shape.sort, { id: last.id!, keys: shape.sort.map((_, i) => last[`k${i}`] ?? null) })
      : null;
  const counted = count === 'none' ? null : results.at(-1)![0]!;
  return {
    items: shown.map((row) => row.body!),
    next,
    total: counted === null ? null : totalOf(Number(counted.n), counted.more === 'true', shape, count),
  };
}

function totalOf(
  counted: number,
  more: boolean,
  shape: ListShape,
  count: 'capped' | 'exact' | 'none',
): { value: number; exact: boolean } {
  if (shape.words.length > 0) return { value: counted, exact: !more && counted < SEARCH_CAP };
  if (count === 'capped' && counted > COUNT_CAP) return { value: COUNT_CAP - 1, exact: false };
  return { value: counted, exact: true };
}
