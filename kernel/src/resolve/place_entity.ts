// Entities over a memory: an outline and its expressions are recalled together or made together, because making expressions
// fills the objects of the outline, and those of an earlier time belong to its model.
import { copy, equal } from '../memory/equal.ts';
import type { EntityModel } from '../model.ts';
import type { LoadedDocument } from '../parse/load_package.ts';
import { nameOf } from './context.ts';
import type { BuiltEntity, Context } from './context.ts';

type Outline = (document: LoadedDocument, ctx: Context) => EntityModel;
type Finish = (entity: EntityModel, document: LoadedDocument, ctx: Context) => void;

/** An entity on its way into the model. */
export interface EntityPlace {
  document: LoadedDocument;
  outlineOf: Outline;
  /** Finished entities of earlier times that may serve again, the newest first. */
  known: BuiltEntity[];
}

const outlineKey = (name: string): string => `entity ${name}`;

/** Puts the outline of an entity into the model, without inverse sides. */
export function placeEntity(document: LoadedDocument, outlineOf: Outline, ctx: Context): EntityPlace {
  const name = nameOf(document);
  const recalled = ctx.round.recall(outlineKey(name), [document], true);
  const [first] = recalled;
  if (first) ctx.round.tell(first);
  const known = recalled.map(({ result }) => result as BuiltEntity); // work of this key gives entities
  const place: EntityPlace = { document, outlineOf, known };
  if (known[0]) ctx.model.entities[name] = { ...known[0].entity, backs: {} };
  else build(place, {}, ctx);
  return place;
}

/** Inverse sides come from other entities: those that have others now cannot serve again. */
export function settleBacks(place: EntityPlace, ctx: Context): void {
  const name = nameOf(place.document);
  const backs = ctx.model.entities[name]?.backs ?? {};
  const [first] = place.known;
  if (!first) {
    shape(place, ctx);
    return;
  }
  place.known = place.known.filter(({ entity }) => equal(entity.backs, backs));
  const [serves] = place.known;
  if (serves) put(place, serves, ctx);
  else {
    build(place, backs, ctx);
    shape(place, ctx);
  }
}

/** Makes the expressions of an entity, or takes it whole as it was when they read the same. */
export function finishEntity(place: EntityPlace, finish: Finish, ctx: Context): void {
  const { round, model, built } = ctx;
  const { document } = place;
  const name = nameOf(document);
  for (const candidate of place.known) {
    const [found] = round.recall(`finish ${name}`, [candidate]);
    if (!found) continue;
    round.tell(found);
    put(place, candidate, ctx);
    return;
  }
  if (place.known.length > 0) {
    build(place, model.entities[name]?.backs ?? {}, ctx);
    shape(place, ctx);
  }
  const made = built.of.get(name);
  if (!made) return;
  round.run(`finish ${name}`, [made], () => {
    for (const task of made.later.splice(0)) task();
    finish(made.entity, document, ctx);
  });
  const twin = past(name, ctx).find((other) => other !== made && equal(other.entity, made.entity));
  if (twin) made.whole = twin.whole;
}

function build({ document, outlineOf }: EntityPlace, backs: EntityModel['backs'], ctx: Context): void {
  const name = nameOf(document);
  const made = ctx.round.run(outlineKey(name), [document], (): BuiltEntity => {
    const later: BuiltEntity['later'] = [];
    const entity = outlineOf(document, { ...ctx, later });
    return { entity, later, shape: null, outline: {}, whole: {} };
  });
  made.entity.backs = backs;
  ctx.built.of.set(name, made);
  ctx.model.entities[name] = made.entity;
}

function put({ document }: EntityPlace, known: BuiltEntity, ctx: Context): void {
  const name = nameOf(document);
  ctx.built.of.set(name, known);
  ctx.model.entities[name] = known.entity;
}

/** Takes down what others may read of the entity while expressions are checked. */
function shape({ document }: EntityPlace, ctx: Context): void {
  const name = nameOf(document);
  const made = ctx.built.of.get(name);
  if (!made || !ctx.round.remembers) return;
  made.shape = copy(made.entity);
  const twin = past(name, ctx).find((other) => other !== made && equal(other.shape, made.shape));
  if (twin) made.outline = twin.outline;
}

const past = (name: string, ctx: Context): BuiltEntity[] => ctx.round.past(outlineKey(name)) as BuiltEntity[]; // work of this key gives entities
