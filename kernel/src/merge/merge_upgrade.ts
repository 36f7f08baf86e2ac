// Other versions of packages under a bureau that patched them: a three-way merge of base (what the bureau saw), theirs (the new version) and
// ours (its patches). What both changed is a conflict; nothing is decided here, and nothing is lost without a conflict that names it.
import { createSink } from '../diagnostics/diagnostic.ts';
import { applyPatches, patchedKey, operationsOf } from '../overlay/apply_patches.ts';
import { loadPackage } from '../parse/load_package.ts';
import type { LoadedDocument, LoadedPackage, PackageSource } from '../parse/load_package.ts';
import { scalarAt } from '../parse/node.ts';
import { orderPackages } from '../resolve/order_packages.ts';
import { brokenReferences } from './broken_references.ts';
import type { MergeConflict, Merged, MergedDocument, MergeInput } from './contract.ts';
import { editedText } from './edit_text.ts';
import { entityOf, renamedFields, renamedIn } from './field_names.ts';
import type { RenamedFields } from './field_names.ts';
import { mergeOperation, plainWith, sideOf } from './merge_operation.ts';
import type { Outcome } from './merge_operation.ts';
import { rewritePatch, scalarEdits } from './rewrite_patch.ts';
import { versionsOf, withVersions } from './set_versions.ts';

/**
 * What becomes of a bureau's documents under other versions of its packages.
 * @returns the documents that change, and the conflicts; one that is not decided leaves the bureau's change out of the texts
 */
export function mergeUpgrade(input: MergeInput): Merged {
  const tenant = loadPackage(input.tenant);
  const after = documentsOf(input.after);
  const bases = new Map<string, Documents>();
  const before = documentsOf(input.before);
  const conflicts: MergeConflict[] = [];
  const changes: MergedDocument[] = [];
  const change = (path: string, was: string, text: string | null): void => {
    if (text !== was) changes.push({ path, text });
  };
  const patches = [...tenant.patches].sort((a, b) => (a.source.path < b.source.path ? -1 : 1));
  const outcomes = new Map<string, Outcome[]>();
  for (const patch of patches) {
    const base = baseOf(patch, input, before, bases);
    const fields = renamedFields(base.documents, after.documents);
    const merged = mergePatch(patch, { tenant, base, after, fields, input, conflicts });
    if (merged === 'as it is') continue;
    outcomes.set(patch.source.path, merged);
    change(patch.source.path, patch.source.text, rewritePatch(patch, merged, newBase(patch, after)));
  }
  const fields = renamedFields(before.documents, after.documents);
  for (const document of tenant.documents)
    change(document.source.path, document.source.text, renamedDocument(document, fields));
  const versions = withVersions(input.tenant, versionChanges(input, after));
  if (versions) changes.push(versions);
  const byPath = new Map(patches.map((patch) => [patch.source.path, patch]));
  const baseNow = (path: string): string | null => {
    const patch = byPath.get(path);
    return patch ? newBase(patch, after) : null;
  };
  brokenReferences({ input, changes, conflicts, outcomes, patches: byPath, baseOf: baseNow });
  return { changes: changes.sort((a, b) => (a.path < b.path ? -1 : 1)), conflicts };
}

interface Documents {
  /** After the patches of packages, before the bureau's. */
  documents: Map<string, LoadedDocument>;
  packages: Map<string, LoadedPackage>;
}

function documentsOf(sources: readonly PackageSource[]): Documents {
  const sink = createSink();
  const packages = orderPackages(
    sources.map((source) => loadPackage(source)),
    null,
    sink,
  );
  return {
    documents: applyPatches(packages, null, sink).documents,
    packages: new Map(packages.map((one) => [one.name, one])),
  };
}

/** What the bureau saw when it wrote the patch: the version that it names, where that is known and is not the one that runs. */
function baseOf(patch: LoadedDocument, input: MergeInput, before: Documents, bases: Map<string, Documents>): Documents {
  const [, name, version] = /^([a-z][a-z0-9]*)@(.+)$/.exec(scalarAt(patch.node, 'base')?.raw ?? '') ?? [];
  if (name === undefined || version === undefined || before.packages.get(name)?.version === version) return before;
  const written = input.written?.find((source) => source.name === name && loadPackage(source).version === version);
  if (!written) return before;
  const key = `${name}@${version}`;
  let found = bases.get(key);
  if (!found) {
    const others = input.before.filter((source) => source.name !== name);
    bases.set(key, (found = documentsOf([...others, written])));
  }
  return found;
}

interface Round {
  tenant: LoadedPackage;
  base: Documents;
  after: Documents;
  fields: RenamedFields;
  input: MergeInput;
  conflicts: MergeConflict[];
}

function mergePatch(patch: LoadedDocument, round: Round): Outcome[] | 'as it is' {
  const key = patchedKey(patch);
  const before = key === null ? undefined : round.base.documents.get(key);
  // It was broken before: that is told when it is compiled.
  if (key === null || !before) return 'as it is';
  const after = round.after.documents.get(key);
  if (!after) return documentGone(patch, key, before, round);
  return operationsOf(patch, createSink()).flatMap((operation) => {
    const decided = (id: string) => round.input.decisions?.get(id);
    const { tenant, fields, conflicts } = round;
    const outcome = mergeOperation(operation, {
      ...{ path: patch.source.path, key, before, after, fields, tenant, conflicts },
      decided,
    });
    return outcome ? [outcome] : [];
  });
}

/** Of a package that goes altogether the patches go too; of one that stays, somebody has to say so. */
function documentGone(patch: LoadedDocument, key: string, before: LoadedDocument, round: Round): Outcome[] {
  if (!round.after.packages.has(before.package)) return [];
  const id = `${patch.source.path} document`;
  round.conflicts.push({
    ...{ id, reason: 'removed', path: patch.source.path, document: key, address: '', does: 'document' },
    base: sideOf(before.node, before.node),
    theirs: null,
    ours: sideOf(patch.node, patch.node),
    fault: null,
    choices: ['theirs'],
    decision: round.input.decisions?.get(id) ?? null,
  });
  return [];
}

function newBase(patch: LoadedDocument, after: Documents): string | null {
  const name = after.documents.get(patchedKey(patch) ?? '')?.package;
  const version = name === undefined ? undefined : after.packages.get(name)?.version;
  return scalarAt(patch.node, 'base') && version !== undefined ? `${name}@${version}` : null;
}

/** A document of the bureau's own that names fields by their new names. */
function renamedDocument(document: LoadedDocument, fields: RenamedFields): string {
  const about = { kind: document.kind, entity: entityOf(document) };
  const renamed = fields.size === 0 ? [] : renamedIn(document.node, about, [], fields);
  if (renamed.length === 0) return document.source.text;
  const wanted = plainWith(document.node, renamed) as Record<string, unknown>; // the top of a document is a map
  return editedText(document.source, scalarEdits(renamed), wanted);
}

function versionChanges(input: MergeInput, after: Documents): Record<string, string | null> {
  const now = versionsOf(input.tenant);
  const changes: Record<string, string | null> = {};
  for (const name of Object.keys(now)) changes[name] = after.packages.get(name)?.version ?? null;
  const run = new Set(input.before.map(({ name }) => name));
  for (const [name, { version }] of after.packages) if (!(name in now) && !run.has(name)) changes[name] = version;
  return changes;
}
