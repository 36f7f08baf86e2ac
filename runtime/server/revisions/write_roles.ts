// The roles of a revision as rows, so that a post can point at one and a screen can list them. What is no longer in the
// documents is marked, not removed: posts of the past keep its name.
import type pg from 'pg';
import type { GrantModel, Model, RoleModel } from '@shijian/kernel';
import { seedId } from '../records/seed_id.ts';

/** Writes the roles of a model into platform.role; within the metadata transaction. */
export async function writeRoles(migrator: pg.Client, tenant: number, model: Model): Promise<void> {
  const rows = Object.values(model.roles);
  const column = (of: (role: RoleModel) => string) => rows.map(of);
  await migrator.query(
    `insert into platform.role (tenant_id, id, name, label, package, own, summary)
     select $1, r.id, r.name, r.label, r.package, r.own, r.summary
     from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::bool[], $7::text[]) r(id, name, label, package, own, summary)
     on conflict (tenant_id, name) do update set label = excluded.label, package = excluded.package, own = excluded.own,
       summary = excluded.summary, deleted_at = null, updated_at = now()`,
    [
      tenant,
      column((role) => seedId(model.tenant.name, 'role', role.name)),
      column((role) => role.name),
      column((role) => role.label),
      column((role) => packageLabel(model, role)),
      rows.map((role) => isOwnRole(model, role.name)),
      column((role) => roleSummary(model, role)),
    ],
  );
  await migrator.query(
    `update platform.role set deleted_at = now() where tenant_id = $1 and deleted_at is null and not name = any ($2::text[])`,
    [tenant, rows.map((role) => role.name)],
  );
}

/** True for a role that the bureau made itself. */
export function isOwnRole(model: Model, name: string): boolean {
  return name.split('.')[0] === model.tenant.name;
}

/** What a role allows, in an officer's words: 食品经营者：查看、修改；机构：查看. */
export function roleSummary(model: Model, role: RoleModel): string {
  return Object.entries(role.grants)
    .map(([entity, grant]) => `${model.entities[entity]?.label ?? entity}：${grantWords(grant).join('、')}`)
    .join('；');
}

/** What a grant allows, each as one word. */
export function grantWords(grant: GrantModel): string[] {
  const words: [boolean, string][] = [
    [grant.read !== null, '查看'],
    [grant.create !== null, '新建'],
    [grant.update !== null, '修改'],
    [grant.delete !== null, '删除'],
    [grant.restore !== null, '恢复'],
    [grant.import, '导入'],
    [grant.export, '导出'],
    [grant.history, '看变更记录'],
    [grant.reveal.length > 0, '查看完整个人信息'],
    [grant.across !== null, '看下级单位'],
  ];
  return words.filter(([granted]) => granted).map(([, word]) => word);
}

function packageLabel(model: Model, role: RoleModel): string {
  const name = role.name.split('.')[0]!;
  return isOwnRole(model, role.name) ? '本局自定' : (model.packages.find((one) => one.name === name)?.label ?? name);
}
