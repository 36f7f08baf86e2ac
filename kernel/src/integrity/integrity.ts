// Integrity of a metadata base: what compiles and is still not well. Rules are data; this asks them of every part of the model.
import { compile } from '../compile.ts';
import type { CompileInput } from '../compile.ts';
import { createSink } from '../diagnostics/diagnostic.ts';
import type { Memory } from '../memory/memory.ts';
import { canonical, findEntry } from '../overlay/address.ts';
import { applyPatches } from '../overlay/apply_patches.ts';
import { loadPackage, shared } from '../parse/load_package.ts';
import type { LoadedDocument, LoadedPackage } from '../parse/load_package.ts';
import { placeOf } from '../parse/node.ts';
import type { Entry, Source } from '../parse/node.ts';
import { orderPackages } from '../resolve/order_packages.ts';
import { gatherParts } from './gather.ts';
import type { LiveFacts } from './gathering.ts';
import { integrityChoices } from './package_rules.ts';
import type { Part } from './part.ts';
import { integrityCode, integritySeverities } from './rule.ts';
import type { IntegrityFinding } from './rule.ts';
import { platformRules } from './rules.ts';

/**
 * What the rules of the platform and of the packages find, the gravest first, then by file and line.
 * @param live left out: rules that need it find nothing
 * @returns nothing while the documents do not compile: their diagnostics come first
 */
export function integrity(input: CompileInput, live: LiveFacts = {}, memory: Memory = shared): IntegrityFinding[] {
  const { model } = compile(input, memory);
  if (!model) return [];
  const sink = createSink();
  const tenant = input.tenant ? loadPackage(input.tenant, memory) : null;
  const packages = orderPackages(
    input.packages.map((source) => loadPackage(source, memory)),
    tenant,
    sink,
  );
  const { documents } = applyPatches(packages, tenant, sink);
  const placed = new Map([...documents, ...manifestsAndPatches(packages, tenant)]);
  const parts = gatherParts({ model, documents, packages, tenant, live });
  const { rules, severity, accepted } = integrityChoices(packages, tenant, sink);
  const findings: IntegrityFinding[] = [];
  for (const rule of [...platformRules(), ...rules]) {
    const grave = severity.get(rule.id) ?? rule.severity;
    if (grave === 'off') continue;
    for (const part of parts[rule.each]) {
      const document = placed.get(part.document);
      if (!document || !rule.breaks(part)) continue;
      const address = canonical([...part.address]);
      if (accepted.has(`${rule.id} ${part.document}`) || accepted.has(`${rule.id} ${part.document} ${address}`))
        continue;
      findings.push({
        rule: rule.id,
        code: integrityCode(rule.id),
        severity: grave,
        package: document.package,
        document: part.document,
        address,
        ...placeIn(document, part),
        ...rule.says(part),
      });
    }
  }
  return findings.sort(compare);
}

function manifestsAndPatches(
  packages: readonly LoadedPackage[],
  tenant: LoadedPackage | null,
): [string, LoadedDocument][] {
  return (tenant ? [...packages, tenant] : packages).flatMap((layer) => [
    ...(layer.manifest ? [[`${layer.manifest.kind} ${layer.name}`, layer.manifest] as [string, LoadedDocument]] : []),
    ...layer.patches.map((patch): [string, LoadedDocument] => [`Patch ${patch.source.path}`, patch]),
  ]);
}

/** Where a part stands, as deep as the document goes: a grant may be written under the bare name of its entity. */
function placeIn(document: LoadedDocument, part: Part): Pick<IntegrityFinding, 'path' | 'line' | 'col'> {
  let [source, offset]: [Source, number] = [document.source, document.node.start];
  let node: Parameters<typeof findEntry>[0] = document.node;
  for (const segment of part.address) {
    const bare = segment.slice(segment.indexOf('.') + 1);
    const entry: Entry | undefined = findEntry(node, segment) ?? (bare === segment ? undefined : findEntry(node, bare));
    if (!entry) break;
    [source, offset, node] = [entry.source, entry.keyStart, entry.value];
  }
  return { path: source.path, ...placeOf(source, offset) };
}

function compare(a: IntegrityFinding, b: IntegrityFinding): number {
  return (
    integritySeverities.indexOf(a.severity) - integritySeverities.indexOf(b.severity) ||
    (a.path < b.path ? -1 : a.path > b.path ? 1 : 0) ||
    a.line - b.line ||
    (a.rule < b.rule ? -1 : 1)
  );
}
