// What names mean at one place of a document of the later kinds: whose fields, which roots, which names from around.
import type { EntityShape } from '../../expressions/scope.ts';
import type { ExprType, Root } from '../../expressions/tree.ts';
import type { EntityModel, FieldModel } from '../../model.ts';
import type { LoadedDocument } from '../../parse/load_package.ts';
import { entriesAt } from '../../parse/node.ts';
import type { Entry, Node } from '../../parse/node.ts';
import { scopeIn } from '../check_text.ts';
import { nameOf, own } from '../context.ts';
import type { Context } from '../context.ts';
import { expressionType } from '../model_scope.ts';
import type { ScopeOptions } from '../model_scope.ts';
import { resolveField } from '../resolve_fields.ts';

export interface Place {
  ctx: Context;
  document: LoadedDocument;
  /** Whose fields references name; null where there is none. */
  entity: EntityModel | null;
  /** Whose fields the keys of `set` and `map` are: an entity or the rows of one (`row:…`). */
  target: string | null;
  scope: ScopeOptions;
  /** Inputs that are resolved, by the map that holds them. */
  inputs: Map<Node, FieldModel[]>;
}

export function placeOf(document: LoadedDocument, ctx: Context): Place {
  return {
    ctx,
    document,
    entity: null,
    target: null,
    scope: { roots: {}, package: document.package },
    inputs: new Map(),
  };
}

/** The place with `record` (and what its fields are) standing for an entity. */
export function withEntity(place: Place, entity: EntityModel | null): Place {
  if (!entity) return place;
  return {
    ...place,
    entity,
    target: entity.name,
    scope: { ...place.scope, roots: { ...place.scope.roots, record: entity.name, old: entity.name } },
  };
}

export function withRoot(place: Place, root: Root, name: string, shape?: EntityShape): Place {
  const { scope } = place;
  return {
    ...place,
    scope: {
      ...scope,
      roots: { ...scope.roots, [root]: name },
      ...(shape && { shapes: { ...scope.shapes, [name]: shape } }),
    },
  };
}

export function withVariables(place: Place, variables: { name: string; type: ExprType }[]): Place {
  return { ...place, scope: { ...place.scope, variables: [...(place.scope.variables ?? []), ...variables] } };
}

/** The place with the inputs of a map (`input:`, `params:`) in scope under their root. */
export function withInputs(place: Place, node: Node, key: 'input' | 'params', at: string): Place {
  const entries = entriesAt(node, key);
  if (entries.length === 0) return place;
  const fields: FieldModel[] = [];
  const name = `${key} ${nameOf(place.document)} ${at}`;
  const found = withRoot(place, key, name, shapeOf(name, fields, place));
  const map = node.kind === 'map' ? node.entries.get(key)?.value : undefined;
  for (const entry of entries) fields.push(inputField(entry, found, at === '' ? key : `${at}.${key}`));
  if (map) place.inputs.set(map, fields);
  return found;
}

const nobody: EntityModel = {
  name: '',
  package: '',
  label: '',
  title: [],
  kept: 'tenant',
  plays: null,
  source: null,
  tree: null,
  history: 'none',
  retain: null,
  large: false,
  fields: [],
  filters: {},
  checks: [],
  keys: [],
  backs: {},
  origin: { package: '', path: '', line: 0 },
};

function inputField(entry: Entry, place: Place, at: string): FieldModel {
  const { roots, shapes } = place.scope;
  const owner = {
    entity: place.entity ?? nobody,
    rows: null,
    package: place.document.package,
    at,
    scope: { roots, ...(shapes && { shapes }) },
  };
  return resolveField(entry, owner, place.ctx);
}

/** Members of `input.` or `params.`; rows chosen from are those of the record. */
function shapeOf(name: string, fields: FieldModel[], place: Place): EntityShape {
  return {
    name,
    label: name,
    member(wanted) {
      const field = fields.find((candidate) => candidate.name === wanted);
      if (!field) return undefined;
      const { rows } = field.options;
      const type =
        typeof rows === 'string' && place.entity && field.to.length === 0
          ? (`set:row:${place.entity.name}#${rows}` as const)
          : expressionType(place.entity?.name ?? '', field);
      return { name: wanted, type, kind: 'field' };
    },
    memberNames: () => fields.map((field) => field.name),
  };
}

/** The place with `event` in scope: an event of a record of that entity. */
export function withEvent(place: Place, entity: string | null): Place {
  const name = `event ${entity ?? ''}`;
  const members: Record<string, ExprType> = {
    ...(entity !== null && { record: `ref:${entity}` as const }),
    at: 'datetime',
    by: 'text',
  };
  return withRoot(place, 'event', name, {
    name,
    label: name,
    member: (wanted) => {
      const type = own(members, wanted);
      return type && { name: wanted, type, kind: 'field' };
    },
    memberNames: () => Object.keys(members),
  });
}

/** The shape that the keys of `set` and `map` are members of. */
export function targetShape(place: Place): EntityShape | undefined {
  if (place.target === null) return undefined;
  const scope = scopeIn(place.ctx, place.scope);
  return place.target.startsWith('row:') ? scope.row(place.target) : scope.entity(place.target);
}
