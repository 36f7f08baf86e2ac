// What the commands `plan`, `apply` and `rollback` share: a plan is printed with its hash, and only that hash is applied.
import { asksFourEyes } from '@shijian/server/door/door_access';
import path from 'node:path';
import type pg from 'pg';
import { logWaiver } from '@shijian/server/packages/log_waiver';
import type { PackageChange } from '@shijian/server/packages/package_change';
import { removeData } from '@shijian/server/packages/remove_data';
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
  /** Package whose records go with it. */
  deletes?: string | null;
  /** Why versions that nobody tested together are taken all the same. */
  waived?: Pick<PackageChange, 'waiver' | 'untested'>;
}

/** Prints the plan, or applies it. @throws Error with a code when the plan is refused, has moved, or somebody has to approve it */
export async function planOrApply(door: OpenDoor, asked: Asked): Promise<void> {
  const { state } = door;
  if (asked.changes.length === 0)
    return console.log(`Nothing differs from revision ${state.model_rev} of ${state.name}.`);
  const plan = await planChange(door, state.id, asked.changes, state.model_rev, asked.deletes ?? null);
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

async function applyPlan(door: OpenDoor, asked: Asked, plan: Plan): Promise<void> {
  const { changes, kind, note, by, deletes, waived } = asked;
  const { state, database, opened } = door;
  const started = performance.now();
  const published = await publish(
    { database, adminUrl: opened.admin, environment: opened.environment },
    {
      ...{ tenant: state.id, base: state.model_rev, changes, kind, note },
      by: { id: null, name: by ?? 'command' },
      approval: { draft: null, plan: plan.hash, approver: null, fourEyes: false },
      ...(waived && {
        within: (migrator: pg.Client, rev: number) =>
          logWaiver(migrator, {
            ...{ change: waived, tenant: state.id, model: state.model, rev, by: by ?? 'command', draft: null },
          }),
      }),
      stage: async (stage) => console.log(`  ${stage} …`),
      say: (line) => console.log(`  ${line}`),
    },
  );
  if (!published.ok) throw new Error(published.diagnostics.map((found) => formatDiagnostic(found, english)).join('\n'));
  console.log(`${state.name} is on revision ${published.rev} now (${Math.round(performance.now() - started)} ms).`);
  if (!deletes) return;
  const filesFolder = path.join(opened.environment.data, 'files');
  const order = { package: deletes, rev: state.model_rev, by: by ?? 'command' };
  const { removed, left } = await removeData({ database, tenants: door.tenants, filesFolder }, state.id, order);
  console.log(`${removed} records of ${deletes} are deleted${left > 0 ? `; ${left} stay, others point at them` : ''}.`);
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
