// What others take of the integrity rules.
export { formatFinding } from './format_finding.ts';
export { integrity } from './integrity.ts';
export type { LiveFacts } from './gathering.ts';
export { partNames } from './part_names.ts';
export { parts } from './parts.ts';
export { integrityCode, integritySeverities } from './rule.ts';
export type { IntegrityFinding, IntegrityRule, IntegritySeverity, RuleTexts } from './rule.ts';
export { integrityRules } from './rules.ts';
