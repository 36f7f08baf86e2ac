// Roles that a bureau makes itself: a document as any other, checked by the kernel and applied through the one door, kept so that
// a restart finds it. Who may is whoever is granted create, update or delete on the entity over `role`; nobody changes a role he holds.
import type { HttpContext } from '@adonisjs/core/http';
import pg from 'pg';
import { compile, sentences, type Diagnostic, type Model } from '@shijian/kernel';
import { Problem, type Fault } from '../exceptions/problem.ts';
import { inTenant as inCurrentTenant } from '../identity/in_tenant.ts';
import { accessOf, type Access } from '../records/access.ts';
import type { Desk } from '../records/desk.ts';
import { inTenant } from '../records/in_tenant.ts';
import type { Scene } from '../records/scene.ts';
import { seedId } from '../records/seed_id.ts';
import { apply } from '../revisions/apply.ts';
import { ApplyRefused } from '../revisions/apply_refused.ts';
import { takeTurn } from '../revisions/apply_all.ts';
import { withStoredDocuments } from '../revisions/stored_documents.ts';
import { entryOf, readRevision } from '../revisions/tenants.ts';
import { isOwnRole, roleSummary } from '../revisions/write_roles.ts';
import type { Services } from '../start/services.ts';
import { decidingRoles, ruleProblem } from '../sources/people_rules.ts';
import { roleInWords, vocabularyOf } from './role_words.ts';

const LONGEST = 200_000;
const NAME = /^x_[a-z0-9_]{1,37}$/;

/** `GET /api/roles/vocabulary`: what a role may be put together from. */
export async function showVocabulary(ctx: HttpContext): Promise<object> {
  return inTenant(ctx, async (_desk, scene) => {
    roleAccess(scene);
    return vocabularyOf(scene.state.model);
  });
}

/** `GET /api/roles/:name`: the role in words, and as it was written where it is the bureau's own. */
export async function showRole(ctx: HttpContext): Promise<object> {
  return inTenant(ctx, async (desk, scene) => {
    const access = roleAccess(scene);
    const { model } = scene.state;
    const name = String(ctx.params.name);
    const role = Object.hasOwn(model.roles, name) ? model.roles[name]! : null;
    if (!role) throw new Problem(404, 'E_ROLE_NONE', '没有这个角色，可能已被删除');
    const own = isOwnRole(model, name);
    const written = own ? await writtenRole(desk, scene, name) : null;
    const mine = scene.actor.roles.includes(name);
    return {
      ...roleInWords(model, role, own),
      written,
      can: {
        update: written !== null && !mine && access.updates.length > 0,
        delete: written !== null && !mine && access.delete !== null,
      },
    };
  });
}

/** `POST /api/roles` `{name, label, grants}`. @throws Problem 403, 409 E_ROLE_TAKEN, 422 E_ROLE_INVALID with what the kernel says */
export async function createRole(ctx: HttpContext): Promise<void> {
  const { id, name } = await change(ctx, 'create');
  ctx.response.status(201).send({ id, name });
}

/** `PUT /api/roles/:name` `{label, grants}`. @throws Problem 403 E_ROLE_HELD_BY_SELF, 404, 409 E_ADMIN_LAST, 422 */
export async function replaceRole(ctx: HttpContext): Promise<void> {
  const { id, name } = await change(ctx, 'update');
  ctx.response.send({ id, name });
}

/** `DELETE /api/roles/:name`. @throws Problem 409 E_ROLE_HELD while somebody holds it */
export async function removeRole(ctx: HttpContext): Promise<void> {
  await change(ctx, 'delete');
  ctx.response.status(204).send(null);
}

async function change(ctx: HttpContext, act: 'create' | 'update' | 'delete'): Promise<{ id: string; name: string }> {
  return inTenant(ctx, async (desk, scene) => {
    const access = roleAccess(scene);
    checkGrant(access, act);
    const { state, actor } = scene;
    const body = (ctx.request.body() ?? {}) as { name?: unknown; label?: unknown; grants?: unknown };
    const name = act === 'create' ? ownName(body.name) : String(ctx.params.name).split('.').at(-1)!;
    const qualified = `${state.model.tenant.name}.${name}`;
    const known = Object.hasOwn(state.model.roles, qualified);
    if (act === 'create' && known) throw taken(name);
    if (act !== 'create') {
      if (!known || !(await writtenRole(desk, scene, qualified)))
        throw new Problem(404, 'E_ROLE_NONE', '只能修改本局自己建的角色');
      if (actor.roles.includes(qualified))
        throw new Problem(403, 'E_ROLE_HELD_BY_SELF', '不能修改自己正在担任的角色，请让另一位管理员来做');
    }
    if (act === 'delete') await refuseHeld(desk, scene, qualified);
    const text = act === 'delete' ? null : documentOf(name, body);
    const changed = { path: `tenants/${state.model.tenant.name}/additions/roles/${name}.json`, text };
    const model = await applyChange(ctx.services, scene, changed, `${words[act]}角色 ${name}`);
    await logChange(desk, scene, access, act, qualified, model);
    return { id: seedId(state.model.tenant.name, 'role', qualified), name: qualified };
  });
}

const words = { create: '新建', update: '修改', delete: '删除' };

async function applyChange(
  services: Services,
  scene: Scene,
  changed: { path: string; text: string | null },
  note: string,
): Promise<Model> {
  const { state, actor } = scene;
  const migrator = new pg.Client({ connectionString: services.adminUrl });
  await migrator.connect();
  try {
    await takeTurn(migrator);
    const { packages, tenant } = await readRevision(services.database, state.id, state.model_rev);
    const { model, diagnostics } = compile({
      packages,
      tenant: await withStoredDocuments(migrator, tenant!, [changed]),
    });
    if (!model) throw invalid(diagnostics);
    await keepsAdmin(migrator, scene, model);
    const request = { packages, tenant: tenant!, documents: [changed], by: actor.name, note, done };
    const result = await apply(migrator, request);
    if (!result.ok) throw invalid(result.diagnostics);
    return result.model;
  } catch (error) {
    if (error instanceof ApplyRefused) throw new Problem(409, error.code, '数据库暂时接受不了这个改动，请联系运维人员');
    throw error;
  } finally {
    await migrator.end();
    await services.tenants.refresh(state.id);
  }
}

/** DDL that this process has run: a role changes no table, so the second change is quick. */
const done = new Set<string>();

/** Somebody has to be left who may decide about posts under the new documents too. */
async function keepsAdmin(migrator: pg.Client, scene: Scene, model: Model): Promise<void> {
  const { rows } = await migrator.query(
    `select 1 from platform.assignment s join platform.account a on a.tenant_id = s.tenant_id and a.id = s.account
     where s.tenant_id = $1 and s.role = any ($2::text[]) and s.deleted_at is null and s.starts_on <= $3
       and (s.ends_on is null or s.ends_on >= $3) and a.stopped_at is null and a.frozen_at is null limit 1`,
    [scene.state.id, decidingRoles(model), scene.today],
  );
  if (rows.length === 0) throw ruleProblem('E_ADMIN_LAST');
}

async function logChange(
  desk: Desk,
  scene: Scene,
  access: Access,
  act: string,
  name: string,
  model: Model,
): Promise<void> {
  const { actor } = scene;
  const image = (of: Model) => {
    const role = Object.hasOwn(of.roles, name) ? of.roles[name]! : null;
    return role && JSON.stringify({ code: name, label: role.label, summary: roleSummary(of, role) });
  };
  // The revision is there already: what is tried again here is this row alone.
  await inCurrentTenant(desk.tenants, scene.state.id, (entry, state) =>
    desk.database.write(entry, {
      text: `insert into platform.audit (tenant_id, actor, actor_name, ip, action, entity, record, version, rev, before, after)
           values ($1::int4, $2::uuid, $3, $4, $5, $6, $7::uuid, 1, $8::int4, $9::jsonb, $10::jsonb)`,
      values: [
        ...[state.id, actor.user, actor.name, actor.ip, act, access.entity.name],
        ...[seedId(state.name, 'role', name), state.model_rev, image(scene.state.model), image(model)],
      ],
    }),
  );
}

function roleAccess(scene: Scene): Access {
  const entity = Object.values(scene.state.model.entities).find(({ source }) => source === 'role');
  const access = entity && accessOf(scene.state, scene.actor.roles, entity.name);
  if (!access) throw new Problem(404, 'E_ENTITY_NONE', '没有这类记录，或者您无权查看');
  return access;
}

function checkGrant(access: Access, act: 'create' | 'update' | 'delete'): void {
  const granted = { create: access.create !== null, update: access.updates.length > 0, delete: access.delete !== null };
  if (!granted[act]) throw new Problem(403, `E_GRANT_${act.toUpperCase()}`, `您没有${words[act]}角色的权限`);
}

/** The document as it was written on the screen; null for a role that stands in the bureau's files. */
async function writtenRole(desk: Desk, scene: Scene, name: string): Promise<object | null> {
  const file = `tenants/${scene.state.model.tenant.name}/additions/roles/${name.split('.').at(-1)}.json`;
  const [row] = await desk.database.read(
    entryOf(scene.state),
    {
      text: 'select text from platform.document where tenant_id = $1::int4 and path = $2',
      values: [scene.state.id, file],
    },
    false,
  );
  if (!row) return null;
  const { label, grants } = JSON.parse(row.text!) as { label: string; grants: object };
  return { label, grants };
}

async function refuseHeld(desk: Desk, scene: Scene, name: string): Promise<void> {
  const [row] = await desk.database.read(
    entryOf(scene.state),
    {
      text: `select count(*)::text as n from platform.assignment where tenant_id = $1::int4 and role = $2 and deleted_at is null
               and (ends_on is null or ends_on >= $3::date)`,
      values: [scene.state.id, name, scene.today],
    },
    false,
  );
  if (Number(row!.n) > 0) throw new Problem(409, 'E_ROLE_HELD', `还有 ${row!.n} 个岗位在用这个角色，请先撤下这些岗位`);
}

function documentOf(name: string, { label, grants }: { label?: unknown; grants?: unknown }): string {
  const text = JSON.stringify({ kind: 'Role', name, label: label ?? null, grants: grants ?? null }, null, 2);
  if (text.length > LONGEST) throw new Problem(413, 'E_BODY_TOO_LARGE', '角色内容太大');
  return text;
}

function ownName(value: unknown): string {
  if (typeof value === 'string' && NAME.test(value)) return value;
  const message = '编码以 x_ 开头，只用小写字母、数字和下划线，最多 40 位';
  throw new Problem(422, 'E_ROLE_INVALID', message, {
    faults: [{ code: 'E_NAME_OWN', path: 'name', value: value ?? null, message }],
  });
}

function taken(name: string): Problem {
  const message = '已有这个编码的角色，请换一个';
  return new Problem(409, 'E_ROLE_TAKEN', message, {
    faults: [{ code: 'E_ROLE_TAKEN', path: 'name', value: name, message }],
  });
}

/** Diagnostics of the bureau's documents as faults of what was sent. */
function invalid(diagnostics: readonly Diagnostic[]): Problem {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const faults = errors.map((found): Fault => ({
    code: found.code,
    path: found.at,
    value: found.value,
    message: sentences(found, 'zh'),
  }));
  return new Problem(422, 'E_ROLE_INVALID', `角色有 ${faults.length} 处需要修改`, { faults });
}
