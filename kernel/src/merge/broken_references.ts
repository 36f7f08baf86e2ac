// What a merge without overlaps broke all the same: a bureau's view of a field that is no more, a new expression over a field that the bureau
// withdrew. Each becomes a conflict of the change that is to blame, and stops like any other.
import { compile } from '../compile.ts';
import { createSink } from '../diagnostics/diagnostic.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { operationsOf, patchedKey } from '../overlay/apply_patches.ts';
import type { LoadedDocument } from '../parse/load_package.ts';
import { loadPackage, parseDocument } from '../parse/load_package.ts';
import type { Decision, Merged, MergeConflict, MergeInput, MergeSide } from './contract.ts';
import type { Outcome } from './merge_operation.ts';
import { readValue } from './read_value.ts';
import { rewritePatch } from './rewrite_patch.ts';
import { withChanges } from './with_changes.ts';

export interface MergedSoFar extends Merged {
  input: MergeInput;
  /** What is left of each patch file, by path. */
  outcomes: Map<string, Outcome[]>;
  patches: ReadonlyMap<string, LoadedDocument>;
  /** `food@2.0.0` for a patch file. */
  baseOf(path: string): string | null;
}

/** A decision may lay another fault bare. */
const ROUNDS = 8;
/** Trials for a fault that stands in a package's own file. */
const MOST_TRIALS = 200;

/** Adds the conflicts, and what was decided about them to the changes. */
export function brokenReferences(merged: MergedSoFar): void {
  let known: Set<string> | null = null;
  for (let round = 0; round < ROUNDS; round++) {
    const faults = faultsOf(merged);
    if (faults.length === 0) return;
    known ??= oldFaults(merged);
    let acted = false;
    for (const fault of faults) {
      if (known.has(keyOf(fault))) continue;
      const conflict = conflictOf(merged, fault);
      if (!conflict) continue;
      const before = merged.conflicts.find(({ id }) => id === conflict.id);
      if (before) {
        // What was decided is no better.
        if (before.decision && round > 0) before.decision = null;
        continue;
      }
      merged.conflicts.push(conflict);
      if (conflict.decision && decide(merged, conflict, conflict.decision)) acted = true;
    }
    if (!acted) return;
  }
}

function faultsOf({ input, changes }: MergedSoFar): Diagnostic[] {
  const tenant = withChanges(input.tenant, changes);
  return compile({ packages: input.after, tenant }).diagnostics.filter(({ severity }) => severity === 'error');
}

/** What was wrong before is not for the merge to tell. */
function oldFaults({ input }: MergedSoFar): Set<string> {
  const { model, diagnostics } = compile({ packages: input.before, tenant: input.tenant });
  return new Set(model ? [] : diagnostics.map(keyOf));
}

const keyOf = ({ code, path, at, value }: Diagnostic): string => [code, path, at, value].join(' ');

function conflictOf(merged: MergedSoFar, fault: Diagnostic): MergeConflict | null {
  const { input, patches } = merged;
  const file = patches.get(fault.path);
  const outcome = file ? outcomeAt(merged, file, fault) : null;
  if (file && outcome) return referenceConflict(merged, fault, file, outcome);
  const own = input.tenant.files.find(({ path }) => path === fault.path);
  if (!own) return culprit(merged, fault);
  const id = `${fault.path} reference`;
  const ours: MergeSide = { value: fault.value, package: input.tenant.name, path: fault.path, line: fault.line };
  return {
    ...{ id, reason: 'reference', path: fault.path, document: fault.path, address: '', does: 'document' },
    ...{ base: null, theirs: null, ours, fault: partOf(fault) },
    // Without the document that names its packages there would be no bureau.
    choices: loadPackage(input.tenant).manifest?.source.path === own.path ? ['text'] : ['theirs', 'text'],
    decision: input.decisions?.get(id) ?? null,
  };
}

function referenceConflict(
  merged: MergedSoFar,
  fault: Diagnostic,
  file: LoadedDocument,
  outcome: Outcome,
): MergeConflict {
  const path = file.source.path;
  const id = [path, 'reference', outcome.does, outcome.address].join(' ');
  const ours = { value: outcome.value, package: file.package, path, line: fault.path === path ? fault.line : 1 };
  return {
    ...{ id, reason: 'reference', path, document: patchedKey(file) ?? '', address: outcome.address },
    ...{ does: outcome.does, base: null, theirs: null, ours, fault: partOf(fault) },
    choices: outcome.does === 'remove' ? ['theirs'] : ['theirs', 'text'],
    decision: merged.input.decisions?.get(id) ?? null,
  };
}

const partOf = ({ code, at, value, params }: Diagnostic): MergeConflict['fault'] => ({ code, at, value, params });

/** The operation whose text holds the place of the fault. */
function outcomeAt(merged: MergedSoFar, file: LoadedDocument, fault: Diagnostic): Outcome | null {
  const path = file.source.path;
  const text = merged.changes.find((change) => change.path === path)?.text ?? file.source.text;
  const now = parseDocument({ path, text }, file.package, createSink());
  if (!now) return null;
  const lines = text.split('\n');
  const offset = lines.slice(0, fault.line - 1).reduce((sum, line) => sum + line.length + 1, 0) + fault.col - 1;
  const found = operationsOf(now, createSink())
    .filter((operation) => operation.offset <= offset)
    .sort((a, b) => b.offset - a.offset)[0];
  const left = merged.outcomes.get(path) ?? [];
  return left.find((one) => one.does === found?.does && one.address === found.text) ?? null;
}

/** The change without which a package's own file would be right. */
function culprit(merged: MergedSoFar, fault: Diagnostic): MergeConflict | null {
  let trials = 0;
  for (const [path, outcomes] of merged.outcomes)
    for (const outcome of outcomes) {
      if (++trials > MOST_TRIALS) return null;
      const file = merged.patches.get(path);
      if (!file) continue;
      const text = rewritePatch(
        file,
        outcomes.filter((one) => one !== outcome),
        merged.baseOf(path),
      );
      const without = { ...merged, changes: [...merged.changes.filter((one) => one.path !== path), { path, text }] };
      if (!faultsOf(without).some((one) => keyOf(one) === keyOf(fault)))
        return referenceConflict(merged, fault, file, outcome);
    }
  return null;
}

/** @returns false where the decision changes nothing */
function decide(merged: MergedSoFar, conflict: MergeConflict, { choice, text }: Decision): boolean {
  const { path } = conflict;
  if (!conflict.choices.includes(choice)) return false;
  if (conflict.does === 'document') return put(merged, path, choice === 'theirs' ? null : (text ?? ''));
  const file = merged.patches.get(path);
  const read = choice === 'text' ? readValue(text ?? '') : null;
  if (!file || (choice === 'text' && !read)) return false;
  const outcomes = (merged.outcomes.get(path) ?? []).flatMap((one) => {
    if (one.does !== conflict.does || one.address !== conflict.address) return [one];
    return read ? [{ ...one, value: read.value, renamed: [] }] : [];
  });
  merged.outcomes.set(path, outcomes);
  return put(merged, path, rewritePatch(file, outcomes, merged.baseOf(path)));
}

function put(merged: MergedSoFar, path: string, text: string | null): boolean {
  const at = merged.changes.findIndex((change) => change.path === path);
  if (at === -1) merged.changes.push({ path, text });
  else merged.changes[at] = { path, text };
  return true;
}
