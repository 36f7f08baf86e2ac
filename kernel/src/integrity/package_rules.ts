// Rules that packages bring themselves (`integrity.rules` of plugin.yaml), and how grave and accepted the bureau and the packages say findings are.
import { isDiagnosticCode } from '../diagnostics/catalogue.ts';
import type { Sink } from '../diagnostics/diagnostic.ts';
import { suggest } from '../diagnostics/suggest.ts';
import type { LoadedPackage } from '../parse/load_package.ts';
import { child, entriesAt, scalarAt, textAt, textsAt } from '../parse/node.ts';
import type { Entry } from '../parse/node.ts';
import { compileRule } from './compile_rule.ts';
import type { ReadyRule, RuleFault } from './compile_rule.ts';
import { isPartKind } from './parts.ts';
import { integrityRules } from './rules.ts';
import { integritySeverities } from './rule.ts';
import type { IntegritySeverity } from './rule.ts';

export interface IntegrityChoices {
  rules: ReadyRule[];
  /** Graveness by rule, where the bureau says one. */
  severity: ReadonlyMap<string, IntegritySeverity | 'off'>;
  /** `rule document` and `rule document address` that may stand. */
  accepted: ReadonlySet<string>;
}

/** Reads and checks them; faults go into the sink, and what is faulty is left out. */
export function integrityChoices(
  packages: readonly LoadedPackage[],
  tenant: LoadedPackage | null,
  sink: Sink,
): IntegrityChoices {
  const rules = packages.flatMap((p) =>
    entriesAt(child(p.manifest?.node, 'integrity'), 'rules').flatMap((entry) => readRule(entry, p.name, sink)),
  );
  const written = packages.flatMap((p) =>
    entriesAt(child(p.manifest?.node, 'integrity'), 'rules').map(({ key }) => `${p.name}.${key}`),
  );
  const known = new Set([...integrityRules.map(({ id }) => id), ...written]);
  const severity = new Map<string, IntegritySeverity | 'off'>();
  for (const entry of entriesAt(child(tenant?.manifest?.node, 'integrity'), 'severity')) {
    if (!isKnown(entry, `integrity.severity`, known, sink)) continue;
    const { value } = entry;
    const named = value.kind === 'scalar' ? severityOf(value.value) : null;
    if (named) severity.set(entry.key, named);
  }
  const accepted = new Set<string>();
  for (const layer of tenant ? [...packages, tenant] : packages) {
    const integrity = child(layer.manifest?.node, 'integrity');
    for (const entry of entriesAt(integrity, 'accept')) {
      if (!isKnown(entry, 'integrity.accept', known, sink)) continue;
      for (const { text } of textsAt(child(integrity, 'accept'), entry.key)) accepted.add(`${entry.key} ${text}`);
    }
  }
  return { rules, severity, accepted };
}

function isKnown(entry: Entry, at: string, known: ReadonlySet<string>, sink: Sink): boolean {
  if (known.has(entry.key)) return true;
  sink.add('E_INTEGRITY_RULE', entry.source, entry.keyStart, at, entry.key, suggest(entry.key, known));
  return false;
}

/** YAML reads a bare `off` as a text, other readers as false. */
function severityOf(value: unknown): IntegritySeverity | 'off' | null {
  if (value === 'off' || value === false) return 'off';
  return integritySeverities.find((one) => one === value) ?? null;
}

function readRule(entry: Entry, owner: string, sink: Sink): ReadyRule[] {
  const node = entry.value;
  const [each, rule] = [textAt(node, 'each') ?? '', textAt(node, 'rule')];
  const texts = { says: textAt(node, 'says') ?? '', remedy: textAt(node, 'remedy') ?? '' };
  // What is missing has been told by the shape.
  if (!isPartKind(each) || rule === undefined) return [];
  const where = textAt(node, 'where');
  const { ready, faults } = compileRule({
    id: `${owner}.${entry.key}`,
    each,
    severity: integritySeverities.find((one) => one === textAt(node, 'severity')) ?? 'warning',
    ...(where !== undefined && { where }),
    rule,
    doc: textAt(node, 'label') ?? entry.key,
    en: texts,
    zh: texts,
  });
  for (const fault of faults) report(fault, entry, sink);
  return ready ? [ready] : [];
}

function report({ key, fault }: RuleFault, entry: Entry, sink: Sink): void {
  const text = scalarAt(entry.value, key);
  if (!text) return;
  const code = isDiagnosticCode(fault.code) ? fault.code : 'E_EXPR_SYNTAX';
  // A text of several lines cannot be counted off; then the place is where it begins.
  const offset = text.textStart === null ? text.start : text.textStart + fault.start;
  sink.add(code, text.source, offset, `integrity.rules.${entry.key}.${key}`, fault.value, fault.params);
}
