// A rule made ready to be asked: its expressions checked against the kind of part that it speaks of.
import { checkExpression } from '../expressions/check.ts';
import { checkTemplate } from '../expressions/check_template.ts';
import type { Env } from '../expressions/contract.ts';
import { isFalse, isTrue } from '../expressions/evaluate.ts';
import { renderTemplate } from '../expressions/render_template.ts';
import type { ExprFault } from '../expressions/scope.ts';
import type { Expr, Template } from '../expressions/tree.ts';
import type { Part } from './part.ts';
import { partScope } from './parts.ts';
import type { IntegrityRule, RuleTexts } from './rule.ts';

export interface ReadyRule {
  id: string;
  each: IntegrityRule['each'];
  severity: IntegrityRule['severity'];
  /** True where there is a finding. */
  breaks(part: Part): boolean;
  says(part: Part): { en: RuleTexts; zh: RuleTexts };
}

/** A fault of a rule: the key it stands in and what the checker says. */
export interface RuleFault {
  key: 'where' | 'rule' | 'says' | 'remedy';
  fault: ExprFault;
}

/** @returns the rule, or the faults of its expressions and texts */
export function compileRule(rule: IntegrityRule): { ready: ReadyRule | null; faults: RuleFault[] } {
  const scope = partScope(rule.each);
  const faults: RuleFault[] = [];
  const condition = (key: 'where' | 'rule', text: string): Expr | null => {
    const { expr, faults: found } = checkExpression(text, scope, 'boolean');
    faults.push(...found.map((fault) => ({ key, fault })));
    return expr;
  };
  const sentence = (key: 'says' | 'remedy', text: string): Template => {
    const { template, faults: found } = checkTemplate(text, scope);
    faults.push(...found.map((fault) => ({ key, fault })));
    return template ?? [];
  };
  const texts = ({ says, remedy }: RuleTexts) => ({ says: sentence('says', says), remedy: sentence('remedy', remedy) });
  const where = rule.where === undefined ? null : condition('where', rule.where);
  const must = condition('rule', rule.rule);
  const [en, zh] = [texts(rule.en), rule.zh === rule.en ? null : texts(rule.zh)];
  if (!must || faults.length > 0) return { ready: null, faults };
  const filled = (text: ReturnType<typeof texts>, env: Env): RuleTexts => ({
    says: renderTemplate(text.says, env),
    remedy: renderTemplate(text.remedy, env),
  });
  const ready: ReadyRule = {
    id: rule.id,
    each: rule.each,
    severity: rule.severity,
    breaks(part) {
      const env = envOf(part);
      return (where === null || isTrue(where, env)) && isFalse(must, env);
    },
    says(part) {
      const env = envOf(part);
      const english = filled(en, env);
      return { en: english, zh: zh ? filled(zh, env) : english };
    },
  };
  return { ready, faults };
}

function envOf(part: Part): Env {
  // Rules are about documents: no clock and no lists are in their scope.
  return { it: part, now: '1970-01-01T00:00:00Z', time_zone: 'UTC', list: () => undefined };
}
