// A change of a bureau's documents over a base revision → its plan: compiled before and after, the steps between them, and what they
// mean for the rows that are there, counted in one snapshot of the database that nothing is written in.
import { createHash } from 'node:crypto';
import {
  compile,
  diffModels,
  planSteps,
  type Ask,
  type Diagnostic,
  type Model,
  type PackageSource,
  type StepDraft,
} from '@shijian/kernel';
import type pg from 'pg';
import { StaleTenant, type Database } from '../database/client.ts';
import { isDeletable } from '../packages/remove_data.ts';
import { systemScene } from '../records/system_scene.ts';
import { filesOf, revisionHash } from '../revisions/revision_files.ts';
import { sourcesOf, sourcesOver } from '../revisions/sources_over.ts';
import type { DocumentChange } from '../revisions/stored_documents.ts';
import { entryOf, type Tenants, type TenantState } from '../revisions/tenants.ts';
import { answersTo } from './answers_to.ts';
import { countRows, type Counted, type Counting } from './count_rows.ts';
import { estimate, slotHolders } from './estimate.ts';
import { readPeople } from './people.ts';
import type { Plan, PlanStep } from './plan.ts';
import { planStates } from './plan_states.ts';

export type { Plan, PlanStep } from './plan.ts';

/** What planning works with. */
export interface Planning {
  database: Database;
  tenants: Tenants;
}

/** Seconds that one count may take. */
const PATIENCE = 120;

/** A plan with what its rows are asked by, for the list of them. */
export interface PlanDetail {
  plan: Plan;
  /** By id of the step. */
  asks: ReadonlyMap<string, Ask>;
  before: Model;
  after: Model | null;
}

/**
 * The plan of changes to a bureau's own documents.
 * @param baseRev the revision that the changes are written over
 * @param deletes package whose records go with it
 * @returns null when the bureau has no such revision
 */
export async function planChange(
  services: Planning,
  tenantId: number,
  changes: readonly DocumentChange[],
  baseRev: number,
  deletes: string | null = null,
): Promise<Plan | null> {
  return (await planDetail(services, tenantId, changes, baseRev, deletes))?.plan ?? null;
}

/** Its hash, whether it may be applied, and why not: of counts those alone on which that hangs. @returns null when there is no such revision */
export async function judgePlan(
  services: Planning,
  tenantId: number,
  changes: readonly DocumentChange[],
  baseRev: number,
  deletes: string | null = null,
): Promise<Plan | null> {
  return (await planDetail(services, tenantId, changes, baseRev, deletes, true))?.plan ?? null;
}

/** The same, and the questions behind the counts. @param judging leaves out counts that decide nothing */
export async function planDetail(
  services: Planning,
  tenantId: number,
  changes: readonly DocumentChange[],
  baseRev: number,
  deletes: string | null = null,
  judging = false,
): Promise<PlanDetail | null> {
  const base = await sourcesOf(services.database, tenantId, baseRev);
  if (!base) return null;
  const changed = await sourcesOver(services.database, base, changes);
  const current = (await services.tenants.get(tenantId))!;
  const before = current.model_rev === baseRev ? current.model : compile(base).model;
  if (!before) throw new Error(`revision ${baseRev} of tenant ${tenantId} no longer compiles`);
  const { model: after, diagnostics } = compile(changed);
  const used = changed.packages.filter(({ name }) => !after || after.packages.some((one) => one.name === name));
  const hash = hashOf([baseRev, changes, revisionHash(filesOf(used, changed.tenant))]);
  if (!after) return { plan: refused(hash, baseRev, diagnostics), asks: new Map(), before, after };
  const drafts = planSteps({ before, after, changes: diffModels(before, after) }).map((draft) =>
    deletes === null ? draft : withDeletion(draft, before, deletes),
  );
  return withCounts(
    services,
    tenantId,
    { hash, baseRev, before, after, diagnostics, drafts, source: changed.tenant, judging },
    1,
  );
}

/** Records that would stay in the database are to go for good. */
function withDeletion(draft: StepDraft, before: Model, deletes: string): StepDraft {
  const entity = draft.code === 'PLAN_ENTITY_RETIRED' && draft.ask ? before.entities[draft.ask.entity] : undefined;
  if (!entity || !isDeletable(entity, deletes)) return draft;
  return { ...draft, code: 'PLAN_ENTITY_DELETED', found: 'confirm', reversible: false };
}

interface Uncounted {
  hash: string;
  baseRev: number;
  before: Model;
  after: Model;
  diagnostics: Diagnostic[];
  drafts: StepDraft[];
  source: PackageSource;
  judging: boolean;
}

/** A bureau that moved while its rows were counted is counted once more. */
async function withCounts(
  { database, tenants }: Planning,
  tenantId: number,
  uncounted: Uncounted,
  attempts: number,
): Promise<PlanDetail> {
  const current = (await tenants.get(tenantId))!;
  try {
    return await database.snapshot(entryOf(current), PATIENCE, (client) => count(client, current, uncounted));
  } catch (error) {
    if (!(error instanceof StaleTenant) || attempts <= 0) throw error;
    await tenants.refresh(tenantId);
    return withCounts({ database, tenants }, tenantId, uncounted, attempts - 1);
  }
}

async function count(client: pg.ClientBase, current: TenantState, uncounted: Uncounted): Promise<PlanDetail> {
  const { baseRev, before, after, diagnostics, source } = uncounted;
  const states = await planStates(client, current, before, after);
  const scene = systemScene(current);
  const counting: Counting = { client, states, scene, people: await readPeople(client, states.before, scene) };
  const drafts = uncounted.drafts.map((draft) => {
    const held = slotHolders(draft, states);
    return uncounted.judging && !decides(held) ? uncountedDraft(held) : held;
  });
  const asked = drafts.flatMap((draft, i) => (draft.ask ? [{ i, ask: draft.ask }] : []));
  const counts = await countRows(
    counting,
    asked.map(({ ask }) => ask),
  );
  const byDraft = new Map(asked.map(({ i }, n) => [i, counts[n]!]));
  const asks = new Map<string, Ask>();
  const steps = drafts.flatMap((draft, i): PlanStep[] => {
    const counted = draft.ask ? byDraft.get(i)! : null;
    if (draft.quiet && counted?.count === 0) return [];
    const step = toStep(draft, counted, counting, source, after);
    if (draft.ask && counted && counted.count > 0) asks.set(step.id, draft.ask);
    return [step];
  });
  const order = { refused: 0, confirm: 1, safe: 2 };
  steps.sort((a, b) => order[a.risk] - order[b.risk]);
  const ok = steps.every(({ risk }) => risk !== 'refused');
  const hash = hashOf([
    uncounted.hash,
    steps.map(({ kind, risk, code, document, address }) => [kind, risk, code, document, address]),
  ]);
  const plan = { hash, base_rev: baseRev, diagnostics, ok, steps, counted_at: scene.now };
  return { plan, asks, before, after };
}

/** Whether the step, or its risk, is another one when there is no such row. */
function decides({ code, quiet, risk, found }: StepDraft): boolean {
  return quiet === true || risk !== found || code === 'PLAN_ROLE_REMOVED';
}

function uncountedDraft({ ask: _ask, ...draft }: StepDraft): StepDraft {
  return draft;
}

function toStep(
  draft: StepDraft,
  counted: Counted | null,
  counting: Counting,
  source: PackageSource,
  after: Model,
): PlanStep {
  const { kind, code, address, document, reversible, ask, question } = draft;
  // What could not be counted may be there.
  const risk = ask && counted?.count === 0 ? draft.risk : draft.found;
  const params: Record<string, unknown> = { ...draft.params };
  if (counted?.people !== undefined) params['people'] = counted.people;
  else if (typeof params['role'] === 'string') params['people'] = counting.people.holding([params['role']]);
  const seconds = estimate(draft, counted, counting.states, params);
  return {
    id: hashOf([code, document, address, params['place']]).slice(0, 12),
    kind,
    risk: code === 'PLAN_ROLE_REMOVED' && Number(params['people']) > 0 ? 'confirm' : risk,
    code,
    address,
    document,
    params,
    ...(counted && { count: counted.count }),
    ...(counted?.capped && { capped: true }),
    ...(ask && counted && counted.count > 0 && { sample: { entity: ask.entity, total: counted.count } }),
    ...(seconds !== null && { seconds }),
    reversible,
    ...(question && { question: { code: question.code, options: answersTo(question, after, source) } }),
  };
}

function refused(hash: string, baseRev: number, diagnostics: Diagnostic[]): Plan {
  const counted_at = new Date().toISOString();
  return { hash: hashOf([hash, []]), base_rev: baseRev, diagnostics, ok: false, steps: [], counted_at };
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
