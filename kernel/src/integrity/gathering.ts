// What the gatherers of parts share: the model, its documents, who uses what, and how parts find each other.
import type { Model } from '../model.ts';
import type { LoadedDocument, LoadedPackage } from '../parse/load_package.ts';
import type { Part } from './part.ts';
import type { PartKind } from './part_names.ts';
import type { Usage } from './usage.ts';

/** What only a running bureau knows. */
export interface LiveFacts {
  /** People who hold each role today; a role that is not in it is held by nobody. */
  holders?: ReadonlyMap<string, number>;
}

export interface Gathering {
  model: Model;
  documents: ReadonlyMap<string, LoadedDocument>;
  packages: readonly LoadedPackage[];
  tenant: LoadedPackage | null;
  usage: Usage;
  live: LiveFacts;
  /** Finds a part by kind and name once all are there. */
  find(kind: PartKind, name: string): Part | undefined;
}

/** Values that every part has. */
export function namedValues(
  gathering: Gathering,
  name: string,
  label: string,
  owner: string,
): Record<'name' | 'label' | 'package', string> & { own: boolean } {
  return { name, label, package: owner, own: owner === gathering.tenant?.name };
}

/** Package or bureau of a qualified name. */
export const packageOf = (name: string): string => name.slice(0, name.indexOf('.'));
