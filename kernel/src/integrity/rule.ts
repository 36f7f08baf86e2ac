// An integrity rule as data: which parts it looks at, what must hold of each, and what is said where it does not.
import type { PartKind } from './part_names.ts';

/** An error should not be published; a warning deserves a look; a notice is for who tidies up. */
export type IntegritySeverity = 'error' | 'warning' | 'notice';

export const integritySeverities: readonly IntegritySeverity[] = ['error', 'warning', 'notice'];

/** Sentence and remedy; both may hold {expressions} over `it`. */
export interface RuleTexts {
  says: string;
  remedy: string;
}

export interface IntegrityRule {
  /** `list_unused`; of a package's own rule with the package: `food.station_indexed`. */
  id: string;
  /** The kind of part that it is asked of. */
  each: PartKind;
  severity: IntegritySeverity;
  /** Only of parts for which this is definitely true; left out: of all. */
  where?: string;
  /** What must hold: where it is definitely false there is a finding. */
  rule: string;
  /** One line for the reference: why it is asked. */
  doc: string;
  en: RuleTexts;
  zh: RuleTexts;
}

export interface IntegrityFinding {
  rule: string;
  /** `I_` and the rule's name in capitals: I_LIST_UNUSED. */
  code: string;
  severity: IntegritySeverity;
  /** Package or bureau whose document it is. */
  package: string;
  /** `Entity food.operator`, `Patch food.operator`. */
  document: string;
  /** Address inside the document; empty for the whole. */
  address: string;
  path: string;
  /** From 1. */
  line: number;
  col: number;
  en: RuleTexts;
  zh: RuleTexts;
}

/** The stable code of a rule. */
export function integrityCode(rule: string): string {
  return `I_${rule.replaceAll('.', '_').toUpperCase()}`;
}
