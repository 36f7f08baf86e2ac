// What the commands `plan`, `apply` and `rollback` share: a plan is printed with its hash, and only that hash is applied.
import { asksFourEyes } from '@shijian/server/door/door_access';
import { publish } from '@shijian/server/door/publish';
import { planChange, type Plan } from '@shijian/server/plan/plan_change';
import type { ChangeKind } from '@shijian/server/revisions/apply';
import { textHash } from '@shijian/server/revisions/revision_files';
import type { DocumentChange } from '@shijian/server/revisions/stored_documents';
import { english, formatDiagnostic, planSentence } from '@shijian/kernel';
import type { OpenDoor } from './open_door.ts';

export interface Asked {
  changes: DocumentChange[];
  kind: ChangeKind;
  note: string;
  /** Hash of the plan that was seen; without it the plan is printed and nothing is done. */
  plan: string | undefined;
  /** Who does it, for the revision's row. */
  by: string | undefined;
}

/** Prints the plan, or applies it. @throws Error with a code when the plan is refused, has moved, or somebody has to approve it */
export async function planOrApply(door: OpenDoor, asked: Asked): Promise<void> {
  const { state } = door;
  if (asked.changes.length === 0)
    return console.log(`Nothing differs from revision ${state.model_rev} of ${state.name}.`);
  const plan = await planChange(door, state.id, asked.changes, state.model_rev);
  if (!plan) throw new Error(`${state.name} has no revision ${state.model_rev}`);
  if (asked.plan === undefined) return printPlan(plan, asked.changes);
  if (plan.hash !== asked.plan)
    throw new Error(
      `E_PLAN_STALE: documents, revision or rows have moved since: the plan is ${plan.hash} now. Look at it again.`,
    );
  if (!plan.ok) {
    printPlan(plan, asked.changes);
    throw new Error('E_PLAN_REFUSED: nothing was changed');
  }
  if (asksFourEyes(state.model))
    throw new Error(
      'E_PLAN_NOT_APPROVED: this bureau asks for a second pair of eyes. Make a draft of it, and have it approved there.',
    );
  await applyPlan(door, asked, plan);
}

async function applyPlan(door: OpenDoor, { changes, kind, note, by }: Asked, plan: Plan): Promise<void> {
  const { state, database, opened } = door;
  const started = performance.now();
  const published = await publish(
    { database, adminUrl: opened.admin, environment: opened.environment },
    {
      ...{ tenant: state.id, base: state.model_rev, changes, kind, note },
      by: { id: null, name: by ?? 'command' },
      approval: { draft: null, plan: plan.hash, approver: null, fourEyes: false },
      stage: async (stage) => console.log(`  ${stage} …`),
      say: (line) => console.log(`  ${line}`),
    },
  );
  if (!published.ok) throw new Error(published.diagnostics.map((found) => formatDiagnostic(found, english)).join('\n'));
  console.log(`${state.name} is on revision ${published.rev} now (${Math.round(performance.now() - started)} ms).`);
}

/** One line a step, `?` before what is to be confirmed and `!` before what is refused, and the hash at the end. */
export function printPlan(plan: Plan, changes: readonly DocumentChange[]): void {
  for (const { path, text } of changes)
    console.log(`${text === null ? '-' : '~'} ${path}  ${text === null ? '' : textHash(text).slice(0, 12)}`);
  for (const diagnostic of plan.diagnostics) console.log(formatDiagnostic(diagnostic, english));
  for (const step of plan.steps) {
    const back = step.reversible ? '' : ' Cannot be rolled back.';
    const risk = { safe: ' ', confirm: '?', refused: '!' }[step.risk];
    console.log(`${risk} ${step.kind.padEnd(8)} ${planSentence(step, 'en')}${back}`);
  }
  console.log(plan.ok ? `plan ${plan.hash}` : `plan ${plan.hash} (refused)`);
}
