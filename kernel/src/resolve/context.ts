// What the stages of resolving share: the documents, the model as it grows, and the work that waits until all names are known.
import type { Sink } from '../diagnostics/diagnostic.ts';
import type { Expr } from '../expressions/tree.ts';
import type { Round } from '../memory/round.ts';
import type { EntityModel, FieldModel, Model } from '../model.ts';
import type { LoadedDocument, SourceFile } from '../parse/load_package.ts';
import { lineOf, placeOf } from '../parse/node.ts';
import type { Entry, Source } from '../parse/node.ts';
import type { Origin } from '../model.ts';

export interface Context {
  sink: Sink;
  /** Pieces of work go through here, so that they are run again only when what they read has changed. */
  round: Round;
  documents: ReadonlyMap<string, LoadedDocument>;
  /** Documents of a kind in their order. */
  ofKind(kind: string): readonly LoadedDocument[];
  /** Fields that the bureau withdrew, by entity: lists of fields lose them without a word. */
  withdrawn: ReadonlyMap<string, Set<string>>;
  /** Inverse sides that went with them: "market.subject food.operations". */
  withdrawnBacks: { has(name: string): boolean };
  /** A CSV by package and path, with a line break between. */
  csv(name: string): SourceFile | undefined;
  /** Names of the settings that each package declares. */
  settings: ReadonlyMap<string, string[]>;
  /** True for the name of the bureau; false for all when packages are compiled alone. */
  isBureau(name: string): boolean;
  /** Name of the list that carries a standard (`gbt2260-2023` for `gbt2260`). */
  standard(standard: string): string | undefined;
  /** Name of the entity that plays the org or the person. */
  playing(part: string): string | undefined;
  /** The model as it grows. What is read from it is noted; it is written to only outside of pieces of work. */
  model: Model;
  built: BuiltEntities;
  /** The same model for stages that walk all of it outside of pieces of work. */
  untracked: Model;
  /** Tree of a computed field or filter; null where it has faults. */
  inline(entity: string, member: string): Expr | null;
  /** Names of events, collected when first asked for. */
  events: { known: Map<string, string | null> | null };
  /** Expressions to be checked once every entity, list and back is known. */
  later: (() => void)[];
}

/** Entities on their way, for telling whether one is what it was. */
export interface BuiltEntities {
  /** Which of the tokens counts: none while fields are read, the outline while expressions are checked, then the whole. */
  phase: 'structure' | 'outline' | 'whole';
  of: Map<string, BuiltEntity>;
}

export interface BuiltEntity {
  entity: EntityModel;
  /** What is still to be done once all entities are there; empty when it is done. */
  later: (() => void)[];
  /** Plain copy of the entity before its expressions, as others see it while theirs are checked. */
  shape: unknown;
  /** The same object for entities of one shape. */
  outline: object;
  /** The same object for entities that are equal altogether. */
  whole: object;
}

export function documentsOf(ctx: Context, kind: LoadedDocument['kind']): readonly LoadedDocument[] {
  return ctx.ofKind(kind);
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
