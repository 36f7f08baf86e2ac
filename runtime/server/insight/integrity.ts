// `GET /api/door/integrity?draft=`: what the integrity rules find in the bureau's documents, or in what a draft would make of them, with who
// holds which role today. For whoever sees drafts or revisions.
import type { HttpContext } from '@adonisjs/core/http';
import { compile, integrity, type CompileInput, type IntegrityFinding } from '@shijian/kernel';
import { doorOf, type Door } from '../door/door_access.ts';
import { readDraft } from '../door/draft.ts';
import type { Desk } from '../records/desk.ts';
import { inTenant } from '../records/in_tenant.ts';
import { noRecord } from '../records/read_record.ts';
import type { Scene } from '../records/scene.ts';
import { sourcesOf as sourcesOfRevision, sourcesOver } from '../revisions/sources_over.ts';
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

export interface ShownIntegrity {
  /** The revision, or the one that the draft is made over. */
  rev: number;
  /** False where the documents do not compile: then nothing is found before their diagnostics are mended. */
  compiles: boolean;
  findings: ShownFinding[];
}

export async function showIntegrity(ctx: HttpContext): Promise<ShownIntegrity> {
  return inTenant(ctx, async (desk, scene) => {
    const door = doorOf(scene);
    const { draft } = ctx.request.qs() as { draft?: unknown };
    const { rev, input } =
      typeof draft === 'string' && draft !== ''
        ? await draftOf(desk, scene, door, draft)
        : { rev: scene.state.model_rev, input: await sourcesOf(desk, scene.state) };
    const findings = integrity(input, { holders: await holders(desk, scene) });
    return {
      rev,
      compiles: compile(input).model !== null,
      findings: findings.map((finding) => shown(finding, scene.state.name)),
    };
  });
}

/** The documents as a draft would make them. */
async function draftOf(
  desk: Desk,
  scene: Scene,
  { drafts }: Door,
  id: string,
): Promise<{ rev: number; input: CompileInput }> {
  if (!drafts) throw noRecord();
  const { base_rev: rev, changes } = await readDraft(desk, scene, drafts, id);
  const base = await sourcesOfRevision(desk.database, scene.state.id, rev);
  if (!base) throw noRecord();
  return { rev, input: await sourcesOver(desk.database, base, changes ?? []) };
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
