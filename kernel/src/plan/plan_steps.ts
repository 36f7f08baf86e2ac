// Changes of a model → the steps of a plan. Pure: how many rows are concerned is asked of the database by whoever holds one.
import { documentOf, type ModelChange } from '../diff/model_change.ts';
import { planChange, wordsOf, type PlanInput } from './plan_change.ts';
import { planEntity } from './plan_entity.ts';
import { planList } from './plan_lists.ts';
import { planRole } from './plan_roles.ts';
import { planWorkflow } from './plan_workflow.ts';
import { step, type StepDraft } from './plan_step.ts';

const screens: ReadonlySet<string> = new Set(['Form', 'View', 'Menu', 'Page', 'Dashboard']);

/** Steps in the order of the documents, those to be refused or confirmed not yet put first: that takes counts. */
export function planSteps({ before, after, changes }: PlanInput): StepDraft[] {
  const documents = new Map<string, ModelChange[]>();
  for (const change of changes) {
    const key = documentOf(change);
    documents.set(key, [...(documents.get(key) ?? []), change]);
  }
  return [...documents.values()].flatMap((changes) => planDocument({ before, after, changes }));
}

function planDocument(input: PlanInput): StepDraft[] {
  const [first] = input.changes;
  const { kind } = first!;
  if (kind === 'Entity') return planEntity(input);
  if (kind === 'CodeList') return planList(input);
  if (kind === 'Role') return planRole(input);
  if (kind === 'Plugin') return [...input.changes.flatMap(planPackage), ...planServerCode(input)];
  if (kind === 'Records') return [planRecords(input.changes)];
  if (kind === 'Publication') return [planPublication(first!)];
  if (screens.has(kind)) return [planScreen(input.changes)];
  if (kind === 'Workflow') return [...planWorkflow(input), ...input.changes.map(planChange)];
  return input.changes.map(planChange);
}

function planPackage(change: ModelChange): StepDraft[] {
  if (change.address !== '' && change.address !== 'version') return [];
  const version = (value: unknown): string =>
    typeof value === 'object' && value !== null && 'version' in value ? String(value.version) : String(value ?? '—');
  return [
    step(
      'metadata',
      'PLAN_PACKAGE',
      { document: documentOf(change), address: change.address },
      {
        place: change.labels[0] ?? change.name,
        before: version(change.before),
        after: version(change.after),
      },
    ),
  ];
}

/** Functions that come, or that reach further than they did, are for somebody to know of. */
function planServerCode({ before, after, changes }: PlanInput): StepDraft[] {
  const { name } = changes[0]!;
  const now = after.packages.find((one) => one.name === name);
  const was = before?.packages.find((one) => one.name === name)?.server;
  if (!now?.server) return [];
  const further = (key: 'reads' | 'writes'): boolean => now.server![key].some((one) => !was?.[key].includes(one));
  if (was && !further('reads') && !further('writes')) return [];
  const label = (entities: readonly string[]): string =>
    entities.map((entity) => after.entities[entity]?.label ?? entity).join('、') || '—';
  const params = { place: now.label, reads: label(now.server.reads), writes: label(now.server.writes) };
  return [
    step('access', 'PLAN_SERVER_CODE', { document: `Plugin ${name}`, address: 'server' }, params, { risk: 'confirm' }),
  ];
}

function planRecords(changes: readonly ModelChange[]): StepDraft {
  const [first] = changes;
  return step(
    'data',
    'PLAN_SEEDS',
    { document: documentOf(first!), address: '' },
    {
      place: wordsOf({ ...first!, address: '' }),
      changes: changes.length,
    },
  );
}

/** Something begins, ceases or changes to leave the bureau: somebody has to know, whatever it is. */
function planPublication(change: ModelChange): StepDraft {
  const place = wordsOf({ ...change, address: '', labels: change.labels.slice(0, 1) });
  return step(
    'access',
    'PLAN_PUBLICATION',
    { document: documentOf(change), address: '' },
    { place },
    { risk: 'confirm' },
  );
}

/** A screen is looked at, not read as a list of differences: one step a document. */
function planScreen(changes: readonly ModelChange[]): StepDraft {
  const [first] = changes;
  if (changes.length === 1 && first!.address === '' && first!.does !== 'changed') return planChange(first!);
  return step(
    'metadata',
    'PLAN_SCREEN_CHANGED',
    { document: documentOf(first!), address: '' },
    {
      place: wordsOf({ ...first!, address: '', labels: first!.labels.slice(0, 1) }),
      changes: changes.length,
    },
  );
}
