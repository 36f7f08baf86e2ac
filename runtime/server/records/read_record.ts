// One record or a page of them, as this actor sees them: parse → authorise → plan → run → present. JSON is built by the
// database and passed on as text.
import { emitBoolean } from '@shijian/kernel';
import { bodiesOf, recordsOf, type Records } from '../database/record_json.ts';
import { Problem } from '../exceptions/problem.ts';
import { entryOf } from '../revisions/tenants.ts';
import { accessOf, isAlways, type Access } from './access.ts';
import { writeCursor } from './cursor.ts';
import type { Desk } from './desk.ts';
import { gateOf } from './names.ts';
import { COUNT_CAP, listArgs, planCount, planList, SEARCH_CAP, type ListShape } from './plan_list.ts';
import { parseListRequest, parseReadRequest, type ListRequest } from './parse_list_request.ts';
import { planCountAcross, planGetAcross, planListAcross } from './plan_across.ts';
import { parseSearch } from './query_of.ts';
import { bodySql, projectStored, type Projection } from './project.ts';
import { entryFor, reachArgs, reachOf, type Reach } from './reach.ts';
import { rowsOf, type Stored } from './row_values.ts';
import type { Scene } from './scene.ts';
import { bindPlan, type Plan, type SqlBuilder } from './sql_builder.ts';

/** JSON ready to be sent: UTF-8 bytes as a string of Latin-1. */
export interface JsonText {
  latin1: string;
}

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

/**
 * Reads one record, to be sent as it is.
 * @param search query string of the request
 * @throws Problem 404 E_RECORD_NONE
 */
export async function readRecord(
  desk: Desk,
  scene: Scene,
  entityName: string,
  id: string,
  search: string,
): Promise<JsonText & { version: string }> {
  const { access, projection, plan } = desk.reading(scene, `get ${entityName} ${search}`, () => {
    const read = readable(scene, entityName);
    const wanted = parseReadRequest(scene, read, parseSearch(search));
    const alone = reachOf(scene, read) === null;
    return { access: read, projection: wanted, plan: alone ? getPlan(desk, scene, read, wanted, 'live') : null };
  });
  if (!plan) {
    const { body, version } = await fetchRecord(desk, scene, access, checkedId(id), projection, 'live');
    return { latin1: recordsOf([body]).latin1, version };
  }
  const [answer] = await desk.database.answers(entryOf(scene.state), [bindPlan(plan, scene, { id: checkedId(id) })]);
  const [row] = answer!.rows;
  if (!row) throw noRecord();
  return { latin1: answer!.records!.latin1, version: row.version! };
}

/**
 * The record by id.
 * @param where `bin`: from the recycle bin, `any`: from there too, if it is his to look at there
 * @throws Problem 404 E_RECORD_NONE
 */
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
  const statement = bindPlan(getPlan(desk, scene, access, projection, where), scene, { id });
  const [row] = await desk.database.read(entryOf(scene.state), statement);
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

function getPlan(
  desk: Desk,
  scene: Scene,
  access: Access,
  projection: Projection,
  where: 'live' | 'bin' | 'any',
): Plan {
  return desk.plan(scene, `get ${access.entity.name} ${where} ${JSON.stringify(projection)}`, (builder) => {
    const body = bodySql(builder, access, 't', projection);
    return builder.plan(
      `select ${body.columns}, t.version::text as version
       from ${gateOf(access.entity.name)} t${builder.joins(body.columns)} where ${oneRow(builder, access, where)}`,
      body.shape,
    );
  });
}

export interface StoredRecord {
  /** Values by field name, sealed ones opened. Never leaves the server. */
  image: Stored;
  version: string;
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
    const stored = projectStored(builder, access.entity, 't');
    return builder.plan(
      `select t.version::text as version, (select row_to_json(s) from (select ${stored}) s)::text as stored
       from ${gateOf(access.entity.name)} t${builder.joins(stored)} where ${oneRow(builder, access, where)}`,
    );
  });
  const [row] = await desk.database.read(entryOf(scene.state), bindPlan(plan, scene, { id }));
  if (!row) throw noRecord();
  return {
    image: rowsOf(scene.state, access.entity, JSON.parse(row.stored!) as Stored, desk.seal),
    version: row.version!,
  };
}

function oneRow(builder: SqlBuilder, access: Access, where: 'live' | 'bin' | 'any'): string {
  const conditions = [`t.id = ${builder.arg('id', 'uuid')}`];
  if (access.entity.kept === 'tenant') conditions.unshift(`t.tenant_id = ${builder.tenantId}`);
  if (where === 'live' || (where === 'any' && !access.restore)) conditions.push('t.deleted_at is null');
  else {
    // What is in the recycle bin is for whom may take that very row out of it.
    const seen = access.restore ? emitBoolean(access.restore, builder.target({ record: 't' }, 'rule')).isTrue : 'false';
    const inBin = `t.deleted_at is not null and (${seen})`;
    conditions.push(where === 'bin' ? inBin : `(t.deleted_at is null or ${inBin})`);
  }
  const scope = builder.scope(access.entity.name, 't');
  if (!isAlways(access.read)) conditions.push(scope);
  return conditions.join(' and ');
}

/** A page as JSON: items, next, total. @param search query string of the request */
export async function listRecords(desk: Desk, scene: Scene, entityName: string, search: string): Promise<JsonText> {
  const request = desk.reading(scene, `list ${entityName} ${search}`, () =>
    parseListRequest(scene, readable(scene, entityName), parseSearch(search)),
  );
  const page = await readPage(desk, scene, request);
  // Nothing but ASCII is added, so the bytes stay what they are.
  return {
    latin1: `{"items":[${page.latin1}],"next":${JSON.stringify(page.next)},"total":${JSON.stringify(page.total)}}`,
  };
}

/** A page of records. */
export class Page {
  /** JSON of the records, a comma between two, as Records has it. */
  readonly latin1: string;
  readonly next: string | null;
  readonly total: { value: number; exact: boolean } | null;
  private readonly records: Records;

  constructor(records: Records, next: Page['next'], total: Page['total']) {
    this.records = records;
    this.latin1 = records.latin1;
    this.next = next;
    this.total = total;
  }

  /** JSON text of each record. */
  get items(): string[] {
    return bodiesOf(this.records);
  }
}

const NOTHING: Records = { latin1: '', ends: [] };

/** Runs a list request: rows and count in one trip. */
export async function readPage(desk: Desk, scene: Scene, request: ListRequest): Promise<Page> {
  const { limit, count, reach } = request;
  const { shape, key, plans } = withCommonWords(desk, request);
  const args = { ...listArgs(shape, limit + 1), ...(reach && reachArgs(reach)) };
  const statements = [];
  if (limit > 0)
    statements.push(
      bindPlan(
        (plans.list ??= desk.plan(scene, `list ${key}`, (builder) =>
          reach ? planListAcross(builder, shape, reach) : planList(builder, shape),
        )),
        scene,
        args,
      ),
    );
  if (count !== 'none') {
    const capped = count === 'capped';
    const plan = (plans.count ??= desk.plan(scene, `count ${count} ${key}`, (builder) =>
      reach ? planCountAcross(builder, shape, reach, capped) : planCount(builder, shape, capped),
    ));
    statements.push(bindPlan(plan, scene, args));
  }
  if (statements.length === 0) return new Page(NOTHING, null, null);
  const answers = await desk.database.answers(entryFor(scene, reach), statements);
  const page = limit > 0 ? answers[0]! : null;
  const records = page ? (page.records ?? recordsOf(page.rows.map((row) => row.body!))) : NOTHING;
  const last = records.ends.length > limit ? page?.row(limit - 1) : undefined;
  const next = last
    ? writeCursor(shape.sort, { id: last.id!, keys: shape.sort.map((_, i) => last[`k${i}`] ?? null) })
    : null;
  const counted = count === 'none' ? null : answers.at(-1)!.rows[0]!;
  return new Page(
    firstOf(records, limit),
    next,
    counted === null ? null : totalOf(Number(counted.n), counted.more === 'true', shape, count),
  );
}

/** A search for what a good part of the rows hold goes another way, in statements of its own. */
function withCommonWords(desk: Desk, { shape, key, plans }: ListRequest): Pick<ListRequest, 'shape' | 'key' | 'plans'> {
  if (shape.words.length === 0) return { shape, key, plans };
  const common = shape.words.map((word) => desk.commonGrams.has(shape.access.entity.name, word));
  if (!common.includes(true)) return { shape, key, plans };
  return { shape: { ...shape, common }, key: `${key} ${common.map(Number).join('')}`, plans: {} };
}

/** The record more than asked for only tells that there is a next page. */
function firstOf({ latin1, ends }: Records, limit: number): Records {
  return ends.length <= limit
    ? { latin1, ends }
    : { latin1: latin1.slice(0, ends[limit - 1]), ends: ends.slice(0, limit) };
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
