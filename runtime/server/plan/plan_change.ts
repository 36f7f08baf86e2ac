// What a change of a bureau's documents would do, step by step, with a hash that apply is given.
import { compile, type Diagnostic } from '@shijian/kernel';
import type { Database } from '../database/client.ts';
import { filesOf, revisionHash, textHash } from '../revisions/revision_files.ts';
import { sourcesOf, sourcesOver } from '../revisions/sources_over.ts';
import type { DocumentChange } from '../revisions/stored_documents.ts';

export interface Plan {
  hash: string;
  base_rev: number;
  diagnostics: Diagnostic[];
  /** Nothing is refused and no diagnostic is an error. */
  ok: boolean;
  steps: PlanStep[];
  /** ISO instant. */
  counted_at: string;
}

export interface PlanStep {
  id: string;
  kind: 'metadata' | 'table' | 'index' | 'data' | 'access' | 'conflict';
  risk: 'safe' | 'confirm' | 'refused';
  code: string;
  address: string;
  document: string;
  params: Record<string, unknown>;
  count?: number;
  capped?: boolean;
  sample?: { entity: string; total: number };
  seconds?: number;
  reversible: boolean;
  question?: { code: string; options: { code: string; label: string; changes: DocumentChange[] }[] };
}

/**
 * The plan of changes over a revision of a bureau.
 * @returns null when there is no such revision
 */
export async function planChange(
  services: { database: Pick<Database, 'platform'> },
  tenantId: number,
  changes: readonly DocumentChange[],
  baseRev: number,
): Promise<Plan | null> {
  const base = await sourcesOf(services.database, tenantId, baseRev);
  if (!base) return null;
  const after = await sourcesOver(services.database, base, changes);
  const { model, diagnostics } = compile(after);
  const used = after.packages.filter(({ name }) => !model || model.packages.some((one) => one.name === name));
  const steps = changes.map(({ path, text }): PlanStep => ({
    id: textHash(path).slice(0, 12),
    kind: 'metadata',
    risk: 'safe',
    code: text === null ? 'PLAN_DOCUMENT_REMOVED' : 'PLAN_DOCUMENT_CHANGED',
    address: '',
    document: path,
    params: {},
    reversible: true,
  }));
  const named = steps.map(({ kind, risk, code, address, document }) => [kind, risk, code, address, document]);
  return {
    hash: textHash(JSON.stringify([baseRev, changes, revisionHash(filesOf(used, after.tenant)), named])),
    base_rev: baseRev,
    diagnostics,
    ok: model !== undefined && model !== null,
    steps,
    counted_at: new Date().toISOString(),
  };
}
