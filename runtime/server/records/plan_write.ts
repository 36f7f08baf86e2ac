// Create, update, delete and restore as one statement each: the row, its claims of unique keys, its audit row and its event together.
// What the actor may write is judged in the database, on the old image and on the written one; a fault undoes all of it.
import {
  emitBoolean,
  emitTemplate,
  fieldsRead,
  readsOtherRows,
  type CheckModel,
  type Expr,
  type SqlTarget,
} from '@shijian/kernel';
import type { RecordShape } from '../database/record_json.ts';
import { isAlways, isMasked, toldTo, type Access } from './access.ts';
import { columnSql, kindSql, type Column } from './columns.ts';
import { gaplessSql, isGapless } from './draw_numbers.ts';
import type { OutboxEvent } from '../outbox/relay.ts';
import { baseOf, gateOf, literal, quote } from './names.ts';
import { bodySql, type Projection } from './project.ts';
import type { Plan, SqlBuilder } from './sql_builder.ts';

/** What a write looks like beside the fields that it writes. */
export interface WriteShape {
  /** What is told of the written row. */
  projection: Projection;
  /** How many unique keys it takes, and whether it gives some up: what has none to name does not look for any. */
  claims: Claims;
  releases: boolean;
}

/** One key is named without a list being gone through, which most records have. */
export type Claims = 0 | 1 | 'several';

export function claimsIn(keys: readonly unknown[]): Claims {
  return keys.length === 0 ? 0 : keys.length === 1 ? 1 : 'several';
}

/** Statement that creates a record: `body`, `version` of the written row. */
export function planCreate(builder: SqlBuilder, access: Access, shape: WriteShape): Plan {
  const { entity } = access;
  const stored = columnsIn(builder, access, 'column', 'slot');
  const user = userOf(builder);
  const names = stored.map((column) => quote(column.name));
  const gapless = stored.filter(({ field }) => isGapless(field));
  const values = stored.map((column) =>
    gapless.includes(column)
      ? `coalesce(${fieldArg(builder, column)}, ${gaplessSql(builder, column.field)})`
      : fieldArg(builder, column),
  );
  // A number drawn in this very statement is searched like one that was known before.
  const found = gapless
    .filter(({ field }) => field.searchable)
    .map(({ field }) => ` || coalesce(E'\\n' || lower(${gaplessSql(builder, field)}), '')`)
    .join('');
  const allowed = refuse(
    builder,
    access,
    stored.map((c) => c.field.name),
    access.create ? [access.create] : [],
    shape.claims,
  );
  const shown = shownImage(builder, access, shape.projection, allowed, noOld(allowed, access));
  return builder.plan(
    `with new as (
    insert into ${baseOf(entity.name)} (tenant_id, id, rev, created_by, updated_by, quarantined, search_text, ext${names.map((n) => `, ${n}`).join('')})
    values ($1::int4, ${builder.arg('id', 'uuid')}, ${revOf(builder)}, ${user}, ${user}, ${builder.arg('quarantined', 'bool')}, ${builder.arg('search_text', 'text')}${found}, ${builder.arg('ext', 'jsonb')}${values.map((v) => `, ${v}`).join('')})
    returning *
  ), ${claims(builder, shape)}idem as (
    insert into platform.idempotency (tenant_id, account, key, body_hash, record)
    select $1::int4, ${user}, ${builder.arg('idempotency_key', 'text')}, ${builder.arg('body_hash', 'text')}, id
    from new where ${builder.arg('idempotency_key', 'text')} is not null
  ), ${audit(builder, access, 'create', null)}, ${outbox(access, 'created')}
  ${shown.select}`,
    shown.body,
  );
}

/** Statement that writes the changed fields of a record that is still at the version its editor saw. No row: it is not. */
export function planUpdate(
  builder: SqlBuilder,
  access: Access,
  { changed, scope, ...shape }: WriteShape & { changed: readonly string[]; scope: Expr },
): Plan {
  const sets = [
    ...columnSets(builder, access.entity.name, changed),
    `search_text = ${builder.arg('search_text', 'text')}`,
    `quarantined = ${builder.arg('quarantined', 'bool')}`,
  ];
  const allowed = refuse(builder, access, changed, [scope, access.read], shape.claims);
  const shown = shownImage(builder, access, shape.projection, allowed, withOld(allowed));
  return builder.plan(
    `with ${oldImage(builder, access)}, ${newImage(builder, access, scope, false, sets)},
    ${shape.releases ? `${unclaim(builder)}, ` : ''}${claims(builder, shape)}${audit(builder, access, 'update', changed)}, ${outbox(access, 'changed', changed)}
    ${shown.select}`,
    shown.body,
  );
}

/** Assignments of fields in an update of `t`; values as rowArgs() gives them. */
export function columnSets(builder: SqlBuilder, entity: string, changed: readonly string[]): string[] {
  const columns = builder.state.columns.get(entity)!;
  const written = changed.flatMap((name) => columns.get(name) ?? []);
  const sets = written
    .filter((column) => column.place !== 'ext')
    .map((column) => `${quote(column.name)} = ${fieldArg(builder, column)}`);
  if (written.some((column) => column.place === 'ext' || column.kinds)) {
    sets.push(`ext = (t.ext || ${builder.arg('ext', 'jsonb')}) - ${builder.arg('ext_cleared', 'text[]')}`);
  }
  return sets;
}

/** Statement that puts a record into the recycle bin; it gives up its unique keys. */
export function planDelete(builder: SqlBuilder, access: Access, scope: Expr): Plan {
  return builder.plan(`with ${oldImage(builder, access)}, ${newImage(builder, access, scope, false, ['deleted_at = now()'])},
    released as (delete from platform.claim c using new n where c.tenant_id = $1::int4 and c.record = n.id), ${audit(builder, access, 'delete', [])}, ${outbox(access, 'deleted')}
    select p.version::text as version from new p`);
}

/** Statement that takes a record out of the recycle bin and claims its keys again. */
export function planRestore(
  builder: SqlBuilder,
  access: Access,
  { scope, ...shape }: WriteShape & { scope: Expr },
): Plan {
  const allowed = refuse(builder, access, [], [access.read], shape.claims);
  const shown = shownImage(builder, access, shape.projection, allowed, withOld(allowed));
  return builder.plan(
    `with ${oldImage(builder, access)}, ${newImage(builder, access, scope, true, ['deleted_at = null'])},
    ${claims(builder, shape)}${audit(builder, access, 'restore', [])}, ${outbox(access, 'restored')}
    ${shown.select}`,
    shown.body,
  );
}

/** The row as it was, where a rule asks for it. */
export const OLD = 'old_row';

function withOld(allowed: string): string {
  return allowed.includes(`${OLD}.`) ? ` left join old ${OLD} on true` : '';
}

/** A new record was nothing before: every column of what it was is null. */
function noOld(allowed: string, access: Access): string {
  const nothing = `(select * from ${gateOf(access.entity.name)} where false)`;
  return allowed.includes(`${OLD}.`) ? ` left join ${nothing} ${OLD} on true` : '';
}

/**
 * Statement after a source's own, in their transaction: reads the written row through the gate, judges it, writes it down.
 * `before` is the old image by column; null of a new record.
 */
export function planSourced(
  builder: SqlBuilder,
  access: Access,
  how: { action: keyof typeof EVENTS; written: readonly string[]; scopes: readonly Expr[]; projection: Projection },
): Plan {
  const { entity } = access;
  const name = builder.bind('actor.name', (scene) => scene.actor.name, 'text');
  const ip = builder.bind('actor.ip', (scene) => scene.actor.ip, 'text');
  const allowed = refuse(builder, access, how.written, how.scopes, 0);
  const event = EVENTS[how.action];
  const sent = how.action === 'update' && hasMasked(access) ? sentSql(builder.arg('sent', 'jsonb')) : '';
  const shown = shownImage(builder, access, how.projection, allowed, noOld(allowed, access));
  const text = `with new as (select t.* from ${gateOf(entity.name)} t
      where t.tenant_id = $1::int4 and t.id = ${builder.arg('id', 'uuid')}),
    logged as (insert into platform.audit (tenant_id, actor, actor_name, ip, action, entity, record, version, rev, before, after)
      select $1::int4, ${userOf(builder)}, ${name}, ${ip}, ${literal(how.action)}, ${literal(entity.name)}, n.id, n.version,
        ${revOf(builder)}, ${builder.arg('before', 'jsonb')}, to_jsonb(n) - '{tenant_id,search_text}'::text[]${sent} from new n),
    idem as (insert into platform.idempotency (tenant_id, account, key, body_hash, record)
      select $1::int4, ${userOf(builder)}, ${builder.arg('idempotency_key', 'text')}, ${builder.arg('body_hash', 'text')}, id
      from new where ${builder.arg('idempotency_key', 'text')} is not null),
    ${outbox(access, event, how.written)}
    ${shown.select}`;
  return builder.plan(text, shown.body);
}

const EVENTS = { create: 'created', update: 'changed', delete: 'deleted', restore: 'restored' } as const;

/** The row as it is before the write. Where the write finds it at its version, this is the image that it replaced. */
function oldImage(builder: SqlBuilder, access: Access): string {
  return `old as (select t.* from ${baseOf(access.entity.name)} t where t.tenant_id = $1::int4 and t.id = ${builder.arg('id', 'uuid')})`;
}

function newImage(builder: SqlBuilder, access: Access, scope: Expr, deleted: boolean, sets: string[]): string {
  const scopes = [access.read, scope].filter((expr) => !isAlways(expr));
  const judged = scopes.map((expr) => ` and (${emitBoolean(expr, builder.target({ record: 't' }, 'rule')).isTrue})`);
  return `new as (update ${baseOf(access.entity.name)} t
    set ${sets.join(', ')}, version = t.version + 1, rev = ${revOf(builder)}, updated_at = now(), updated_by = ${userOf(builder)}
    where t.tenant_id = $1::int4 and t.id = ${builder.arg('id', 'uuid')} and t.deleted_at is ${deleted ? 'not null' : 'null'}
      and t.version = ${builder.arg('version', 'int8')}${[...new Set(judged)].join('')} returning t.*)`;
}

function claims(builder: SqlBuilder, shape: WriteShape): string {
  if (shape.claims === 0) return '';
  const [rules, keys] = [builder.arg('claim_rules', 'text[]'), builder.arg('claim_keys', 'text[]')];
  const taken =
    shape.claims === 1
      ? `select $1::int4, (${rules})[1], (${keys})[1], n.id from new n`
      : `select $1::int4, c.rule, c.key, n.id from new n, unnest(${rules}, ${keys}) as c(rule, key)`;
  return `claims as (
    insert into platform.claim (tenant_id, rule, key, record)
    ${taken}
    on conflict (tenant_id, rule, key) do nothing returning rule), `;
}

function unclaim(builder: SqlBuilder): string {
  return `released as (delete from platform.claim c using new n
    where c.tenant_id = $1::int4 and c.record = n.id and c.rule = any (${builder.arg('dropped_rules', 'text[]')}))`;
}

/** @param changed fields that an existing record changes; null of a new one */
function audit(builder: SqlBuilder, access: Access, action: string, changed: readonly string[] | null): string {
  // Reasons given for a check stand beside the written image.
  const reasons = access.entity.checks.some((check) => check.level === 'explain')
    ? ` || jsonb_strip_nulls(jsonb_build_object('_reasons', ${builder.arg('reasons', 'jsonb')}))`
    : '';
  const sent = action === 'update' && hasMasked(access) ? sentSql(builder.arg('sent', 'jsonb')) : '';
  const name = builder.bind('actor.name', (scene) => scene.actor.name, 'text');
  const ip = builder.bind('actor.ip', (scene) => scene.actor.ip, 'text');
  return `logged as (
    insert into platform.audit (tenant_id, actor, actor_name, ip, action, entity, record, version, rev, before, after)
    select $1::int4, ${userOf(builder)}, ${name}, ${ip}, '${action}', ${literal(access.entity.name)}, n.id, n.version, n.rev,
      ${changed ? beforeSql(builder, access, changed) : 'null'}, ${imageSql('n')}${reasons}${sent} from new n${changed ? ` left join old b on true` : ''})`;
}

/**
 * Beside the written image: fields that were sent over a value which their sender sees masked. The history tells them as changed, so
 * that it does not tell whether they were.
 */
export function sentSql(sent: string): string {
  return ` || jsonb_strip_nulls(jsonb_build_object('_sent', ${sent}))`;
}

/** True where something of the entity leaves masked. */
export function hasMasked({ entity }: Access): boolean {
  return entity.fields.some((field) => [field, ...field.fields].some(isMasked));
}

/** `_sent` by uid; null for none. */
export function sentArg(access: Access, names: readonly string[]): string | null {
  const uids = access.entity.fields.flatMap(({ name, uid }) => (names.includes(name) ? [uid] : []));
  return uids.length > 0 ? JSON.stringify(uids) : null;
}

/** Columns that every write of an existing record changes. */
const ALWAYS_CHANGED = ['version', 'rev', 'updated_at', 'updated_by', 'deleted_at', 'quarantined'];
/** A function takes a hundred arguments, two a column. */
const MOST_COLUMNS = 50;

/** What the columns that change held: the written image says the rest. The audit's readers put them together (imagesOf). */
function beforeSql(builder: SqlBuilder, access: Access, changed: readonly string[]): string {
  const columns = builder.state.columns.get(access.entity.name)!;
  const written = changed.flatMap((name) => columns.get(name) ?? []);
  const names = new Set(ALWAYS_CHANGED);
  for (const { place, name, kinds } of written) {
    if (place !== 'ext') names.add(name);
    if (place === 'ext' || kinds) names.add('ext');
  }
  if (names.size > MOST_COLUMNS) return imageSql('b');
  return `jsonb_build_object(${[...names].map((name) => `${literal(name)}, b.${quote(name)}`).join(', ')})`;
}

function imageSql(alias: string): string {
  return `to_jsonb(${alias}) - '{tenant_id,search_text}'::text[]`;
}

/** What the relay hands on after the commit: that it happened, and to which fields. */
function outbox(access: Access, event: OutboxEvent['event'], changed: readonly string[] = []): string {
  return `queued as (
    insert into platform.outbox (tenant_id, event, entity, record, version, rev, fields)
    select $1::int4, '${event}', ${literal(access.entity.name)}, n.id, n.version, n.rev, array[${changed.map(literal).join(', ')}]::text[] from new n)`;
}

/**
 * platform.refuse() over everything that the written image may not be: out of scope, at an unseen ref, against a check, on a taken key.
 * Nothing to refuse is null, for which the function is not even called.
 */
function refuse(
  builder: SqlBuilder,
  access: Access,
  written: readonly string[],
  scopes: readonly Expr[],
  claiming: Claims,
): string {
  const base = access.entity.source === null ? baseOf : gateOf;
  const image = { entity: access.entity.name, base: base(access.entity.name), row: 'new' };
  const target = builder.target({ record: 'p', old: OLD }, 'rule', image);
  const marks = scopes
    .filter((scope) => !isAlways(scope))
    .map((scope) => `case when (${emitBoolean(scope, target).isTrue}) is not true then 'scope' end`);
  const columns = builder.state.columns.get(access.entity.name)!;
  for (const name of written) {
    const column = columns.get(name);
    if (column && column.field.to.length > 0)
      marks.push(joinedMark(builder, access, column) ?? refMark(builder, column));
  }
  for (const check of access.entity.checks) {
    if (!readsOtherRows(check.rule)) continue;
    // A reason is wanted again only when what the rule reads of the record changes.
    const asked = fieldsRead(check.rule, access.entity.name).some((name) => written.includes(name));
    if (check.level === 'explain' && !asked) continue;
    const unless =
      check.level === 'explain'
        ? ` and not (${literal(check.name)} = any (${builder.arg('explained', 'text[]')}))`
        : '';
    marks.push(
      `case when (${emitBoolean(check.rule, target).isFalse})${unless} then ${checkMark(builder, check, target)} end`,
    );
  }
  const found = marks.length > 0 ? [`array_remove(array[${[...new Set(marks)].join(', ')}], null)`] : [];
  if (claiming === 1)
    found.push(
      `case when exists (select from claims) then '{}'::text[] else array['key:' || (${builder.arg('claim_rules', 'text[]')})[1]] end`,
    );
  if (claiming === 'several')
    found.push(
      `(select coalesce(array_agg('key:' || u.rule), '{}') from unnest(${builder.arg('claim_rules', 'text[]')}) as u(rule) where u.rule not in (select rule from claims))`,
    );
  return found.length > 0 ? `platform.refuse(nullif(${found.join(' || ')}, '{}'))` : 'true';
}

/** The check's mark, with its message where that tells of other rows; parts that the actor may not read are left out. */
export function checkMark(builder: SqlBuilder, check: CheckModel, target: SqlTarget): string {
  const mark = literal(`check:${check.name}`);
  const tellsOfOthers = check.message.some((part) => 'expr' in part && readsOtherRows(part.expr));
  if (!tellsOfOthers) return mark;
  return `${mark} || E'\\n' || ${emitTemplate(toldTo(builder.state, builder.roles, check.message), target)}`;
}

/** refMark() over the row that is joined behind the ref, so that it is looked up once for what is judged and what is told; null where none is. */
function joinedMark(builder: SqlBuilder, access: Access, column: Column): string | null {
  const { field } = column;
  const row = column.type === 'uuid' ? builder.join(access.entity.name, field.name, 'p') : null;
  if (row === null) return null;
  return `case when ${columnSql(column, 'p')} is not null and (${row}.id is not null and ${maySelect(builder, column, row)}) is not true then ${literal(`ref:${field.name}`)} end`;
}

/** Whether a row may be chosen for a ref of the image `p`. */
function maySelect(builder: SqlBuilder, { field }: Column, row: string): string {
  const candidate = field.choose
    ? ` and (${emitBoolean(field.choose, builder.target({ record: 'p', it: row }, 'rule')).isTrue})`
    : '';
  return `${row}.deleted_at is null${candidate}`;
}

/** SQL of 'ref:<field>' where the image `p` points at what the actor may not choose, else null. */
export function refMark(builder: SqlBuilder, column: Column): string {
  const value = columnSql(column, 'p');
  const mark = `then ${literal(`ref:${column.field.name}`)} end`;
  const there = (entity: string, id: string): string => {
    const row = builder.fresh();
    return `exists (select 1 from ${builder.relation(entity, 'actor')} ${row} where ${row}.id = ${id} and ${maySelect(builder, column, row)})`;
  };
  if (column.type === 'uuid[]') {
    const one = builder.fresh();
    return `case when exists (select 1 from unnest(${value}) as ${one}(id) where not ${there(column.field.to[0]!, `${one}.id`)}) ${mark}`;
  }
  const kind = column.kinds ? (entity: string) => `${kindSql(column, 'p')} = ${literal(entity)} and ` : () => '';
  const any = column.field.to.map((entity) => `(${kind(entity)}${there(entity, value)})`).join(' or ');
  return `case when ${value} is not null and (${any}) is not true ${mark}`;
}

/** The written row as the actor sees it, and where it comes from. */
function shownImage(
  builder: SqlBuilder,
  access: Access,
  projection: Projection,
  allowed: string,
  old: string,
): { select: string; body: RecordShape } {
  const body = bodySql(builder, access, 'p', projection);
  return {
    select: `select ${body.columns}, ${allowed} as allowed, p.version::text as version from new p${old}${builder.joins(`${body.columns} ${allowed}`)}`,
    body: body.shape,
  };
}

function columnsIn(builder: SqlBuilder, access: Access, ...places: Column['place'][]): Column[] {
  return [...builder.state.columns.get(access.entity.name)!.values()].filter((column) => places.includes(column.place));
}

function fieldArg(builder: SqlBuilder, column: Column): string {
  return builder.arg(
    `f.${column.field.name}`,
    column.type === 'uuid' && column.place === 'slot' ? 'text' : column.type,
  );
}

export function userOf(builder: SqlBuilder): string {
  return builder.bind('actor.user', (scene) => scene.actor.user, 'uuid');
}

export function revOf(builder: SqlBuilder): string {
  return builder.bind('rev', (scene) => scene.state.model_rev, 'int4');
}
