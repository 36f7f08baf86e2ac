// A change that asks nothing of the stored rows, as a step in words.
import { placeOf, writeValue } from '../diff/describe_change.ts';
import { documentOf, type ModelChange } from '../diff/model_change.ts';
import type { Model } from '../model.ts';
import { step, type StepDraft } from './plan_step.ts';

/** What the parts of a plan are made from. */
export interface PlanInput {
  before: Model;
  after: Model;
  changes: readonly ModelChange[];
}

const codes = {
  added: 'PLAN_ADDED',
  removed: 'PLAN_REMOVED',
  moved: 'PLAN_MOVED',
  renamed: 'PLAN_CHANGED',
  changed: 'PLAN_CHANGED',
} as const;
const documents = { added: 'PLAN_DOCUMENT_ADDED', removed: 'PLAN_DOCUMENT_REMOVED' } as const;

/** What needs no look at the data. */
export function planChange(change: ModelChange): StepDraft {
  const { does, address } = change;
  const params = {
    place: wordsOf(change),
    before: { zh: told(change, 'before', 'zh'), en: told(change, 'before', 'en') },
    after: { zh: told(change, 'after', 'zh'), en: told(change, 'after', 'en') },
  };
  const whole = address === '' && (does === 'added' || does === 'removed');
  const code = whole ? documents[does] : codes[does];
  return step('metadata', code, { document: documentOf(change), address }, params);
}

function told(change: ModelChange, side: 'before' | 'after', language: 'zh' | 'en'): string {
  const value = change[side];
  if (change.does === 'moved' && value === null) return language === 'zh' ? '最前' : 'first';
  // A whole item is known by its name, which the place says.
  if (typeof value === 'object' && value !== null && !('op' in value) && !Array.isArray(value))
    return language === 'zh' ? '有' : 'there';
  return writeValue(value, language);
}

/** The words of a change's place, in both languages. */
export function wordsOf(change: Pick<ModelChange, 'kind' | 'name' | 'address' | 'labels'>): { zh: string; en: string } {
  return { zh: placeOf(change, 'zh'), en: placeOf(change, 'en') };
}
