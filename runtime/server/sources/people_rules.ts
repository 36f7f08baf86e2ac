// Separation of powers in who may what: nobody decides about himself, and the bureau always keeps somebody who may decide.
import type { Model } from '@shijian/kernel';
import { Problem } from '../exceptions/problem.ts';
import type { Statement } from '../database/client.ts';
import type { Scene } from '../records/scene.ts';
import { refuseWhen } from './source_writer.ts';

/** What the database refuses by code, as an officer reads it. */
export const RULES: Readonly<Record<string, { status: number; message: string }>> = {
  E_ADMIN_LAST: {
    status: 409,
    message: '这是本局最后一位能管理账号和岗位的人。请先给另一位同事安排管理岗位，再做这一步',
  },
  E_LOGIN_TAKEN: { status: 409, message: '这个登录名已被使用，请换一个' },
  E_POST_TWICE: { status: 409, message: '这个账号在同一机构已有相同角色，且日期重叠，请修改原来的岗位' },
};

/** The problem of a rule that the database refused by. */
export function ruleProblem(code: string): Problem {
  const rule = RULES[code];
  return new Problem(rule?.status ?? 409, code, rule?.message ?? '本局的规则不允许这样做');
}

/** @throws Problem 403 E_GRANT_SELF when the account is the actor's own */
export function refuseSelf(scene: Scene, account: unknown): void {
  if (account !== scene.actor.user) return;
  throw new Problem(403, 'E_GRANT_SELF', '不能改自己的权限或账号状态，请让另一位管理员来做');
}

/** Roles whose holders decide about posts: without one of them a bureau could not help itself. */
export function decidingRoles(model: Model): string[] {
  const posts = Object.values(model.entities).filter(({ source }) => source === 'assignment');
  return Object.values(model.roles)
    .filter((role) => posts.some(({ name }) => Object.hasOwn(role.grants, name) && role.grants[name]?.create !== null))
    .map(({ name }) => name);
}

/** Refuses what would leave the bureau without anybody who may decide about posts; the last statement of a change. */
export function keepOneAdmin(scene: Scene): Statement {
  return refuseWhen(
    'E_ADMIN_LAST',
    `not exists (select 1 from platform.assignment s join platform.account a on a.tenant_id = s.tenant_id and a.id = s.account
       where s.tenant_id = $1::int4 and s.role = any ($2::text[]) and s.deleted_at is null and s.starts_on <= $3::date
         and (s.ends_on is null or s.ends_on >= $3::date) and a.stopped_at is null and a.frozen_at is null)`,
    [scene.state.id, decidingRoles(scene.state.model), scene.today],
  );
}
