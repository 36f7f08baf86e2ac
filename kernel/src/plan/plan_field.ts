// What a change of one field means for its column and for the values that are in it.
import { documentOf, type ModelChange } from '../diff/model_change.ts';
import { sameMeaning } from '../diff/meaning.ts';
import type { Expr } from '../expressions/tree.ts';
import {
  asksForIndex,
  columnName,
  fieldType,
  isConvertible,
  isIndexed,
  isStored,
  valueType,
} from '../field_types/index.ts';
import type { EntityModel, FieldModel } from '../model.ts';
import { planChange } from './plan_change.ts';
import { step, type Ask, type StepDraft } from './plan_step.ts';

/** A field that is there before and after. */
export function planField(
  entity: EntityModel,
  was: FieldModel,
  field: FieldModel,
  changes: readonly ModelChange[],
): StepDraft[] {
  const at = `fields.${field.name}`;
  const place = { document: documentOf(changes[0]!), address: at };
  const words = wordsOfField(entity, field);
  const differs = (key: keyof FieldModel): boolean => !sameMeaning(was[key], field[key]);
  const ask = askerOf(entity);
  const steps: StepDraft[] = [];
  if (was.name !== field.name)
    steps.push(step('metadata', 'PLAN_FIELD_RENAMED', place, { place: words, before: was.name }));
  steps.push(...planType(was, field, { place, words, ask }));
  if (differs('required') || (differs('visible') && field.required !== false))
    steps.push(...planRequired(field, place, words, ask));
  const sealed = (of: FieldModel): boolean => of.personal === 'sensitive';
  if (sealed(was) !== sealed(field))
    steps.push(
      step(
        'data',
        'PLAN_SEAL_REFUSED',
        place,
        { place: words },
        { found: 'refused', quiet: true, ask: ask({ rows: 'filled', field: field.name, when: null }) },
      ),
    );
  else if (was.personal !== null && field.personal === null)
    steps.push(
      step(
        'access',
        'PLAN_MASK_OFF',
        place,
        { place: words },
        { ask: ask({ rows: 'filled', field: field.name, when: null }) },
      ),
    );
  if (differs('retain') && field.retain) steps.push(planRetain(field, place, words, ask));
  if (asksForIndex(field) && !asksForIndex(was)) steps.push(...planIndex(field, place, words, ask));
  else if (differs('sorted_by') && isIndexed(field))
    steps.push(step('index', 'PLAN_INDEX_BUILT', { ...place, address: `${at}.sorted_by` }, { place: words }));
  if (isStored(field) && (differs('value') || !isStored(was)))
    steps.push(step('data', 'PLAN_REFILLED', place, { place: words }, { found: 'safe', ask: ask({ rows: 'all' }) }));
  if (differs('searchable') || (field.searchable !== false && (differs('mask') || differs('type'))))
    steps.push(
      step('data', 'PLAN_SEARCH_REFILLED', place, { place: words }, { found: 'safe', ask: ask({ rows: 'all' }) }),
    );
  // What a step of its own says is not said again.
  const said = new Set(steps.map(({ address }) => address));
  const told = changes.filter(({ does, address }) => !(does === 'renamed' && address === at) && !said.has(address));
  return [...steps, ...told.map(planChange)];
}

/** A field that was not there. Its column is added to the table without touching a row. */
export function planNewField(entity: EntityModel, field: FieldModel, change: ModelChange): StepDraft[] {
  const place = { document: documentOf(change), address: `fields.${field.name}` };
  const words = wordsOfField(entity, field);
  const ask = askerOf(entity);
  const steps = [step('metadata', 'PLAN_FIELD_ADDED', place, { place: words })];
  if (valueType(field).column === null) return steps;
  if (!field.own && entity.source === null) {
    steps.push(step('table', 'PLAN_COLUMN_ADDED', place, { place: words }));
    steps.push(
      step(
        'data',
        'PLAN_FIELD_BACK',
        place,
        { place: words },
        { quiet: true, ask: ask({ rows: 'filled', field: field.name, when: null }) },
      ),
    );
  }
  if (field.required !== false && !isStored(field)) steps.push(...planRequired(field, place, words, ask));
  if (asksForIndex(field)) steps.push(...planIndex(field, place, words, ask));
  if (isStored(field))
    steps.push(step('data', 'PLAN_REFILLED', place, { place: words }, { found: 'safe', ask: ask({ rows: 'all' }) }));
  return steps;
}

/** A field that went: its values stay where they are. */
export function planGone(entity: EntityModel, field: FieldModel, change: ModelChange): StepDraft[] {
  const place = { document: documentOf(change), address: change.address };
  const params = { place: wordsOfField(entity, field) };
  if (valueType(field).column === null) return [planChange(change)];
  const ask: Ask = { entity: entity.name, model: 'before', rows: 'filled', field: field.name, when: null };
  return [step('data', 'PLAN_FIELD_RETIRED', place, params, { ask })];
}

function wordsOfField(entity: EntityModel, field: FieldModel): Words {
  return { zh: `“${entity.label} › ${field.label}”`, en: `${entity.name}.${field.name}` };
}

type Question<T = Ask> = T extends Ask ? Omit<T, 'entity' | 'model'> : never;
type Asker = (question: Question) => Ask;
interface At {
  document: string;
  address: string;
}
interface Words {
  zh: string;
  en: string;
}

const askerOf =
  (entity: EntityModel): Asker =>
  (question) =>
    ({ entity: entity.name, model: 'after', ...question }) as Ask; // the union without two members that all have

function planRequired(field: FieldModel, place: At, words: Words, ask: Asker): StepDraft[] {
  if (field.required === false) return [];
  const conditions = [field.required === true ? null : field.required, field.visible].filter((expr) => expr !== null);
  const [first, second] = conditions;
  const when: Expr | null =
    first && second ? { op: 'and', type: 'boolean', left: first, right: second } : (first ?? null);
  return [
    step(
      'data',
      'PLAN_REQUIRED_EMPTY',
      { ...place, address: `${place.address}.required` },
      { place: words },
      {
        ask: ask({ rows: 'empty', field: field.name, when }),
      },
    ),
  ];
}

function planRetain(field: FieldModel, place: At, words: Words, ask: Asker): StepDraft {
  return step(
    'data',
    'PLAN_RETAIN',
    { ...place, address: `${place.address}.retain` },
    { place: words },
    {
      ask: ask({ rows: 'true', expr: field.retain!.due }),
      reversible: false,
    },
  );
}

/** A packaged field gets an index of all bureaus' rows, a bureau's own field one of the spare columns. */
function planIndex(field: FieldModel, place: At, words: Words, ask: Asker): StepDraft[] {
  const key = field.sorted_by === undefined ? 'indexed' : 'sorted_by';
  const at = { ...place, address: `${place.address}.${key}` };
  if (!field.own) return [step('index', 'PLAN_INDEX_BUILT', at, { place: words })];
  const filled = ask({ rows: 'filled', field: field.name, when: null });
  return [step('index', 'PLAN_SLOT_TAKEN', at, { place: words }, { found: 'safe', ask: filled })];
}

/** Options of a type under which a stored value may no longer fit. */
const stricter = [
  'min',
  'max',
  'min_length',
  'max_length',
  'min_count',
  'max_count',
  'pattern',
  'format',
  'scale',
  'leaf',
];

function planType(
  was: FieldModel,
  field: FieldModel,
  { place, words, ask }: { place: At; words: Words; ask: Asker },
): StepDraft[] {
  const [old, now] = [valueType(was).column, valueType(field).column];
  if (old === null || now === null) return [];
  const typed = was.type !== field.type || was.as !== field.as;
  const target = String(was.to) !== String(field.to);
  const kinds = {
    place: words,
    before: { zh: fieldType(was.type).label, en: was.type },
    after: { zh: fieldType(field.type).label, en: field.type },
    type: was.type,
  };
  const filled = ask({ rows: 'filled', field: field.name, when: null });
  if (columnName(was) !== columnName(field)) return planConversion(was, field, place, kinds, ask);
  if (old !== now)
    return [
      step('data', 'PLAN_TYPE_REFUSED', place, kinds, {
        risk: 'refused',
        found: 'refused',
        ask: { ...filled, model: 'before' },
      }),
    ];
  // Refs and what is kept as JSON mean something else under another type, though their columns are alike.
  const other = typed && (now === 'jsonb' || now.startsWith('uuid'));
  if (other || target)
    return [step('data', 'PLAN_TYPE_REFUSED', place, kinds, { found: 'refused', quiet: true, ask: filled })];
  if (isStored(field)) return [];
  const options = stricter.filter((key) => was.options[key] !== field.options[key]);
  if (!typed && options.length === 0 && was.list === field.list) return [];
  const bounds = !typed && was.list === field.list;
  return [
    step(
      'data',
      'PLAN_VALUE_UNFIT',
      place,
      { place: words },
      { ask: ask({ rows: 'unfit', field: field.name, options: bounds ? options : null }) },
    ),
  ];
}

/** Values move to a column of their own; those of bureaus on another version stay where they are. */
function planConversion(
  was: FieldModel,
  field: FieldModel,
  place: At,
  params: Record<string, unknown>,
  ask: Asker,
): StepDraft[] {
  const filled = ask({ rows: 'filled', field: was.name, when: null });
  const before: Ask = { ...filled, model: 'before' };
  // What does not state a conversion goes back to the column it once had.
  const stated = !field.convert || field.convert.from.includes(was.type);
  if (!stated || !isConvertible(was) || !isConvertible(field))
    return [step('data', 'PLAN_TYPE_REFUSED', place, params, { risk: 'refused', found: 'refused', ask: before })];
  return [
    step('data', 'PLAN_TYPE_CONVERTED', place, params, { ask: before }),
    step('data', 'PLAN_TYPE_UNCONVERTED', place, params, { ask: ask({ rows: 'unconverted', field: field.name }) }),
  ];
}
