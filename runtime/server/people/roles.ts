// Roles that a bureau makes itself: a document as any other, checked by the kernel and applied through the one door, kept so that
// a restart finds it. Who may is whoever is granted create, update or delete on the entity over `role`; nobody changes a role he holds.
import type { HttpContext } from '@adonisjs/core/http';
import type pg from 'pg';
import { compile, sentences, type Diagnostic, type Model, type PackageSource } from '@shijian/kernel';
import { StaleTenant } from '../database/client.ts';
import { asksFourEyes, doorOf } from '../door/door_access.ts';
import { addDraft } from '../door/drafts.ts';
import { entered } from '../door/entered.ts';
import { publish } from '../door/publish.ts';
import { keepsAdmin, refusedProblem } from '../door/publish_draft.ts';
import { Problem, type Fault } from '../exceptions/problem.ts';
import { accessOf, type Access } from '../records/access.ts';
import type { Desk } from '../records/desk.ts';
import { deskOf, inTenant } from '../records/in_tenant.ts';
import type { Scene } from '../records/scene.ts';
import { seedId } from '../records/seed_id.ts';
import { uuidV7 } from '../records/uuid_v7.ts';
import { ApplyRefused } from '../revisions/apply_refused.ts';
import { sourcesOf, sourcesOver } from '../revisions/sources_over.ts';
import { folderOf, type DocumentChange } from '../revisions/stored_documents.ts';
import { entryOf } from '../revisions/tenants.ts';
import { isOwnRole, roleSummary } from '../revisions/write_roles.ts';
import type { Services } from '../start/services.ts';
import { STUDIO_APP } from '../web/web_apps.ts';
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

async function change(ctx: HttpContext, act: Act): Promise<{ id: string; name: string }> {
  const { waits, ...done } = await inTenant(ctx, async (desk, scene) => {
    const { access, name, qualified, changed } = await askedChange(ctx, desk, scene, act);
    const left = await applyChange(ctx.services, scene, changed, `${words[act]}角色 ${name}`, (migrator, model, rev) =>
      logChange(migrator, scene, { entity: access.entity.name, act, name: qualified, model, rev }),
    );
    return { id: seedId(scene.state.model.tenant.name, 'role', qualified), name: qualified, waits: left };
  });
  if (waits) throw waits;
  return done;
}

type Act = 'create' | 'update' | 'delete';

interface AskedChange {
  access: Access;
  name: string;
  qualified: string;
  changed: DocumentChange;
}

/** What a request wants of a role, as a change of the bureau's documents, where whoever asks may. @throws Problem as the acts say */
export async function askedChange(ctx: HttpContext, desk: Desk, scene: Scene, act: Act): Promise<AskedChange> {
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
  const changed = { path: await documentPath(desk, scene, name), text };
  return { access, name, qualified, changed };
}

const words = { create: '新建', update: '修改', delete: '删除' };

/**
 * Where the bureau asks for a second pair of eyes the change waits as a draft; else it is one that is applied at once.
 * @returns what to say of a change that waits, null of one that is applied
 */
async function applyChange(
  services: Services,
  scene: Scene,
  changed: DocumentChange,
  note: string,
  log: (migrator: pg.Client, model: Model, rev: number) => Promise<void>,
): Promise<Problem | null> {
  const { state } = scene;
  if (asksFourEyes(state.model)) return leaveForApproval(services, scene, changed, note);
  let next: Model = state.model;
  try {
    const published = await publish(services, {
      ...{ tenant: state.id, base: state.model_rev, changes: [changed], kind: 'role', note },
      by: { id: scene.actor.user, name: scene.actor.name },
      check: async (migrator, model) => {
        next = model;
        await keepsAdmin(migrator, scene, model);
      },
      // Together with the revision, or not at all: no right counts that is not on record.
      within: async (migrator, rev) => {
        await keepAsDraft(migrator, scene, changed, note, rev);
        await log(migrator, next, rev);
      },
    });
    if (!published.ok) throw invalidRole(published.diagnostics);
    return null;
  } catch (error) {
    // Another change was first: this one is judged over it.
    if (error instanceof ApplyRefused && error.code === 'E_PLAN_STALE') throw new StaleTenant();
    throw refusedProblem(error);
  } finally {
    await services.tenants.refresh(state.id);
  }
}

async function leaveForApproval(
  services: Services,
  scene: Scene,
  changed: DocumentChange,
  note: string,
): Promise<Problem> {
  const { state } = scene;
  const door = doorOf(scene);
  const desk = deskOf(services);
  const base = (await sourcesOf(services.database, state.id, state.model_rev))!;
  const { model, diagnostics } = compile(await sourcesOver(services.database, base, [changed]));
  if (!model) throw invalidRole(diagnostics);
  const id = await addDraft(desk, scene, door, {
    ...{ title: note, message: '', kind: 'role', base_rev: state.model_rev, changes: [changed] },
  });
  return new Problem(409, 'E_ROLE_WAITS', '本局要求双人复核：已存成配置草稿，请送审后由另一位同事审批、发布', {
    draft: id,
    link: `${STUDIO_APP.base}drafts/${id}`,
  });
}

async function keepAsDraft(
  migrator: pg.Client,
  scene: Scene,
  changed: DocumentChange,
  note: string,
  rev: number,
): Promise<void> {
  const { state, actor } = scene;
  await migrator.query(
    `insert into platform.draft (tenant_id, id, title, kind, state, base_rev, changes, author, author_name, editors, updated_by, applied_at, applied_rev)
     values ($1, $2, $3, 'role', 'applied', $4, $5, $6, $7, array[$6::uuid], $6, now(), $8)`,
    [state.id, uuidV7(), note, state.model_rev, JSON.stringify([changed]), actor.user, actor.name, rev],
  );
}

interface LoggedChange {
  entity: string;
  act: Act;
  name: string;
  model: Model;
  rev: number;
}

async function logChange(migrator: pg.Client, { actor, state }: Scene, change: LoggedChange): Promise<void> {
  const { entity, act, name, model, rev } = change;
  const image = (of: Model) => {
    const role = Object.hasOwn(of.roles, name) ? of.roles[name]! : null;
    return role && JSON.stringify({ code: name, label: role.label, summary: roleSummary(of, role) });
  };
  await migrator.query(
    `insert into platform.audit (tenant_id, actor, actor_name, ip, action, entity, record, version, rev, before, after)
     values ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9, $10)`,
    [
      ...[state.id, actor.user, actor.name, actor.ip, act, entity],
      ...[seedId(state.name, 'role', name), rev, image(state.model), image(model)],
    ],
  );
}

function roleAccess(scene: Scene): Access {
  const entity = Object.values(scene.state.model.entities).find(({ source }) => source === 'role');
  const access = entity && accessOf(scene.state, scene.actor.roles, entity.name);
  if (!access) throw new Problem(404, 'E_ENTITY_NONE', '没有这类记录，或者您无权查看');
  return access;
}

function checkGrant(access: Access, act: Act): void {
  const granted = { create: access.create !== null, update: access.updates.length > 0, delete: access.delete !== null };
  if (!granted[act]) throw new Problem(403, `E_GRANT_${act.toUpperCase()}`, `您没有${words[act]}角色的权限`);
}

/** The document as it was written on the screen; null for a role that stands in a file of the bureau that somebody wrote by hand. */
async function writtenRole(desk: Desk, scene: Scene, name: string): Promise<object | null> {
  const path = await documentPath(desk, scene, name.split('.').at(-1)!);
  const text = (await ownDocuments(desk, scene)).files.find((file) => file.path === path)?.text;
  if (text === undefined) return null;
  const { label, grants } = JSON.parse(text) as { label: string; grants: object };
  return { label, grants };
}

async function documentPath(desk: Desk, scene: Scene, name: string): Promise<string> {
  return `${folderOf(await ownDocuments(desk, scene))}additions/roles/${name}.json`;
}

async function ownDocuments(desk: Desk, scene: Scene): Promise<PackageSource> {
  return (await sourcesOf(entered(desk, scene), scene.state.id, scene.state.model_rev))!.tenant;
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
export function invalidRole(diagnostics: readonly Diagnostic[]): Problem {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const faults = errors.map((found): Fault => ({
    code: found.code,
    path: found.at,
    value: found.value,
    message: sentences(found, 'zh'),
  }));
  return new Problem(422, 'E_ROLE_INVALID', `角色有 ${faults.length} 处需要修改`, { faults });
}
