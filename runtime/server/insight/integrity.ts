// `GET /api/door/integrity`: what the integrity rules find in the bureau's documents, with who holds which role today. For whoever reads revisions.
import type { HttpContext } from '@adonisjs/core/http';
import { integrity, type IntegrityFinding } from '@shijian/kernel';
import { Problem } from '../exceptions/problem.ts';
import { entityOver } from '../people/source_access.ts';
import { accessOf } from '../records/access.ts';
import type { Desk } from '../records/desk.ts';
import { inTenant } from '../records/in_tenant.ts';
import type { Scene } from '../records/scene.ts';
import { entryOf } from '../revisions/tenants.ts';
import { sourcesOf } from './sources_of.ts';

export interface ShownFinding extends Pick<
  IntegrityFinding,
  'rule' | 'code' | 'severity' | 'package' | 'document' | 'address' | 'path' | 'line' | 'col'
> {
  says: string;
  remedy: string;
  /** The document is the bureau's own: it can put it right itself. */
  own: boolean;
}

export async function showIntegrity(ctx: HttpContext): Promise<{ rev: number; findings: ShownFinding[] }> {
  return inTenant(ctx, async (desk, scene) => {
    const over = entityOver(scene, 'revision');
    if (!over || !accessOf(scene.state, scene.actor.roles, over))
      throw new Problem(403, 'E_GRANT_INTEGRITY', '您没有检查配置的权限，请找管理员');
    const findings = integrity(await sourcesOf(desk, scene.state), { holders: await holders(desk, scene) });
    return { rev: scene.state.model_rev, findings: findings.map((finding) => shown(finding, scene.state.name)) };
  });
}

function shown(finding: IntegrityFinding, bureau: string): ShownFinding {
  const { rule, code, severity, document, address, path, line, col, zh } = finding;
  return {
    ...{ rule, code, severity, package: finding.package, document, address, path, line, col },
    ...zh,
    own: finding.package === bureau,
  };
}

/** People who hold each role today. */
async function holders(desk: Desk, scene: Scene): Promise<Map<string, number>> {
  const rows = await desk.database.read(
    entryOf(scene.state),
    {
      text: `select s.role, count(distinct s.account)::text as n from platform.assignment s
             join platform.account a on a.tenant_id = s.tenant_id and a.id = s.account and a.stopped_at is null
             where s.tenant_id = $1::int4 and s.deleted_at is null and s.starts_on <= $2::date and (s.ends_on is null or s.ends_on >= $2::date)
             group by s.role`,
      values: [scene.state.id, scene.today],
    },
    false,
  );
  return new Map(rows.map(({ role, n }) => [role!, Number(n)]));
}
