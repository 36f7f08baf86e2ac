// `POST /api/records/:entity/:id/password`: an admin gives an account a one-time password, which he reads once and nobody keeps.
// It ends the account's sessions and has to be replaced at the next login. The forgotten one counts among the past ones.
import type { HttpContext } from '@adonisjs/core/http';
import { emitBoolean } from '@shijian/kernel';
import { Problem } from '../exceptions/problem.ts';
import { hashPassword, oneTimePassword } from '../identity/passwords.ts';
import { scopeAmong } from '../identity/token_scope.ts';
import { ALWAYS, updateScope } from '../records/access.ts';
import { inTenant } from '../records/in_tenant.ts';
import { gateOf } from '../records/names.ts';
import { checkedId, readStored } from '../records/read_record.ts';
import { bindPlan } from '../records/sql_builder.ts';
import { entryOf } from '../revisions/tenants.ts';
import { refuseSelf } from '../sources/people_rules.ts';
import { endLogins } from '../sources/session_source.ts';
import { sourced } from './source_access.ts';

/** @throws Problem 404, 403 E_TOKEN_PATH, E_GRANT_UPDATE, 403 E_GRANT_SELF, 403 E_ROW_SCOPE, 409 E_ACCOUNT_LEFT */
export async function giveOneTimePassword(ctx: HttpContext): Promise<void> {
  // A program with another's password would be that person, with all that a token may never see.
  if (scopeAmong(ctx.actor.roles)) throw new Problem(403, 'E_TOKEN_PATH', '令牌不能用于这个地址');
  const password = oneTimePassword();
  const hash = await hashPassword(password);
  await inTenant(ctx, async (desk, scene) => {
    const access = sourced(scene, ctx, 'account');
    const scope = updateScope(access, []);
    if (!scope) throw new Problem(403, 'E_GRANT_UPDATE', `您没有修改${access.entity.label}的权限`);
    const id = checkedId(String(ctx.params.id));
    refuseSelf(scene, id);
    const old = await readStored(desk, scene, access, id, 'live');
    if (old.image.state === 'left') throw new Problem(409, 'E_ACCOUNT_LEFT', '离岗的账号不能发放密码，请先恢复为正常');
    const inScope = desk.plan(scene, `password scope ${access.entity.name}`, (builder) =>
      builder.plan(
        `select platform.refuse(case when exists (select 1 from ${gateOf(access.entity.name)} t where t.tenant_id = $1::int4
           and t.id = ${builder.arg('id', 'uuid')} and (${
             scope === ALWAYS ? 'true' : emitBoolean(scope, builder.target({ record: 't' }, 'rule')).isTrue
           })) then '{}' else array['scope'] end) as ok`,
      ),
    );
    const { actor, state } = scene;
    await desk.database.write(
      entryOf(state),
      bindPlan(inScope, scene, { id }),
      {
        text: `update platform.account set password = $3, must_change = true, password_at = now(), version = version + 1,
                 old_passwords = case when must_change then old_passwords else (password || old_passwords)[1:12] end,
                 updated_at = now(), updated_by = $4::uuid where tenant_id = $1::int4 and id = $2::uuid`,
        values: [state.id, id, hash, actor.user],
      },
      endLogins(state.id, id),
      {
        text: `insert into platform.audit (tenant_id, actor, actor_name, ip, action, entity, record, version, rev)
               values ($1::int4, $2::uuid, $3, $4, 'password', $5, $6::uuid, $7::int8 + 1, $8::int4)`,
        values: [state.id, actor.user, actor.name, actor.ip, access.entity.name, id, old.version, state.model_rev],
      },
    );
  });
  ctx.response.header('Cache-Control', 'no-store').send({ password });
}
