// Seeing somebody off in one act: his open records go to a successor, his posts end, his account is stopped. What the actor may
// not change stays where it is and is said to be there; nothing is done by halves.
import type { HttpContext } from '@adonisjs/core/http';
import { emitBoolean, type Expr, type FieldModel } from '@shijian/kernel';
import type { Statement } from '../database/client.ts';
import { Problem, type Fault } from '../exceptions/problem.ts';
import { personEntity } from '../identity/org_place.ts';
import { accessOf, isAlways, updateScope, type Access } from '../records/access.ts';
import { columnSql, type Column } from '../records/columns.ts';
import type { Desk } from '../records/desk.ts';
import { inTenant } from '../records/in_tenant.ts';
import { baseOf, gateOf, literal, quote } from '../records/names.ts';
import { checkedId, readStored } from '../records/read_record.ts';
import { refusal } from '../records/refusal.ts';
import { bindPlan, type Plan, type SqlBuilder } from '../records/sql_builder.ts';
import type { Scene } from '../records/scene.ts';
import { entryOf } from '../revisions/tenants.ts';
import { keepOneAdmin, refuseSelf } from '../sources/people_rules.ts';
import { endLogins } from '../sources/session_source.ts';
import { oneAtATime } from '../sources/source_writer.ts';
import { sourced } from './source_access.ts';

/** A ref by which records are somebody's. */
interface Holding {
  access: Access;
  field: FieldModel;
  column: Column;
  /** What the actor may change of it; null for nothing. */
  scope: Expr | null;
}

export interface HandOverPreview {
  /** The person that the account belongs to; without one there is nothing to hand over. */
  person: { id: string; entity: string } | null;
  items: { entity: string; label: string; field: string; field_label: string; count: number }[];
  /** True when records that the actor may not change, or not see, name him too. */
  others: boolean;
  /** Posts that will end. */
  posts: number;
}

/** `GET /api/records/:entity/:id/hand-over`. */
export async function previewHandOver(ctx: HttpContext): Promise<HandOverPreview> {
  return inTenant(ctx, async (desk, scene) => {
    const { id, image } = await leaver(desk, scene, ctx);
    const person = typeof image.person === 'string' ? image.person : null;
    const kind = personEntity(scene.state)?.name ?? null;
    const items: HandOverPreview['items'] = [];
    let others = false;
    if (person && kind) {
      for (const holding of holdings(scene, kind)) {
        const { mine, all } = await count(desk, scene, holding, person);
        if (all > mine) others = true;
        const { entity } = holding.access;
        if (mine > 0)
          items.push({
            ...{ entity: entity.name, label: entity.label, count: mine },
            ...{ field: holding.field.name, field_label: holding.field.label },
          });
      }
      others ||= await isHeldUnseen(desk, scene, kind, person);
    }
    const [row] = await desk.database.read(
      entryOf(scene.state),
      {
        text: `select count(*)::text as n from platform.assignment where tenant_id = $1::int4 and account = $2::uuid
                 and deleted_at is null and (ends_on is null or ends_on >= $3::date)`,
        values: [scene.state.id, id, scene.today],
      },
      false,
    );
    return { person: person && kind ? { id: person, entity: kind } : null, items, others, posts: Number(row!.n) };
  });
}

/** `POST /api/records/:entity/:id/hand-over` `{to}`: the successor's person record; null leaves the records with him. */
export async function handOver(ctx: HttpContext): Promise<{ moved: number }> {
  const { to } = (ctx.request.body() ?? {}) as { to?: unknown };
  return inTenant(ctx, async (desk, scene) => {
    const { access, id, image, version } = await leaver(desk, scene, ctx);
    if (image.state === 'left') throw new Problem(409, 'E_ACCOUNT_LEFT', '这个账号已经离岗，请刷新页面');
    const person = typeof image.person === 'string' ? image.person : null;
    const kind = personEntity(scene.state)?.name ?? null;
    const successor = to === null || to === undefined ? null : await successorOf(desk, scene, kind, to, person);
    const moves = successor && person && kind ? holdings(scene, kind).filter(({ scope }) => scope !== null) : [];
    const plans = moves.map((holding) => moveStatement(desk, scene, holding, person!, successor!));
    const results = await desk.database
      .write(
        entryOf(scene.state),
        oneAtATime(scene.state.id),
        ...plans,
        ...stopStatements(scene, access, id, version, String(image.state), successor),
        keepOneAdmin(scene),
      )
      .catch(async (error: unknown) => {
        throw await refusal(desk, scene, access, error, image);
      });
    const moved = results.slice(1, 1 + plans.length).reduce((sum, rows) => sum + Number(rows[0]!.n), 0);
    return { moved };
  });
}

async function leaver(desk: Desk, scene: Scene, ctx: HttpContext) {
  const access = sourced(scene, ctx, 'account');
  if (!updateScope(access, ['state']))
    throw new Problem(403, 'E_GRANT_UPDATE', `您没有修改${access.entity.label}的权限`);
  const id = checkedId(String(ctx.params.id));
  refuseSelf(scene, id);
  const { image, version } = await readStored(desk, scene, access, id, 'live');
  return { access, id, image, version };
}

/** Refs to people in the entities that the actor reads, with what he may change of them. */
function holdings(scene: Scene, person: string): Holding[] {
  return refsTo(scene, person).flatMap(({ entity, field, column }) => {
    const access = accessOf(scene.state, scene.actor.roles, entity);
    if (!access?.fields.includes(field)) return [];
    return [{ access, field, column, scope: updateScope(access, [field.name]) }];
  });
}

function refsTo(scene: Scene, person: string): { entity: string; field: FieldModel; column: Column }[] {
  return Object.values(scene.state.model.entities)
    .filter(({ source, kept }) => source === null && kept === 'tenant')
    .flatMap((entity) =>
      entity.fields.flatMap((field) => {
        const column = scene.state.columns.get(entity.name)?.get(field.name);
        return column && field.to.includes(person) ? [{ entity: entity.name, field, column }] : [];
      }),
    );
}

function holds(builder: SqlBuilder, column: Column, alias: string): string {
  const value = columnSql(column, alias);
  const person = builder.arg('person', 'uuid');
  return column.type === 'uuid[]' ? `${person} = any (${value})` : `${value} = ${person}`;
}

function inside(builder: SqlBuilder, scopes: readonly (Expr | null)[], alias: string): string {
  return scopes
    .map((scope) =>
      scope === null
        ? 'false'
        : isAlways(scope)
          ? 'true'
          : emitBoolean(scope, builder.target({ record: alias }, 'rule')).isTrue,
    )
    .map((condition) => `(${condition})`)
    .join(' and ');
}

async function count(
  desk: Desk,
  scene: Scene,
  holding: Holding,
  person: string,
): Promise<{ mine: number; all: number }> {
  const { access, column, scope } = holding;
  const plan = desk.plan(scene, `hand over count ${access.entity.name} ${holding.field.name}`, (builder) =>
    builder.plan(
      `select count(*) filter (where ${inside(builder, [access.read, scope], 't')})::text as mine, count(*)::text as everything
       from ${gateOf(access.entity.name)} t where t.tenant_id = $1::int4 and t.deleted_at is null and ${holds(builder, column, 't')}`,
    ),
  );
  const [row] = await desk.database.read(entryOf(scene.state), bindPlan(plan, scene, { person }), false);
  return { mine: Number(row!.mine), all: Number(row!.everything) };
}

/** Whether entities that the actor does not read at all name the person. */
async function isHeldUnseen(desk: Desk, scene: Scene, kind: string, person: string): Promise<boolean> {
  const seen = new Set(holdings(scene, kind).map(({ field }) => field));
  const unseen = refsTo(scene, kind).filter(({ field }) => !seen.has(field));
  if (unseen.length === 0) return false;
  const plan = desk.plan(scene, 'hand over unseen', (builder) =>
    builder.plan(
      `select (${unseen
        .map(
          ({ entity, column }) =>
            `exists (select 1 from ${gateOf(entity)} t where t.tenant_id = $1::int4 and t.deleted_at is null and ${holds(builder, column, 't')})`,
        )
        .join(' or ')}) as held`,
    ),
  );
  const [row] = await desk.database.read(entryOf(scene.state), bindPlan(plan, scene, { person }), false);
  return row!.held === 't';
}

/** The successor, if he may be chosen: a person that the actor sees, and not the leaver. @throws Problem 422 */
async function successorOf(
  desk: Desk,
  scene: Scene,
  kind: string | null,
  to: unknown,
  person: string | null,
): Promise<string> {
  const access = kind ? accessOf(scene.state, scene.actor.roles, kind) : null;
  const id = typeof to === 'string' && access && to !== person ? to.toLowerCase() : null;
  const found = id && (await readStored(desk, scene, access!, checkedId(id), 'live').catch(() => null));
  if (found) return id;
  const fault: Fault = {
    ...{ code: 'E_REF_NONE', path: 'to', value: to ?? null },
    message: '接手人不存在、已删除或就是离岗的人，请重新选择',
  };
  throw new Problem(422, 'E_RECORD_INVALID', fault.message, { faults: [fault] });
}

/** All his records of one ref in one statement, each with its audit row; one that would leave the actor's scope undoes all. */
function moveStatement(desk: Desk, scene: Scene, holding: Holding, person: string, successor: string): Statement {
  const { access, column, scope, field } = holding;
  const { name } = access.entity;
  const plan: Plan = desk.plan(scene, `hand over ${name} ${field.name}`, (builder) => {
    const user = builder.bind('actor.user', ({ actor }) => actor.user, 'uuid');
    const by = builder.bind('actor.name', ({ actor }) => actor.name, 'text');
    const ip = builder.bind('actor.ip', ({ actor }) => actor.ip, 'text');
    const rev = builder.bind('rev', ({ state }) => state.model_rev, 'int4');
    const image = (alias: string) => `to_jsonb(${alias}) - '{tenant_id,search_text}'::text[]`;
    const chosen = field.choose
      ? ` and (${emitBoolean(field.choose, builder.target({ record: 'n', it: 'c' }, 'rule')).isTrue})`
      : '';
    const to = builder.arg('to', 'uuid');
    return builder.plan(`with old as (select t.* from ${baseOf(name)} t where t.tenant_id = $1::int4 and t.deleted_at is null
        and ${holds(builder, column, 't')} and ${inside(builder, [access.read, scope], 't')} for no key update of t),
      new as (update ${baseOf(name)} t set ${assign(builder, column)}, version = t.version + 1, rev = ${rev}, updated_at = now(), updated_by = ${user}
        from old o where t.tenant_id = $1::int4 and t.id = o.id returning t.*),
      logged as (insert into platform.audit (tenant_id, actor, actor_name, ip, action, entity, record, version, rev, before, after)
        select $1::int4, ${user}, ${by}, ${ip}, 'hand_over', ${literal(name)}, n.id, n.version, n.rev, ${image('o')}, ${image('n')}
        from new n join old o on o.id = n.id),
      queued as (insert into platform.outbox (tenant_id, event, entity, record, version, rev, fields)
        select $1::int4, 'changed', ${literal(name)}, n.id, n.version, n.rev, array[${literal(field.name)}]::text[] from new n)
      select count(*)::text as n, platform.refuse(coalesce(array_agg(distinct case
          when (${inside(builder, [access.read, scope], 'n')}) is not true then 'scope'
          when not exists (select 1 from ${builder.relation(
            field.to.find((one) => one === personEntity(scene.state)?.name)!,
            'actor',
          )} c
            where c.id = ${to} and c.deleted_at is null${chosen}) then ${literal(`ref:${field.name}`)} end)
        filter (where (${inside(builder, [access.read, scope], 'n')}) is not true or not exists (
          select 1 from ${builder.relation(
            field.to.find((one) => one === personEntity(scene.state)?.name)!,
            'actor',
          )} c
            where c.id = ${to} and c.deleted_at is null${chosen})), '{}')) as allowed
      from new n`);
  });
  return bindPlan(plan, scene, { person, to: successor });
}

function assign(builder: SqlBuilder, column: Column): string {
  const to = builder.arg('to', 'uuid');
  if (column.place === 'ext')
    return `ext = jsonb_set(t.ext, array[${literal(column.name)}], ${
      column.type === 'uuid[]'
        ? `(select coalesce(jsonb_agg(distinct case when e = (${builder.arg('person', 'uuid')})::text then (${to})::text else e end), '[]') from jsonb_array_elements_text(t.ext -> ${literal(column.name)}) e)`
        : `to_jsonb((${to})::text)`
    })`;
  if (column.type === 'uuid[]')
    return `${quote(column.name)} = array(select distinct unnest(array_replace(t.${quote(column.name)}, ${builder.arg('person', 'uuid')}, ${to})))`;
  return `${quote(column.name)} = ${column.place === 'slot' ? `(${to})::text` : to}`;
}

function stopStatements(
  scene: Scene,
  access: Access,
  id: string,
  version: string,
  was: string,
  successor: string | null,
): Statement[] {
  const { actor, state, today } = scene;
  return [
    {
      text: `update platform.assignment set ends_on = case when starts_on <= $3::date then $3::date else ends_on end,
               deleted_at = case when starts_on <= $3::date then deleted_at else now() end,
               version = version + 1, updated_at = now(), updated_by = $4::uuid
             where tenant_id = $1::int4 and account = $2::uuid and deleted_at is null and (ends_on is null or ends_on > $3::date)`,
      values: [state.id, id, today, actor.user],
    },
    {
      text: `with stopped as (update platform.account set stopped_at = now(), frozen_at = null, version = version + 1, updated_at = now(), updated_by = $3::uuid
               where tenant_id = $1::int4 and id = $2::uuid and version = $4::int8 and stopped_at is null returning id, version)
             select platform.refuse(case when exists (select 1 from stopped) then '{}' else array['stale'] end) as ok`,
      values: [state.id, id, actor.user, version],
    },
    endLogins(state.id, id),
    {
      text: `insert into platform.audit (tenant_id, actor, actor_name, ip, action, entity, record, version, rev, before, after)
             values ($1::int4, $2::uuid, $3, $4, 'hand_over', $5, $6::uuid, $7::int8 + 1, $8::int4, jsonb_build_object('state', $9::text), jsonb_build_object('state', 'left', 'successor', $10::text))`,
      values: [
        state.id,
        actor.user,
        actor.name,
        actor.ip,
        access.entity.name,
        id,
        version,
        state.model_rev,
        was,
        successor,
      ],
    },
  ];
}
