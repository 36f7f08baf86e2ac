// Many lines in one statement: what each may not be is judged line by line on the image it would have, as planCreate() and
// planUpdate() judge one record; then rows, claims of unique keys and audit together, or nothing at all.
import { emitBoolean, fieldsRead, fieldType, readsOtherRows, type Expr } from '@shijian/kernel';
import { isAlways, type Access } from '../records/access.ts';
import { columnSql, type Column } from '../records/columns.ts';
import { isGapless, rankedSql } from '../records/draw_numbers.ts';
import { baseOf, literal, quote } from '../records/names.ts';
import type { OutboxEvent } from '../outbox/relay.ts';
import { checkMark, hasMasked, OLD, refMark, revOf, sentSql, userOf } from '../records/plan_write.ts';
import type { Plan, SqlBuilder } from '../records/sql_builder.ts';

/**
 * judge: only says what is wrong with which line · write: writes all, and is refused whole when a line is wrong after all ·
 * restore: write for undoing an import, which is no batch of it.
 */
export type Doing = 'judge' | 'write' | 'restore';

/** Statement over new lines. Rows: `n` of the line, `marks` as JSON. */
export function planCreateLines(builder: SqlBuilder, access: Access, doing: Doing): Plan {
  const columns = storedColumns(builder, access);
  const ranked = columns.filter(({ field }) => isGapless(field));
  const image = columns.map((column, i) => `${imageValue(builder, column, i, ranked)} as ${quote(column.name)}`);
  const found = ranked
    .filter(({ field }) => field.searchable)
    .map(({ field }) => ` || coalesce(E'\\n' || lower(${rankedSql(builder, field, `g.r_${field.uid}`)}), '')`)
    .join('');
  const given = `given as materialized (
    select $1::int4 as tenant_id, g.n, g.id, 1::int8 as version, ${revOf(builder)} as rev, now() as created_at, ${userOf(builder)} as created_by,
      now() as updated_at, ${userOf(builder)} as updated_by, null::timestamptz as deleted_at, g.quarantined,
      (g.search_text${found}) collate "C" as search_text, g.ext${image.map((sql) => `, ${sql}`).join('')}
    from ${unnest(builder, [
      ['n', 'int4'],
      ['id', 'uuid'],
      ['search_text', 'text'],
      ['ext', 'jsonb'],
      ['quarantined', 'bool'],
      ...columns.map((_, i): [string, string] => [`c${i}`, 'text']),
      ...ranked.map(({ field }): [string, string] => [`r_${field.uid}`, 'int8']),
    ])})`;
  const scopes = access.create ? [access.create] : [];
  const judged = judgedSql(
    builder,
    access,
    'given',
    scopes,
    [...builder.state.columns.get(access.entity.name)!.values()],
    null,
  );
  if (doing === 'judge')
    return builder.plan(
      `with ${given}, ${judged} select n::text as n, to_json(marks)::text as marks from judged where cardinality(marks) > 0`,
    );
  const names = [
    'tenant_id',
    'id',
    'rev',
    'created_by',
    'updated_by',
    'quarantined',
    'search_text',
    'ext',
    ...columns.map(({ name }) => quote(name)),
  ];
  return builder.plan(`with ${given}, ${judged}, ${clean()},
    new as (insert into ${baseOf(access.entity.name)} (${names.join(', ')}) select ${names.map((name) => `g.${name}`).join(', ')} from given g, clean where clean.ok returning *),
    ${claimed(builder, 'given')}, ${logged(builder, access, null)}, ${batched(builder)}, ${queued(access, 'created')}
    ${done(builder)}`);
}

/** Statement over lines that change existing records, each at the version that was looked at. Rows as planCreateLines() gives them. */
export function planUpdateLines(
  builder: SqlBuilder,
  access: Access,
  written: readonly string[],
  scope: Expr,
  doing: Doing,
): Plan {
  const all = builder.state.columns.get(access.entity.name)!;
  const sent = written.flatMap((name) => all.get(name) ?? []).filter((column) => column.place !== 'ext');
  const target = builder.target({ record: 't' }, 'rule');
  const scopes = [access.read, scope].filter((expr) => !isAlways(expr));
  const may = scopes.map((expr) => `(${emitBoolean(expr, target).isTrue}) is true`).join(' and ') || 'true';
  const given = `given as materialized (select g.* from ${unnest(builder, [
    ['n', 'int4'],
    ['id', 'uuid'],
    ['version', 'int8'],
    ['search_text', 'text'],
    ['ext', 'jsonb'],
    ['quarantined', 'bool'],
    ['cleared', 'text'],
    ['changed', 'text'],
    ['sent', 'jsonb'],
    ...sent.map((_, i): [string, string] => [`c${i}`, 'text']),
  ])})`;
  const old = `old as materialized (select t.*, (${may}) as may__ from ${baseOf(access.entity.name)} t join given g on g.id = t.id
    where t.tenant_id = $1::int4 and t.deleted_at is null and t.version = g.version${doing === 'judge' ? '' : ' order by t.id for no key update of t'})`;
  const replaced = new Map(sent.map((column, i) => [column.name, `g.c${i}::${slotType(column)}`]));
  const kept = [...all.values()]
    .filter(({ place }) => place !== 'ext')
    .map(({ name }) => `${replaced.get(name) ?? `o.${quote(name)}`} as ${quote(name)}`);
  const image = `image as materialized (
    select o.tenant_id, g.n, o.id, o.version + 1 as version, ${revOf(builder)} as rev, o.created_at, o.created_by, now() as updated_at, ${userOf(builder)} as updated_by,
      o.deleted_at, g.quarantined, g.search_text collate "C" as search_text, (o.ext || g.ext) - g.cleared::text[] as ext, o.may__, g.changed::text[] as changed__, g.sent as sent__${kept.map((sql) => `, ${sql}`).join('')}
    from given g join old o on o.id = g.id)`;
  const judged = judgedSql(
    builder,
    access,
    'image',
    [scope, access.read],
    written.flatMap((name) => all.get(name) ?? []),
    'changed__',
  );
  const gone = `gone as (select g.n, array['moved'] as marks from given g where not exists (select from old o where o.id = g.id))`;
  const every = `(select n, marks from judged union all select n, marks from gone)`;
  if (doing === 'judge')
    return builder.plan(
      `with ${given}, ${old}, ${image}, ${judged}, ${gone} select n::text as n, to_json(marks)::text as marks from ${every} e where cardinality(marks) > 0`,
    );
  const sets = sent.map(({ name }) => `${quote(name)} = i.${quote(name)}`);
  return builder.plan(`with ${given}, ${old}, ${image}, ${judged}, ${gone}, ${clean(every)},
    new as (update ${baseOf(access.entity.name)} t set ${[...sets, 'ext = i.ext', 'search_text = i.search_text', 'quarantined = i.quarantined', 'version = i.version', 'rev = i.rev', 'updated_at = now()', 'updated_by = i.updated_by'].join(', ')}
      from image i, clean where clean.ok and t.tenant_id = $1::int4 and t.id = i.id returning t.*),
    released as (delete from platform.claim c using unnest(${builder.arg('drop_record', 'uuid[]')}, ${builder.arg('drop_rule', 'text[]')}) as d(record, rule)
      where c.tenant_id = $1::int4 and c.record = d.record and c.rule = d.rule),
    ${claimed(builder, 'image')}, ${logged(builder, access, 'old', doing === 'restore' ? 'update' : 'import')}${doing === 'restore' ? '' : `, ${batched(builder)}`},
    ${queued(access, 'changed', 'i.changed__', ' join image i on i.id = n.id')}
    ${done(builder)}`);
}

/** Statement that puts rows made by an import into the recycle bin, all or none; `look` only says which nobody has changed since. Rows: `id`. */
export function planRemoveLines(builder: SqlBuilder, access: Access, doing: 'look' | 'remove'): Plan {
  const target = builder.target({ record: 't' }, 'rule');
  const may = isAlways(access.read) ? '' : ` and (${emitBoolean(access.read, target).isTrue})`;
  const given = `given as materialized (select g.* from ${unnest(builder, [
    ['id', 'uuid'],
    ['version', 'int8'],
  ])})`;
  const rows = `from ${baseOf(access.entity.name)} t join given g on g.id = t.id where t.tenant_id = $1::int4 and t.deleted_at is null and t.version = g.version${may}`;
  if (doing === 'look') return builder.plan(`with ${given} select t.id::text as id ${rows}`);
  return builder.plan(`with ${given}, old as materialized (select t.* ${rows} order by t.id for no key update of t),
    new as (update ${baseOf(access.entity.name)} t set deleted_at = now(), version = t.version + 1, rev = ${revOf(builder)}, updated_at = now(), updated_by = ${userOf(builder)}
      from old o where t.tenant_id = $1::int4 and t.id = o.id returning t.*),
    released as (delete from platform.claim c using new n where c.tenant_id = $1::int4 and c.record = n.id), ${logged(builder, access, 'old', 'delete')}, ${queued(access, 'deleted')}
    select platform.refuse(case when (select count(*) from new) <> (select count(*) from given) then array['again'] else '{}'::text[] end)`);
}

function storedColumns(builder: SqlBuilder, access: Access): Column[] {
  return [...builder.state.columns.get(access.entity.name)!.values()].filter(({ place }) => place !== 'ext');
}

/** `unnest` of one array a column under these names; arrays of arrays travel as text. */
function unnest(builder: SqlBuilder, columns: readonly (readonly [name: string, type: string])[]): string {
  const args = columns.map(([name, type]) => builder.arg(`l.${name}`, `${type}[]`));
  return `unnest(${args.join(', ')}) as g(${columns.map(([name]) => quote(name)).join(', ')})`;
}

function imageValue(builder: SqlBuilder, column: Column, index: number, ranked: readonly Column[]): string {
  const sent = `g.c${index}::${slotType(column)}`;
  return ranked.includes(column)
    ? `coalesce(${sent}, ${rankedSql(builder, column.field, `g.${quote(`r_${column.field.uid}`)}`)})`
    : sent;
}

function slotType(column: Column): string {
  return column.type === 'uuid' && column.place === 'slot' ? 'text' : column.type;
}

/** Marks of every line: out of scope, at refs that may not be chosen, against checks over other rows, on taken keys. */
function judgedSql(
  builder: SqlBuilder,
  access: Access,
  from: string,
  scopes: readonly Expr[],
  written: readonly Column[],
  changed: string | null,
): string {
  const image = { entity: access.entity.name, base: baseOf(access.entity.name), row: 'written' };
  const target = builder.target({ record: 'p', old: OLD }, 'rule', image);
  const marks = scopes
    .filter((scope) => !isAlways(scope))
    .map((scope) => `case when (${emitBoolean(scope, target).isTrue}) is not true then 'scope' end`);
  if (changed) marks.push(`case when not p.may__ then 'outside' end`);
  for (const column of written) {
    if (column.field.to.length === 0 || fieldType(column.field.type).column === null) continue;
    const mark = refMark(builder, column);
    // What is not written is not asked: the record it points at may be gone since.
    marks.push(
      changed
        ? `case when ${literal(column.field.name)} = any (p.${changed}) and ${columnSql(column, 'p')} is not null then ${mark} end`
        : mark,
    );
  }
  for (const check of access.entity.checks) {
    if (!readsOtherRows(check.rule)) continue;
    // A reason is wanted again only when what the rule reads of the record changes; a sheet has no place to give one.
    const read = fieldsRead(check.rule, access.entity.name);
    const asked =
      check.level === 'explain' && changed ? ` and p.${changed} && array[${read.map(literal).join(', ')}]::text[]` : '';
    marks.push(
      `case when (${emitBoolean(check.rule, target).isFalse})${asked} then ${checkMark(builder, check, target)} end`,
    );
  }
  const fixed = marks.length > 0 ? `array_remove(array[${marks.join(', ')}], null)` : `'{}'::text[]`;
  const old = !fixed.includes(`${OLD}.`)
    ? ''
    : changed
      ? ` left join old ${OLD} on ${OLD}.id = p.id`
      : ` left join (select * from ${baseOf(access.entity.name)} where false) ${OLD} on true`;
  return `taken as materialized (
      select h.n, array_agg(h.mark) as marks from (
        select k.n, 'key:' || k.rule as mark from ${keys(builder)} join platform.claim c on c.tenant_id = $1::int4 and c.rule = k.rule and c.key = k.key and c.record <> k.record
        union all
        select k.n, 'elsewhere:' || k.rule from ${keys(builder)} join platform.held_elsewhere(${builder.arg('k.rule', 'text[]')}, ${builder.arg('k.key', 'text[]')}) e
          on e.rule = k.rule and e.key = k.key where k.rule like '%@%'
      ) h group by h.n),
    written as (select (jsonb_populate_record(null::${baseOf(access.entity.name)}, to_jsonb(g))).* from ${from} g),
    judged as materialized (select p.n, ${fixed} || coalesce(t.marks, '{}') as marks from ${from} p left join taken t on t.n = p.n${old})`;
}

/** Keys that the lines will hold, beside their line and record. */
function keys(builder: SqlBuilder): string {
  const arg = (name: string, type: string): string => builder.arg(`k.${name}`, type);
  return `unnest(${arg('n', 'int4[]')}, ${arg('record', 'uuid[]')}, ${arg('rule', 'text[]')}, ${arg('key', 'text[]')}) as k(n, record, rule, key)`;
}

function clean(every = 'judged'): string {
  return `clean as materialized (select platform.refuse(case when exists (select from ${every} e where cardinality(marks) > 0) then array['again'] else '{}'::text[] end) as ok)`;
}

/** In one order, so that two imports that meet wait for each other instead of locking each other out. */
function claimed(builder: SqlBuilder, from: string): string {
  return `claims as (insert into platform.claim (tenant_id, rule, key, record)
    select $1::int4, k.rule, k.key, k.record from ${keys(builder)}, clean where clean.ok and k.n in (select n from ${from}) order by k.rule, k.key returning 1)`;
}

function logged(builder: SqlBuilder, access: Access, before: string | null, action = 'import'): string {
  const image = (alias: string, more = ''): string => `to_jsonb(${alias}) - '{tenant_id,search_text${more}}'::text[]`;
  const told = before === 'old' && action !== 'delete' && hasMasked(access);
  const from = before
    ? ` join ${before} b on b.id = n.id${told ? ' join (select id, sent__ from image) i on i.id = n.id' : ''}`
    : '';
  const name = builder.bind('actor.name', (scene) => scene.actor.name, 'text');
  const ip = builder.bind('actor.ip', (scene) => scene.actor.ip, 'text');
  return `logged as (
    insert into platform.audit (tenant_id, actor, actor_name, ip, action, entity, record, version, rev, before, after)
    select $1::int4, ${userOf(builder)}, ${name}, ${ip}, ${literal(action)}, ${literal(access.entity.name)}, n.id, n.version, n.rev,
      ${before ? image('b', ',may__') : 'null'}, ${image('n')}${told ? sentSql('i.sent__') : ''} from new n${from} returning seq)`;
}

/** What the relay hands on after the commit. */
function queued(access: Access, event: OutboxEvent['event'], fields = `'{}'::text[]`, join = ''): string {
  return `queued as (
    insert into platform.outbox (tenant_id, event, entity, record, version, rev, fields)
    select $1::int4, ${literal(event)}, ${literal(access.entity.name)}, n.id, n.version, n.rev, ${fields} from new n${join})`;
}

/** A key that another bureau took meanwhile is kept out of the claims without an error: then nothing of the trip may stay. */
function done(builder: SqlBuilder): string {
  return `select platform.refuse(case when (select count(*) from claims) <> (select count(*) from ${keys(builder)}) then array['again'] else '{}'::text[] end)`;
}

/** Where the audit rows of this trip stand: what undo goes by. */
function batched(builder: SqlBuilder): string {
  return `batch as (insert into platform.import_batch (tenant_id, import, first_line, last_line, first_seq, last_seq)
    select $1::int4, ${builder.arg('import', 'uuid')}, ${builder.arg('first_line', 'int4')}, ${builder.arg('last_line', 'int4')}, min(seq), max(seq)
    from logged having count(*) > 0)`;
}
