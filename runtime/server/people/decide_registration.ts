// `POST /api/records/:entity/:id/decision`: somebody who may make accounts lets an applicant in, sends the request back for more, or
// refuses it. The account takes the password that the applicant chose; without a post it still opens nothing.
import type { HttpContext } from '@adonisjs/core/http';
import type { Statement } from '../database/client.ts';
import { Problem } from '../exceptions/problem.ts';
import { inTenant } from '../records/in_tenant.ts';
import { checkedId, readable, readStored } from '../records/read_record.ts';
import { refusal } from '../records/refusal.ts';
import type { Scene } from '../records/scene.ts';
import { uuidV7 } from '../records/uuid_v7.ts';
import { entryOf } from '../revisions/tenants.ts';
import { isLoginTaken } from '../sources/account_source.ts';
import { mustHaveChanged } from '../sources/source_writer.ts';
import { entityOver, sourced } from './source_access.ts';

const DECISIONS = ['approved', 'rejected', 'supplement'] as const;
type Decision = (typeof DECISIONS)[number];

/**
 * @returns `account`: id of the account that was made, null unless approved
 * @throws Problem 403 E_GRANT_CREATE, 409 E_REGISTRATION_STATE, 409 E_LOGIN_TAKEN, 422 E_REGISTRATION_DECISION
 */
export async function decideRegistration(ctx: HttpContext): Promise<{ account: string | null }> {
  const { decision, reply } = parse(ctx);
  return inTenant(ctx, async (desk, scene) => {
    const access = sourced(scene, ctx, 'registration');
    const over = entityOver(scene, 'account');
    const accounts = over === null ? null : readable(scene, over);
    if (!accounts?.create) throw new Problem(403, 'E_GRANT_CREATE', '您没有新建账号的权限，不能审核申请');
    const id = checkedId(String(ctx.params.id));
    const old = await readStored(desk, scene, access, id, 'live');
    const state = String(old.image['state']);
    if (state !== 'asked' && state !== 'supplement')
      throw new Problem(409, 'E_REGISTRATION_STATE', '这份申请已经办结，请刷新后查看');
    const account = decision === 'approved' ? uuidV7() : null;
    const made = account === null ? [] : accountStatements(scene, id, account, accounts.entity.name);
    try {
      await desk.database.write(
        entryOf(scene.state),
        ...made,
        mustHaveChanged(decided(scene, id, old.version, { decision, reply, account })),
        logged(scene, { entity: access.entity.name, id, version: old.version, state, decision, reply }),
      );
    } catch (error) {
      if (isLoginTaken(error))
        throw new Problem(409, 'E_LOGIN_TAKEN', '这个登录名已经有人用了，请退回补充，让申请人换一个');
      throw await refusal(desk, scene, access, error, old.image);
    }
    return { account };
  });
}

function parse(ctx: HttpContext): { decision: Decision; reply: string | null } {
  const { decision, reply } = (ctx.request.body() ?? {}) as { decision?: unknown; reply?: unknown };
  const text = typeof reply === 'string' ? reply.trim().slice(0, 500) : '';
  const known = DECISIONS.find((one) => one === decision);
  const message = known === undefined ? '请选择通过、退回补充或不予通过' : '请写明原因，申请人会看到';
  if (known === undefined || (known !== 'approved' && text === '')) {
    const path = known === undefined ? 'decision' : 'reply';
    throw new Problem(422, 'E_REGISTRATION_DECISION', message, {
      faults: [{ code: 'E_REGISTRATION_DECISION', path, value: null, message }],
    });
  }
  return { decision: known, reply: text === '' ? null : text };
}

/** The account with what the applicant wrote, and the line of the log that it was made. */
function accountStatements(
  { state, actor }: Scene,
  registration: string,
  account: string,
  entity: string,
): Statement[] {
  return [
    {
      text: `insert into platform.account (tenant_id, id, login, name, phone, email, password, must_change, created_by, updated_by)
             select r.tenant_id, $3::uuid, r.login, r.name, r.phone, r.email, r.password, false, $4::uuid, $4::uuid
             from platform.registration r where r.tenant_id = $1::int4 and r.id = $2::uuid`,
      values: [state.id, registration, account, actor.user],
    },
    {
      text: `insert into platform.audit (tenant_id, actor, actor_name, ip, action, entity, record, version, rev, after)
             select a.tenant_id, $3::uuid, $4, $5, 'create', $6, a.id, a.version, $7::int4, jsonb_build_object('login', a.login, 'name', a.name)
             from platform.account a where a.tenant_id = $1::int4 and a.id = $2::uuid`,
      values: [state.id, account, actor.user, actor.name, actor.ip, entity, state.model_rev],
    },
  ];
}

function decided(
  { state, actor }: Scene,
  id: string,
  version: string,
  to: { decision: Decision; reply: string | null; account: string | null },
): Statement {
  return {
    text: `update platform.registration set state = $4, reply = $5, account = $6::uuid, decided_by = $7, decided_at = now(),
             version = version + 1, updated_at = now(),
             -- What was chosen is the account's now, or nobody's.
             password = case when $4 = 'supplement' then password else '!' end
           where tenant_id = $1::int4 and id = $2::uuid and version = $3::int8 and state in ('asked', 'supplement')`,
    values: [state.id, id, version, to.decision, to.reply, to.account, actor.name],
  };
}

function logged(
  { state, actor }: Scene,
  act: { entity: string; id: string; version: string; state: string; decision: Decision; reply: string | null },
): Statement {
  return {
    text: `insert into platform.audit (tenant_id, actor, actor_name, ip, action, entity, record, version, rev, before, after)
           values ($1::int4, $2::uuid, $3, $4, 'decide', $5, $6::uuid, $7::int8 + 1, $8::int4, jsonb_build_object('state', $9::text),
             jsonb_build_object('state', $10::text, 'reply', $11::text))`,
    values: [
      ...[state.id, actor.user, actor.name, actor.ip, act.entity, act.id, act.version, state.model_rev],
      ...[act.state, act.decision, act.reply],
    ],
  };
}
