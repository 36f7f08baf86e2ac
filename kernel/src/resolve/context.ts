// What the stages of resolving share: the documents, the model as it grows, and the work that waits until all names are known.
import type { Sink } from '../diagnostics/diagnostic.ts';
import type { Expr } from '../expressions/tree.ts';
import type { EntityModel, FieldModel, Model } from '../model.ts';
import type { LoadedDocument, SourceFile } from '../parse/load_package.ts';
import { lineOf, placeOf } from '../parse/node.ts';
import type { Entry, Source } from '../parse/node.ts';
import type { Origin } from '../model.ts';

export interface Context {
  sink: Sink;
  documents: Map<string, LoadedDocument>;
  /** Fields that the bureau withdrew, by entity: lists of fields lose them without a word. */
  withdrawn: Map<string, Set<string>>;
  /** Inverse sides that went with them: "market.subject food.operations". */
  withdrawnBacks: Set<string>;
  /** CSVs by package and path. */
  csv: Map<string, Map<string, SourceFile>>;
  /** Names of the settings that each package declares. */
  settings: Map<string, string[]>;
  /** Name of the bureau, null when packages are compiled alone. */
  tenant: string | null;
  model: Model;
  /** Trees of computed fields and filters by "entity.member", made when first asked for. */
  inlines: Map<string, () => Expr | null>;
  /** Expressions to be checked once every entity, list and back is known. */
  later: (() => void)[];
}

export function documentsOf(ctx: Context, kind: LoadedDocument['kind']): LoadedDocument[] {
  return [...ctx.documents.values()].filter((document) => document.kind === kind);
}

export const nameOf = (document: LoadedDocument): string => `${document.package}.${document.name}`;

export function originOf(at: { source: Source; start: number }): Origin {
  return { package: at.source.package, path: at.source.path, line: lineOf(at) };
}

export function entryOrigin(entry: Entry): Origin {
  const { source } = entry;
  return { package: source.package, path: source.path, line: placeOf(source, entry.keyStart).line };
}

export function findField(entity: EntityModel, name: string): FieldModel | undefined {
  return entity.fields.find((field) => field.name === name);
}

export function isWithdrawn(ctx: Context, entity: string, field: string): boolean {
  return ctx.withdrawn.get(entity)?.has(field) === true;
}

/** Own property or undefined: names come from documents, and "constructor" is a name. */
export function own<T>(record: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
