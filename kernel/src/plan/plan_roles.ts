// What a change of a role means for the people who hold it.
import { sameMeaning } from '../diff/meaning.ts';
import { documentOf, type ModelChange } from '../diff/model_change.ts';
import { writeValue } from '../diff/describe_change.ts';
import type { GrantModel, Model } from '../model.ts';
import { planChange, wordsOf, type PlanInput } from './plan_change.ts';
import { step, type StepDraft } from './plan_step.ts';

type GrantKey = keyof GrantModel;

const actions: readonly GrantKey[] = [
  'create',
  'update',
  'delete',
  'restore',
  'import',
  'export',
  'history',
  'reveal',
  'find',
  'hide',
  'across',
];

export function planRole({ before, after, changes }: PlanInput): StepDraft[] {
  const { name } = changes[0]!;
  const [old, now] = [before.roles[name], after.roles[name]];
  const entities = new Set([...Object.keys(old?.grants ?? {}), ...Object.keys(now?.grants ?? {})]);
  const head = changes[0]!;
  const whole = { document: documentOf(head), address: '' };
  const steps: StepDraft[] = [];
  if (!old) steps.push(step('access', 'PLAN_ROLE_ADDED', whole, { place: wordsOf({ ...head, address: '' }) }));
  if (!now)
    steps.push(step('access', 'PLAN_ROLE_REMOVED', whole, { place: wordsOf({ ...head, address: '' }), role: name }));
  for (const entity of entities) {
    const grants: [GrantModel | undefined, GrantModel | undefined] = [old?.grants[entity], now?.grants[entity]];
    steps.push(...planScope(name, entity, grants, { before, after }, documentOf(head)));
    // Of a role that came or went the scopes tell what it means.
    if (old && now) steps.push(...planActions(name, entity, grants, after, head));
  }
  const told = changes.filter(({ address }) => address !== '' && !address.startsWith('grants'));
  return [...steps, ...told.map(planChange)];
}

function planScope(
  role: string,
  entity: string,
  [old, now]: [GrantModel | undefined, GrantModel | undefined],
  { before, after }: { before: Model; after: Model },
  document: string,
): StepDraft[] {
  // Rows of an entity that is not there in both are said with the entity.
  if (!before.entities[entity] || !after.entities[entity]) return [];
  const [was, is] = [old?.read ?? null, now?.read ?? null];
  if (sameMeaning(was, is) && (old?.across ?? null) === (now?.across ?? null)) return [];
  const place = { document, address: `grants[${entity}].read` };
  const label = (model: Model): string => model.roles[role]?.label ?? role;
  const params = {
    place: { zh: after.entities[entity].label, en: entity },
    roles: { zh: now ? label(after) : label(before), en: role },
    role,
  };
  const ask = { entity, model: 'after' as const, roles: [role] };
  return [
    ...(is !== null ? [step('access', 'PLAN_SCOPE_WIDENED', place, params, { ask: { ...ask, rows: 'shown' } })] : []),
    ...(was !== null
      ? [step('access', 'PLAN_SCOPE_NARROWED', place, params, { quiet: true, ask: { ...ask, rows: 'hidden' } })]
      : []),
  ];
}

function planActions(
  role: string,
  entity: string,
  [old, now]: [GrantModel | undefined, GrantModel | undefined],
  after: Model,
  head: ModelChange,
): StepDraft[] {
  const label = after.entities[entity]?.label ?? entity;
  return actions.flatMap((key) => {
    const [was, is] = [old?.[key] ?? null, now?.[key] ?? null];
    if (sameMeaning(was || null, is || null) || (isNone(was) && isNone(is))) return [];
    const change = { ...head, address: `grants.${key}`, labels: [head.labels[0] ?? role, label] };
    const params = {
      place: { zh: wordsOf(change).zh, en: `Role ${role} grants[${entity}].${key}` },
      before: { zh: said(was, 'zh'), en: said(was, 'en') },
      after: { zh: said(is, 'zh'), en: said(is, 'en') },
      role,
    };
    const place = { document: documentOf(head), address: `grants[${entity}].${key}` };
    return [step('access', 'PLAN_GRANT', place, params, { risk: widens(key, was, is) ? 'confirm' : 'safe' })];
  });
}

function said(value: GrantModel[GrantKey] | null, language: 'zh' | 'en'): string {
  if (typeof value === 'object' && value !== null && 'where' in value) return writeValue(value.where, language);
  return writeValue(value, language);
}

const isNone = (value: unknown): boolean =>
  value === null || value === false || (Array.isArray(value) && value.length === 0);

/** True unless it is plain that nobody may do or see more than before. */
function widens(key: GrantKey, was: unknown, is: unknown): boolean {
  const [old, now] = [was, is].map((value) => (Array.isArray(value) ? (value as string[]) : null));
  if (key === 'hide') return (old ?? []).some((field) => !(now ?? []).includes(field));
  if (isNone(is)) return false;
  if (old && now) return now.some((field) => !old.includes(field));
  return true;
}
