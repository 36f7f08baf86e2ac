// What the screens ask about the person in front of them: who and where he is, his password, his posts and his own settings.
import type { HttpContext } from '@adonisjs/core/http';
import { Problem, type Fault } from '../exceptions/problem.ts';
import { entryOf, type TenantState } from '../revisions/tenants.ts';
import type { Entry } from '../database/client.ts';
import { actorFacts } from '../records/evaluation.ts';
import { orgTitle } from './org_place.ts';
import { isPast, passwordFault } from './password_rules.ts';
import { hashPassword, verifyPassword } from './passwords.ts';
import { withFreshActor } from './session_middleware.ts';

/** Settings of one user are small: columns of a list, saved lists. */
const PREFERENCE_BYTES = 64 * 1024;

/** `GET /api/me`. */
export async function showMe(ctx: HttpContext): Promise<void> {
  const me = await withFreshActor(ctx, async () => {
    const { actor, services, session } = ctx;
    const { state, entry } = await placeOf(ctx);
    const { login } = state.model.tenant;
    const posts = await services.sessions.posts(session.tenant, actor.user);
    const orgs = await Promise.all(
      posts.map(async ({ org }) => (org ? orgTitle(services.database, entry, state, actor, org) : null)),
    );
    return {
      user: { id: actor.user, login: actor.login, name: actor.name },
      tenant: { name: actor.tenant.name, label: actor.tenant.label },
      org: orgs.find((org) => org?.id === actor.org) ?? null,
      station: actor.station,
      roles: rolesOf(state, actor.roles),
      actor: actorFacts(actor),
      posts: posts.map((post, i) => ({ org: orgs[i], roles: rolesOf(state, post.roles) })),
      csrf: session.csrf,
      must_change: session.mustChange,
      demo: services.demo,
      rules: { idle: login.idle, length: login.length, classes: login.classes },
    };
  });
  ctx.response.header('Cache-Control', 'no-store').send(me);
}

/** `PUT /api/me/post` `{org}`: works from another of the user's posts. */
export async function changePost(ctx: HttpContext): Promise<void> {
  const { org } = (ctx.request.body() ?? {}) as { org?: unknown };
  const { services, session, actor } = ctx;
  const posts = await services.sessions.posts(session.tenant, actor.user);
  if (typeof org !== 'string' || !posts.some((post) => post.org === org)) {
    throw invalid([{ code: 'E_POST_NONE', path: 'org', value: org ?? null, message: '您目前没有这个岗位' }]);
  }
  await services.sessions.moveTo(session, org);
  ctx.response.status(204).send(null);
}

/** `PUT /api/me/password` `{current, password}`: ends the user's other sessions. */
export async function changePassword(ctx: HttpContext): Promise<void> {
  const { current, password } = (ctx.request.body() ?? {}) as { current?: unknown; password?: unknown };
  await withFreshActor(ctx, async () => {
    const { actor, services, session } = ctx;
    const { state, entry } = await placeOf(ctx);
    const key = [session.tenant, actor.user];
    const [row] = await services.database.read(
      entry,
      {
        text: `select password, phone, array_to_json(old_passwords)::text as past from platform.account where tenant_id = $1::int4 and id = $2::uuid`,
        values: key,
      },
      false,
    );
    if (typeof current !== 'string' || !(await verifyPassword(current, row?.password ?? null))) {
      throw invalid([{ code: 'E_PASSWORD_WRONG', path: 'current', value: null, message: '原密码不正确' }]);
    }
    const rules = state.model.tenant.login;
    const whose = { login: actor.login, name: actor.name, phone: row?.phone ?? null };
    const fault = typeof password === 'string' ? passwordFault(password, whose, rules) : '请填写新密码';
    if (typeof password !== 'string' || fault) {
      throw invalid([{ code: 'E_PASSWORD_WEAK', path: 'password', value: null, message: fault ?? '请填写新密码' }]);
    }
    if (password === current) {
      throw invalid([{ code: 'E_PASSWORD_SAME', path: 'password', value: null, message: '新密码不能与原密码相同' }]);
    }
    const past = JSON.parse(row?.past ?? '[]') as string[];
    if (rules.past > 0 && (await isPast(password, past.slice(0, rules.past)))) {
      const message = `最近 ${rules.past} 次用过的密码不能再用，请换一个`;
      throw invalid([{ code: 'E_PASSWORD_PAST', path: 'password', value: null, message }]);
    }
    await services.database.write(entry, {
      text: `update platform.account set password = $3, must_change = false, password_at = now(), old_passwords = (password || old_passwords)[1:12]
             where tenant_id = $1::int4 and id = $2::uuid`,
      values: [...key, await hashPassword(password)],
    });
    await services.sessions.endOthers(session);
    services.sessions.forget(session);
  });
  ctx.response.status(204).send(null);
}

/** `GET /api/me/sessions`: where I am logged in, this device first said so. */
export async function showSessions(ctx: HttpContext): Promise<void> {
  const items = await ctx.services.sessions.openOf(ctx.session);
  ctx.response.header('Cache-Control', 'no-store').send({ items });
}

/** `DELETE /api/me/sessions/:id`, or `others` for all but this one. */
export async function endSession(ctx: HttpContext): Promise<void> {
  const id = String(ctx.params.id).toLowerCase();
  if (id === 'others') await ctx.services.sessions.endOthers(ctx.session);
  else if (
    !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ||
    !(await ctx.services.sessions.endOne(ctx.session, id))
  )
    throw new Problem(404, 'E_SESSION_GONE', '这个设备已经退出，请刷新列表');
  ctx.response.status(204).send(null);
}

/** `GET /api/me/preferences/:key`: the value as it was put, null when there is none. */
export async function showPreference(ctx: HttpContext): Promise<void> {
  const text = await withFreshActor(ctx, async () => {
    const { entry } = await placeOf(ctx);
    const [row] = await ctx.services.database.read(
      entry,
      {
        text: 'select value::text as value from platform.preference where tenant_id = $1::int4 and account = $2::uuid and key = $3',
        values: [ctx.session.tenant, ctx.actor.user, keyOf(ctx)],
      },
      false,
    );
    return row?.value ?? 'null';
  });
  ctx.response.header('Content-Type', 'application/json; charset=utf-8').header('Cache-Control', 'no-store').send(text);
}

/** `PUT /api/me/preferences/:key`: any JSON value; null forgets it. */
export async function putPreference(ctx: HttpContext): Promise<void> {
  const raw = ctx.request.raw() ?? '';
  const key = keyOf(ctx);
  const text = readJson(raw);
  await withFreshActor(ctx, async () => {
    const { entry } = await placeOf(ctx);
    const statement =
      text === 'null'
        ? 'delete from platform.preference where tenant_id = $1::int4 and account = $2::uuid and key = $3 and $4::jsonb is not null'
        : `insert into platform.preference (tenant_id, account, key, value) values ($1::int4, $2::uuid, $3, $4::jsonb)
           on conflict (tenant_id, account, key) do update set value = excluded.value`;
    await ctx.services.database.write(entry, {
      text: statement,
      values: [ctx.session.tenant, ctx.actor.user, key, text],
    });
  });
  ctx.response.status(204).send(null);
}

async function placeOf(ctx: HttpContext): Promise<{ state: TenantState; entry: Entry }> {
  const state = await ctx.services.tenants.get(ctx.session.tenant);
  if (!state) throw new Problem(401, 'E_SESSION_NONE', '请重新登录');
  return { state, entry: entryOf(state) };
}

function rolesOf(state: TenantState, names: readonly string[]): { name: string; label: string }[] {
  return names.flatMap((name) => {
    const role = state.model.roles[name];
    return role ? [{ name, label: role.label }] : [];
  });
}

function keyOf(ctx: HttpContext): string {
  const key = String(ctx.params.key);
  if (!/^[A-Za-z0-9._:-]{1,120}$/.test(key)) {
    throw invalid([{ code: 'E_PREFERENCE_KEY', path: 'key', value: key, message: '设置名只能用字母、数字和 . _ : -' }]);
  }
  return key;
}

function readJson(raw: string): string {
  if (Buffer.byteLength(raw) > PREFERENCE_BYTES) {
    throw invalid([{ code: 'E_PREFERENCE_SIZE', path: '', value: null, message: '设置内容太大' }]);
  }
  try {
    return JSON.stringify(JSON.parse(raw));
  } catch {
    throw new Problem(400, 'E_BODY_INVALID', '发送的内容无法读取');
  }
}

function invalid(faults: Fault[]): Problem {
  return new Problem(422, 'E_INPUT_INVALID', `有 ${faults.length} 处需要修改`, { faults });
}
