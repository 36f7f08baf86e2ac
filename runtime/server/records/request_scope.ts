// What a request's own expression may name: the entity's members through the actor's eyes. A field that he reads masked or
// not at all is as unknown to him as one that does not exist.
import { fieldType, type EntityModel, type EntityShape, type ExprType, type FieldModel, type MemberShape, type Model, type Scope } from '@shijian/kernel';
import type { TenantState } from '../revisions/tenants.ts';
import { accessOf, isReadInClear } from './access.ts';
import { SYSTEM_COLUMNS } from './columns.ts';

const SYSTEM: Record<string, ExprType> = { id: 'text', version: 'integer', created_at: 'datetime', updated_at: 'datetime', created_by: 'text', updated_by: 'text' };

/** Scope of a query filter over `entity` for these roles. */
export function requestScope(state: TenantState, roles: readonly string[], entity: string): Scope {
  const { model } = state;
  return {
    roots: { record: entity },
    package: model.entities[entity]!.package,
    bareFilters: true,
    entity: (name) => shapeOf(model, name),
    list: (name) => listShape(model, name),
    row: (type) => rowShape(model, type),
    actorType: (member) => actorType(model, member),
    forbidden: (name, field) => {
      const access = accessOf(state, roles, name);
      if (!access) return true;
      if (Object.hasOwn(SYSTEM_COLUMNS, field) || Object.hasOwn(access.entity.filters, field)) return false;
      return !isReadInClear(access, field) && !Object.hasOwn(access.entity.backs, field);
    },
  };
}

function shapeOf(model: Model, name: string): EntityShape | undefined {
  const entity = Object.hasOwn(model.entities, name) ? model.entities[name] : undefined;
  return entity && entityShape(entity);
}

function entityShape(entity: EntityModel): EntityShape {
  return {
    name: entity.name,
    label: entity.label,
    tree: entity.tree,
    member: (name) => memberOf(entity, name),
    memberNames: () => [...entity.fields.map((field) => field.name), ...Object.keys(entity.filters), ...Object.keys(entity.backs), ...Object.keys(SYSTEM)],
  };
}

function memberOf(entity: EntityModel, name: string): MemberShape | undefined {
  const field = entity.fields.find((candidate) => candidate.name === name);
  if (field) return fieldShape(field, entity.name);
  if (Object.hasOwn(entity.filters, name)) {
    return { name, type: 'boolean', kind: 'filter', inline: () => entity.filters[name]!.expr };
  }
  if (Object.hasOwn(entity.backs, name)) {
    const back = entity.backs[name]!;
    return { name, type: `set:ref:${back.entity}`, kind: 'back', via: back.field };
  }
  return Object.hasOwn(SYSTEM, name) ? { name, type: SYSTEM[name]!, kind: 'system' } : undefined;
}

function fieldShape(field: FieldModel, owner: string): MemberShape {
  if (field.value) return { name: field.name, type: field.as ?? 'text', kind: 'field', inline: () => field.value };
  const type = field.fields.length > 0 ? (`set:row:${owner}#${field.name}` as ExprType) : fieldType(field.type).expression(field);
  return { name: field.name, type, kind: 'field' };
}

function rowShape(model: Model, type: string): EntityShape | undefined {
  const [owner, name] = type.replace(/^row:/, '').split('#') as [string, string | undefined];
  const field = model.entities[owner]?.fields.find((candidate) => candidate.name === name);
  return field && {
    name: type,
    label: field.label,
    member: (child) => {
      const found = field.fields.find((candidate) => candidate.name === child);
      return found && fieldShape(found, type);
    },
    memberNames: () => field.fields.map((child) => child.name),
  };
}

function listShape(model: Model, name: string): ReturnType<Scope['list']> {
  const list = Object.hasOwn(model.lists, name) ? model.lists[name] : undefined;
  if (!list) return undefined;
  return {
    name,
    tree: list.tree,
    has: (code) => list.codes.some((item) => item.code === code),
    codes: () => list.codes.map((item) => item.code),
    parent: (code) => list.codes.find((item) => item.code === code)?.parent ?? null,
    label: (code) => list.codes.find((item) => item.code === code)?.label ?? null,
  };
}

function actorType(model: Model, member: string): ExprType | undefined {
  const org = Object.values(model.entities).find((entity) => entity.plays === 'org')?.name;
  const person = Object.values(model.entities).find((entity) => entity.plays === 'person')?.name;
  if (org && (member === 'org' || member === 'station')) return `ref:${org}`;
  if (org && member === 'orgs') return `set:ref:${org}`;
  return person && member === 'person' ? `ref:${person}` : undefined;
}
