// The rules of the platform, ready to be asked.
import { compileRule } from './compile_rule.ts';
import type { ReadyRule } from './compile_rule.ts';
import { rulesOfAccess } from './rules_of_access.ts';
import { rulesOfData } from './rules_of_data.ts';
import { rulesOfScreens } from './rules_of_screens.ts';
import type { IntegrityRule } from './rule.ts';

/** In the order of the reference. */
export const integrityRules: readonly IntegrityRule[] = [...rulesOfData, ...rulesOfScreens, ...rulesOfAccess];

let ready: readonly ReadyRule[] | null = null;

/** @throws Error when a rule of the platform itself does not check, which a test holds against */
export function platformRules(): readonly ReadyRule[] {
  ready ??= integrityRules.map((rule) => {
    const { ready: one, faults } = compileRule(rule);
    if (!one)
      throw new Error(
        `${rule.id}: ${faults.map(({ key, fault }) => `${key} ${fault.code} ${fault.value}`).join('; ')}`,
      );
    return one;
  });
  return ready;
}
