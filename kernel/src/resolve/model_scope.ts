// What names mean in expressions over the entities of a model: for the compiler while the model grows, for the server's query filters after.
import type { EntityShape, ListShape, MemberShape, Scope } from '../expressions/scope.ts';
import type { Expr, ExprType, Root } from '../expressions/tree.ts';
import { codeIndex, fieldType, isStored } from '../field_types/index.ts';
import type { CodeListModel, EntityModel, FieldModel } from '../model.ts';

/** The part of a model that expressions look names up in. */
export interface Names {
  entities: Record<string, EntityModel>;
  lists: Record<string, CodeListModel>;
  /** What settings of packages there are. */
  tenant?: { setting_types: Record<string, ExprType> };
  /** Name of the entity that plays the org or the person; left out: looked for among the entities. */
  playing?(part: string): string | undefined;
  /** Tree of a computed field or named filter; left out: as it stands in the model. */
  inline?(entity: string, member: string): Expr | null;
}

export interface ScopeOptions {
  /** Entity of each root in scope; `row:<entity>#<field>` for rows of children. */
  roots: Partial<Record<Root, string>>;
  /** Package in which bare names of lists and entities resolve. */
  package: string;
  /** Named filters may stand alone: in keys typed "filter" and in query filters. */
  bareFilters?: boolean;
  /** Shapes of roots that are no entity (input, params, event), by the name that `roots` gives them. */
  shapes?: Readonly<Record<string, EntityShape>>;
  /** Names in scope from the beginning: answer, subject, the element of a block. */
  variables?: readonly { name: string; type: ExprType }[];
  /** Fields that the actor may not read in clear. */
  forbidden?: (entity: string, field: string) => boolean;
}

/**
 * The scope of an expression over a model.
 * @example modelScope(model, { roots: { record: 'food.operator' }, package: 'food', bareFilters: true })
 */
export function modelScope(names: Names, options: ScopeOptions): Scope {
  const entity = (name: string): EntityShape | undefined =>
    options.shapes && Object.hasOwn(options.shapes, name)
      ? options.shapes[name]
      : shapeOfEntity(names, resolveName(names.entities, name, options.package));
  return {
    roots: options.roots,
    package: options.package,
    bareFilters: options.bareFilters === true,
    entity,
    list: (name) => shapeOfList(names, resolveName(names.lists, name, options.package)),
    row: (type) => shapeOfRow(names, type),
    actorType: (member) => actorType(names, member),
    ...(names.tenant && { settings: names.tenant.setting_types }),
    ...(options.variables && { variables: options.variables }),
    ...(options.forbidden && { forbidden: options.forbidden }),
  };
}

function resolveName(record: Record<string, unknown>, name: string, own: string): string {
  return Object.hasOwn(record, name) ? name : `${own}.${name}`;
}

const systemMembers: Record<string, ExprType> = {
  created_at: 'datetime',
  updated_at: 'datetime',
  version: 'integer',
  quarantined: 'boolean',
};

/** Names of the members that every record has and that lists may show. */
export const systemMemberNames: readonly string[] = ['id', ...Object.keys(systemMembers)];

function shapeOfEntity(names: Names, name: string): EntityShape | undefined {
  const entity = Object.hasOwn(names.entities, name) ? names.entities[name] : undefined;
  if (!entity) return undefined;
  return {
    name,
    label: entity.label,
    tree: entity.tree,
    member: (member) => memberOf(names, entity, member),
    memberNames: () => [
      ...entity.fields.map((field) => field.name),
      ...Object.keys(entity.filters),
      ...Object.keys(entity.backs),
      ...systemMemberNames,
    ],
  };
}

function memberOf(names: Names, entity: EntityModel, name: string): MemberShape | undefined {
  const field = entity.fields.find((candidate) => candidate.name === name);
  if (field) {
    const shape: MemberShape = { name, type: expressionType(entity.name, field), kind: 'field' };
    if (field.as !== null) shape.inline = () => (names.inline ? names.inline(entity.name, name) : field.value);
    if (field.as !== null && isStored(field)) shape.stored = true;
    return shape;
  }
  const filter = Object.hasOwn(entity.filters, name) ? entity.filters[name] : undefined;
  if (filter)
    return {
      name,
      type: 'boolean',
      kind: 'filter',
      inline: () => (names.inline ? names.inline(entity.name, name) : filter.expr),
    };
  const back = Object.hasOwn(entity.backs, name) ? entity.backs[name] : undefined;
  if (back) return { name, type: `set:ref:${back.entity}`, kind: 'back', via: back.field };
  if (name === 'id') return { name, type: `ref:${entity.name}`, kind: 'system' };
  const system = Object.hasOwn(systemMembers, name) ? systemMembers[name] : undefined;
  return system ? { name, type: system, kind: 'system' } : undefined;
}

/** Type of a field in expressions; rows (and files) are named by the entity that holds them. */
export function expressionType(entity: string, field: FieldModel): ExprType {
  const type = fieldType(field.type).expression(field);
  return type === 'set:row:' ? `set:row:${entity}#${field.name}` : type;
}

/** `row:<entity>#<field>`: the cells of a row of children. */
function shapeOfRow(names: Names, type: string): EntityShape | undefined {
  const [, entityName = '', fieldName = ''] = /^(?:row:)?([^#]+)#(.+)$/.exec(type) ?? [];
  const entity = Object.hasOwn(names.entities, entityName) ? names.entities[entityName] : undefined;
  const parent = entity?.fields.find((field) => field.name === fieldName);
  if (!parent) return undefined;
  return {
    name: type,
    label: parent.label,
    member(name) {
      const field = parent.fields.find((candidate) => candidate.name === name);
      if (field) return { name, type: expressionType(entityName, field), kind: 'field' };
      if (name === 'index') return { name, type: 'integer', kind: 'system' };
      return name === 'id' ? { name, type: `ref:row:${entityName}#${fieldName}`, kind: 'system' } : undefined;
    },
    memberNames: () => [...parent.fields.map((field) => field.name), 'id', 'index'],
  };
}

function shapeOfList(names: Names, name: string): ListShape | undefined {
  const list = Object.hasOwn(names.lists, name) ? names.lists[name] : undefined;
  if (!list) return undefined;
  const { byCode } = codeIndex(list);
  return {
    name,
    tree: list.tree,
    has: (code) => byCode.has(code),
    codes: () => list.codes.map((code) => code.code),
    parent: (code) => byCode.get(code)?.parent ?? null,
    label: (code) => byCode.get(code)?.label ?? null,
  };
}

function actorType(names: Names, member: string): ExprType | undefined {
  const playing = (part: NonNullable<EntityModel['plays']>): string | undefined =>
    names.playing ? names.playing(part) : Object.values(names.entities).find((entity) => entity.plays === part)?.name;
  const org = playing('org');
  const person = playing('person');
  if (org !== undefined && (member === 'org' || member === 'station')) return `ref:${org}`;
  if (org !== undefined && member === 'orgs') return `set:ref:${org}`;
  if (person !== undefined && member === 'person') return `ref:${person}`;
  return undefined;
}
