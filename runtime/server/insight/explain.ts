// `GET /api/door/explain?account=|person=&entity=&id=&org=`: who may see what, for a person and a record, and which role decided. For whoever
// reads accounts and roles; of a record only whoever sees it asks, and every question is on record.
import type { HttpContext } from '@adonisjs/core/http';
import { Problem } from '../exceptions/problem.ts';
import { entityOver } from '../people/source_access.ts';
import { accessOf, isOverClear } from '../records/access.ts';
import type { Desk } from '../records/desk.ts';
import { inTenant } from '../records/in_tenant.ts';
import { WHOLE } from '../records/project.ts';
import { queryOf } from '../records/query_of.ts';
import { checkedId, fetchRecord, noRecord, readable } from '../records/read_record.ts';
import { sceneOf, type Scene } from '../records/scene.ts';
import { entryOf } from '../revisions/tenants.ts';
import type { Services } from '../start/services.ts';
import { explainActs, grantsByRole, scopesOf, type ExplainedAct } from './explain_acts.ts';
import { explainFields, type ExplainedField } from './explain_fields.ts';
import { judgeConditions } from './explain_scope.ts';
import { sourcesOf } from './sources_of.ts';

export interface Explained {
  account: { id: string; name: string; login: string; org: string | null; station: string | null };
  /** Posts that he may act from today; what is told is told of the first, or of the one asked for. */
  posts: { org: string | null; roles: { name: string; label: string }[] }[];
  entity: { name: string; label: string };
  record: { id: string; title: string; deleted: boolean } | null;
  acts: ExplainedAct[];
  fields: ExplainedField[];
  /** Roles of the post that say nothing of this entity. */
  silent: { name: string; label: string }[];
}

export async function explain(ctx: HttpContext): Promise<Explained> {
  return inTenant(ctx, async (desk, scene) => {
    const asked = askedOf(ctx);
    const account = await accountOf(desk, scene, asked);
    const { model } = scene.state;
    const entity = Object.hasOwn(model.entities, asked.entity) ? model.entities[asked.entity]! : null;
    if (!entity) throw new Problem(404, 'E_ENTITY_NONE', '没有这类记录，或者您无权查看');
    const record = asked.id === null ? null : await recordOf(desk, scene, entity.name, asked.id);
    const person = await personOf(ctx.services, scene, account, asked.org);
    await logLook(desk, scene, account, entity.name, record?.id ?? null);
    const { roles } = person.actor;
    const granted = grantsByRole(scene.state, roles, entity.name);
    const scopes = scopesOf(granted.map(({ grant }) => grant));
    // What a condition over a field comes to would tell the field.
    const tells = (expr: (typeof scopes)[number]): boolean => !isOverClear(scene.state, scene.actor.roles, expr);
    const truths = record && (await judgeConditions(desk, person, entity.name, record.id, scopes, tells));
    const kept = entity.kept === 'tenant' || (entity.kept === 'city' && scene.state.keepsCity);
    const label = (name: string) => ({ name, label: model.roles[name]?.label ?? name });
    const posts = await ctx.services.sessions.posts(scene.state.id, account);
    const saying = new Set(granted.map(({ role }) => role));
    return {
      account: {
        id: account,
        name: person.actor.name,
        login: person.actor.login,
        org: person.actor.org,
        station: person.actor.station,
      },
      posts: posts.map(({ org, roles: held }) => ({ org, roles: held.map(label) })),
      entity: { name: entity.name, label: entity.label },
      record,
      acts: explainActs(scene.state, await sourcesOf(desk, scene.state), roles, entity.name, truths, kept),
      fields: explainFields(scene.state, entity, accessOf(scene.state, roles, entity.name), roles, granted),
      silent: roles.filter((role) => !saying.has(role)).map(label),
    };
  });
}

interface Asked {
  account: string | null;
  person: string | null;
  entity: string;
  id: string | null;
  org: string | null;
}

function askedOf(ctx: HttpContext): Asked {
  const query = queryOf(ctx);
  const one = (name: string): string | null => {
    const value = query[name];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const asked = {
    account: one('account'),
    person: one('person'),
    entity: one('entity'),
    id: one('id'),
    org: one('org'),
  };
  const missing = [
    ...((asked.account ?? asked.person) ? [] : ['account']),
    ...(asked.entity === null ? ['entity'] : []),
  ];
  if (missing.length > 0)
    throw new Problem(400, 'E_QUERY_INVALID', '请指明人员和记录类型', {
      faults: missing.map((path) => ({ code: 'E_QUERY_MISSING', path, value: null, message: '请填写' })),
    });
  return { ...asked, entity: asked.entity! };
}

/** The account asked about, if whoever asks reads accounts and roles, and sees this one. */
async function accountOf(desk: Desk, scene: Scene, { account, person }: Asked): Promise<string> {
  const over = entityOver(scene, 'account');
  const may = ['account', 'role', 'assignment'].every((source) => {
    const entity = entityOver(scene, source);
    return entity !== null && accessOf(scene.state, scene.actor.roles, entity) !== null;
  });
  if (!over || !may) throw new Problem(403, 'E_GRANT_EXPLAIN', '您没有查看他人权限的权限，请找管理员');
  const id = account === null ? await accountBy(desk, scene, checkedId(person!)) : checkedId(account);
  if (id === null) throw noRecord();
  await fetchRecord(desk, scene, readable(scene, over), id, { ...WHOLE, fields: [] }, 'live');
  return id;
}

async function accountBy(desk: Desk, scene: Scene, person: string): Promise<string | null> {
  const [row] = await desk.database.read(
    entryOf(scene.state),
    {
      text: 'select id from platform.account where tenant_id = $1::int4 and person = $2::uuid order by stopped_at nulls first, id limit 1',
      values: [scene.state.id, person],
    },
    false,
  );
  return row?.id ?? null;
}

/** The record through the eyes of whoever asks; one of another bureau is told about there. */
async function recordOf(
  desk: Desk,
  scene: Scene,
  entity: string,
  id: string,
): Promise<NonNullable<Explained['record']>> {
  const access = readable(scene, entity);
  const wanted = { ...WHOLE, fields: [] };
  let deleted = false;
  let found = await fetchRecord(desk, scene, access, checkedId(id), wanted, 'live').catch((error: unknown) => {
    if (error instanceof Problem && error.status === 404 && access.restore) return null;
    throw error;
  });
  if (!found) {
    deleted = true;
    found = await fetchRecord(desk, scene, access, checkedId(id), wanted, 'bin');
  }
  if (found.tenant !== scene.state.id)
    throw new Problem(409, 'E_EXPLAIN_ELSEWHERE', '这条记录属于其他单位，请由该单位的管理员查看');
  return { id: checkedId(id), title: (JSON.parse(found.body) as { _title: string })._title, deleted };
}

/** The scene in which the person would act, from the post asked for or the first. */
async function personOf(services: Services, scene: Scene, account: string, org: string | null): Promise<Scene> {
  const actor = await services.sessions.actorOf(scene.state.id, account, org);
  if (!actor) throw new Problem(409, 'E_ACCOUNT_STOPPED', '这个账号已停用，什么也看不到');
  return { ...sceneOf({ ...actor, ip: '' }, scene.state), now: scene.now, today: scene.today };
}

/** A question about somebody is on record at his account, as a look. */
async function logLook(
  desk: Desk,
  scene: Scene,
  account: string,
  entity: string,
  record: string | null,
): Promise<void> {
  const { actor, state } = scene;
  await desk.database.write(entryOf(state), {
    text: `insert into platform.audit (tenant_id, actor, actor_name, ip, action, entity, record, rev, after)
           values ($1::int4, $2::uuid, $3::text, $4::text, 'explain', $5::text, $6::uuid, $7::int4, $8::jsonb)`,
    values: [
      state.id,
      actor.user,
      actor.name,
      actor.ip,
      entityOver(scene, 'account')!,
      account,
      state.model_rev,
      JSON.stringify({ explained: entity, about: record }),
    ],
  });
}
