// What a change of an entity means for its table and its rows.
import { sameMeaning } from '../diff/meaning.ts';
import { documentOf, type ModelChange } from '../diff/model_change.ts';
import { columnName } from '../field_types/index.ts';
import type { CheckModel, EntityModel, KeyModel } from '../model.ts';
import { planChange, wordsOf, type PlanInput } from './plan_change.ts';
import { planField, planGone, planNewField } from './plan_field.ts';
import { askRenames } from './ask_renames.ts';
import { step, type StepDraft } from './plan_step.ts';

export function planEntity({ before, after, changes }: PlanInput): StepDraft[] {
  const [first] = changes;
  const [old, now] = [before.entities[first!.name], after.entities[first!.name]];
  if (!old) return planNew(now!, first!);
  if (!now) return [planRemoved(old, first!)];
  return [
    ...planFields(old, now, changes),
    ...planKeys(old, now, changes),
    ...planChecks(old, now, changes),
    ...changes
      .filter(({ address }) => !/^(fields|keys|checks)\b/.test(address))
      .flatMap((change) => planWhole(now, change)),
  ];
}

function planNew(entity: EntityModel, change: ModelChange): StepDraft[] {
  const table = step(
    'table',
    'PLAN_TABLE_ADDED',
    { document: documentOf(change), address: '' },
    { place: wordsOf(change) },
  );
  return [planChange(change), ...(entity.source === null ? [table] : [])];
}

function planRemoved(entity: EntityModel, change: ModelChange): StepDraft {
  const ask = { entity: entity.name, model: 'before' as const, rows: 'all' as const };
  return step(
    'data',
    'PLAN_ENTITY_RETIRED',
    { document: documentOf(change), address: '' },
    { place: wordsOf(change) },
    {
      ...(entity.source === null && { ask }),
    },
  );
}

function planFields(old: EntityModel, now: EntityModel, changes: readonly ModelChange[]): StepDraft[] {
  const known = new Map(old.fields.map((field) => [field.uid, field]));
  const kept = new Set(now.fields.map(({ uid }) => uid));
  const of = (name: string) =>
    changes.filter(({ address }) => address === `fields.${name}` || address.startsWith(`fields.${name}.`));
  const gone = old.fields.filter(({ uid }) => !kept.has(uid));
  const come = now.fields.filter(({ uid }) => !known.has(uid));
  return [
    ...gone.flatMap((field) =>
      planGone(
        old,
        field,
        of(field.name).find(({ does }) => does === 'removed')!,
      ),
    ),
    ...now.fields.flatMap((field) => {
      const own = of(field.name).filter(
        ({ does, address }) => !(does === 'removed' && address === `fields.${field.name}`),
      );
      if (own.length === 0) return [];
      const was = known.get(field.uid);
      return was ? planField(now, was, field, own) : planNewField(now, field, own[0]!);
    }),
    ...askRenames(old, gone, come, changes),
  ];
}

function planKeys(old: EntityModel, now: EntityModel, changes: readonly ModelChange[]): StepDraft[] {
  const known = new Map(old.keys.map((key) => [key.uid, key]));
  const kept = new Set(now.keys.map(({ uid }) => uid));
  const place = (key: KeyModel) => ({ document: `Entity ${now.name}`, address: `keys.${key.name}` });
  const words = (key: KeyModel) => ({ zh: key.label, en: `${now.name} ${key.name}` });
  return [
    ...old.keys.flatMap((key) =>
      kept.has(key.uid) ? [] : [step('data', 'PLAN_KEY_DROPPED', place(key), { place: words(key) })],
    ),
    ...now.keys.flatMap((key) => {
      const was = known.get(key.uid);
      if (was && meaning(old, was) === meaning(now, key)) return [];
      const ask = { entity: now.name, model: 'after' as const };
      return [
        step(
          'data',
          'PLAN_KEY_TWINS',
          place(key),
          { place: words(key) },
          { found: 'refused', quiet: true, ask: { ...ask, rows: 'twins', key } },
        ),
        step(
          'data',
          'PLAN_KEY_CLAIMED',
          place(key),
          { place: words(key) },
          { found: 'safe', ask: { ...ask, rows: 'all' } },
        ),
      ];
    }),
    ...changes.filter(({ address, does }) => /^keys\.\w+\.label$/.test(address) && does === 'changed').map(planChange),
  ];
}

function meaning(entity: EntityModel, key: KeyModel): string {
  const uids = key.fields.map((name) => {
    const field = entity.fields.find((candidate) => candidate.name === name);
    return field ? columnName(field) : name;
  });
  return JSON.stringify([uids, key.across, key.where]);
}

function planChecks(old: EntityModel, now: EntityModel, changes: readonly ModelChange[]): StepDraft[] {
  const known = new Map(old.checks.map((check) => [check.name, check]));
  const asked = now.checks.flatMap((check) => {
    const was = known.get(check.name);
    if (was && sameMeaning(was.rule, check.rule) && !(was.level === 'warn' && check.level !== 'warn')) return [];
    return [askCheck(now, check)];
  });
  return [...asked, ...changes.filter(isTold).map(planChange)];
}

/** A check that came is told by the rows that it is asked of. */
function isTold({ address, does }: ModelChange): boolean {
  return /^checks\b/.test(address) && !(does === 'added' && /^checks\.\w+$/.test(address));
}

/** A check that only warns, or marks what breaks it, keeps nobody from saving. */
function askCheck(entity: EntityModel, check: CheckModel): StepDraft {
  const text = check.message.map((part) => ('text' in part ? part.text : '…')).join('');
  return step(
    'data',
    'PLAN_CHECK_BROKEN',
    { document: `Entity ${entity.name}`, address: `checks.${check.name}.rule` },
    { place: { zh: text, en: `${entity.name} ${check.name}` }, level: check.level },
    {
      found: check.level === 'refuse' || check.level === 'explain' ? 'confirm' : 'safe',
      ask: { entity: entity.name, model: 'after', rows: 'false', expr: check.rule },
    },
  );
}

function planWhole(entity: EntityModel, change: ModelChange): StepDraft[] {
  const place = { document: documentOf(change), address: change.address };
  const words = wordsOf(change);
  const all = { entity: entity.name, model: 'after' as const, rows: 'all' as const };
  switch (change.address) {
    case 'kept':
    case 'source':
    case 'large':
      return [
        step(
          'table',
          'PLAN_KEPT_REFUSED',
          place,
          { place: words, before: String(change.before), after: String(change.after) },
          {
            found: 'refused',
            ask: { ...all, model: 'before' },
            reversible: false,
          },
        ),
      ];
    case 'history':
      return entity.history === 'none'
        ? [step('metadata', 'PLAN_HISTORY_OFF', place, { place: words }, { risk: 'confirm' })]
        : [planChange(change)];
    case 'retain':
    case 'retain.due':
    case 'retain.then':
      return entity.retain
        ? [
            step(
              'data',
              'PLAN_RETAIN',
              place,
              { place: words },
              {
                ask: { entity: entity.name, model: 'after', rows: 'true', expr: entity.retain.due },
                reversible: false,
              },
            ),
          ]
        : [planChange(change)];
    default:
      return [planChange(change)];
  }
}
