// A step of a plan as a sentence.
import { fillIn, type Language } from '../diagnostics/format_diagnostic.ts';
import { planCatalogue, type PlanCode } from './catalogue.ts';

/** What the sentence of a step is made of. */
export interface SaidStep {
  code: PlanCode;
  params: Record<string, unknown>;
  count?: number;
  capped?: boolean;
  seconds?: number;
}

/** Of a step that was not counted the number is a question mark, of one that was counted in part it says "at least". */
export function planSentence(step: SaidStep, language: Language): string {
  const zh = language === 'zh';
  const number = step.count === undefined ? '?' : grouped(step.count);
  const count = step.capped ? (zh ? `至少 ${number}` : `at least ${number}`) : number;
  const params: Record<string, string> = { count };
  if (step.seconds !== undefined) params['seconds'] = String(Math.max(1, Math.round(step.seconds)));
  for (const [name, value] of Object.entries(step.params)) {
    const said = isBoth(value) ? value[language] : value;
    params[name] =
      typeof said === 'number' ? grouped(said) : Array.isArray(said) ? said.join(zh ? '、' : ', ') : String(said);
  }
  return fillIn(planCatalogue[step.code][language], params);
}

/** A parameter with words of each language. */
export interface Both {
  zh: string;
  en: string;
}

function isBoth(value: unknown): value is Both {
  return typeof value === 'object' && value !== null && 'zh' in value && 'en' in value;
}

const grouped = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',');
