// What an actor's roles allow on an entity, merged once per (roles, entity, revision). Closed: what no role grants is not there.
// Of fields the stricter wins: a field that one of the reading roles hides is hidden.
import { readsOf, type EntityModel, type Expr, type FieldModel, type GrantModel, type Template } from '@shijian/kernel';
import { scopeAmong } from '../identity/token_scope.ts';
import type { TenantState } from '../revisions/tenants.ts';

export interface Access {
  entity: EntityModel;
  /** Row scope of reading. */
  read: Expr;
  create: Expr | null;
  updates: { where: Expr; fields: ReadonlySet<string> | null }[];
  delete: Expr | null;
  restore: Expr | null;
  import: boolean;
  export: boolean;
  history: boolean;
  /** Masked fields that may be seen in clear, one at a time and on record. */
  reveal: ReadonlySet<string>;
  /** Personal fields that records may be looked for by, whole values only, on record. */
  find: ReadonlySet<string>;
  hidden: ReadonlySet<string>;
  /** Fields that leave, in model order. */
  fields: FieldModel[];
  /** Some role reads the rows of the bureaus below, too. */
  across: boolean;
  /** One of those reads their history as well. */
  historyAcross: boolean;
}

export const ALWAYS: Expr = { op: 'literal', type: 'boolean', value: true };

const cache = new WeakMap<object, Map<string, Access | null>>();

/** Access of a set of roles to an entity; null when it may not be read at all, or does not exist. */
export function accessOf(state: TenantState, roles: readonly string[], entityName: string): Access | null {
  let known = cache.get(state.model);
  if (!known) cache.set(state.model, (known = new Map()));
  const key = `${Number(state.keepsCity)} ${roles.join(',')} ${entityName}`;
  let access = known.get(key);
  if (access === undefined) known.set(key, (access = merge(state, roles, entityName)));
  return access;
}

/** True when the field leaves masked: personal values always do. */
export function isMasked(field: FieldModel): boolean {
  return field.personal !== null;
}

/** True when an actor may filter, sort, group by or name the field: he reads it, and in clear. */
export function isReadInClear(access: Access, fieldName: string): boolean {
  const field = access.fields.find((candidate) => candidate.name === fieldName);
  return field !== undefined && !isMasked(field);
}

/** Row scope under which these fields may be changed; null when no role allows it. */
export function updateScope(access: Access, changed: readonly string[]): Expr | null {
  const fitting = access.updates.filter(({ fields }) => fields === null || changed.every((name) => fields.has(name)));
  return any(fitting.map(({ where }) => where));
}

/** Fields that some role lets the actor change; null for all. */
export function updatableFields(access: Access): string[] | null {
  if (access.updates.some(({ fields }) => fields === null)) return null;
  return [...new Set(access.updates.flatMap(({ fields }) => [...(fields ?? [])]))];
}

function merge(state: TenantState, roles: readonly string[], entityName: string): Access | null {
  const entity = Object.hasOwn(state.model.entities, entityName) ? state.model.entities[entityName] : undefined;
  if (!entity) return null;
  const keeps = entity.kept === 'tenant' || (entity.kept === 'city' && state.keepsCity);
  const grants = grantsOf(state, roles, entityName).map((grant) => (keeps ? grant : readingOnly(grant)));
  const read = any(grants.map((grant) => grant.read));
  const below = entity.kept === 'tenant' ? grants : [];
  const across = below.filter((grant) => grant.read && grant.across === 'counties');
  if (!read) return null;
  const hidden = hiddenFields(state, roles, entityName);
  return {
    entity,
    read,
    create: any(grants.map((grant) => grant.create)),
    updates: grants.flatMap(({ update }) =>
      update ? [{ where: update.where, fields: update.fields && new Set(update.fields) }] : [],
    ),
    delete: any(grants.map((grant) => grant.delete)),
    restore: any(grants.map((grant) => grant.restore)),
    import: grants.some((grant) => grant.import),
    export: grants.some((grant) => grant.export),
    history: entity.history === 'full' && grants.some((grant) => grant.history),
    reveal: new Set(grants.flatMap((grant) => grant.reveal)),
    find: new Set(grants.flatMap((grant) => grant.find)),
    hidden,
    // A computed field over something that he does not read in clear would tell him what it is.
    fields: entity.fields.filter(
      (field) => !hidden.has(field.name) && (!field.value || isOverClear(state, roles, field.value)),
    ),
    across: across.length > 0,
    historyAcross: entity.history === 'full' && across.some((grant) => grant.history),
  };
}

/** What roles grant on an entity, one a role that names it; of a token, what it leaves of them. */
export function grantsOf(state: TenantState, roles: readonly string[], entityName: string): GrantModel[] {
  const scope = scopeAmong(roles);
  if (scope?.entities && !scope.entities.includes(entityName)) return [];
  return roles.flatMap((role) => {
    const found = Object.hasOwn(state.model.roles, role) ? state.model.roles[role] : undefined;
    const grant = found && Object.hasOwn(found.grants, entityName) ? found.grants[entityName] : undefined;
    if (!grant) return [];
    if (!scope) return [grant];
    // Values in clear are for persons with a purpose.
    return [scope.writes ? { ...grant, reveal: [], find: [] } : { ...readingOnly(grant), history: grant.history }];
  });
}

/** A grant over rows of another bureau: they are read, and their history only where the audit row is within reach. */
export function readingOnly(grant: GrantModel): GrantModel {
  const nothing = { create: null, update: null, delete: null, restore: null, import: false, reveal: [], find: [] };
  return { ...grant, ...nothing, history: false };
}

/** True when an expression reads nothing that these roles see masked or not at all. */
export function isOverClear(state: TenantState, roles: readonly string[], expr: Expr): boolean {
  return readsOf(expr).fields.every(({ entity, field }) => {
    // A cell of rows is read as its field is, and masked by itself.
    const [, owner = entity, rows = field] = /^row:([^#]+)#(.+)$/.exec(entity) ?? [];
    if (hiddenFields(state, roles, owner).has(rows)) return false;
    const found = state.model.entities[owner]?.fields.find((candidate) => candidate.name === rows);
    const cell = owner === entity ? undefined : found?.fields.find((candidate) => candidate.name === field);
    return (!found || !isMasked(found)) && (!cell || !isMasked(cell));
  });
}

/** A text about a record as these roles may read it: what is not over clear values is left out. */
export function toldTo(state: TenantState, roles: readonly string[], template: Template): Template {
  return template.filter((part) => 'text' in part || isOverClear(state, roles, part.expr));
}

/** Fields that one of the reading roles hides. */
function hiddenFields(state: TenantState, roles: readonly string[], entityName: string): Set<string> {
  const grants = roles.flatMap((role) => state.model.roles[role]?.grants[entityName] ?? []);
  return new Set(grants.filter((grant) => grant.read).flatMap((grant) => grant.hide));
}

function any(scopes: readonly (Expr | null)[]): Expr | null {
  const granted = scopes.filter((scope) => scope !== null);
  if (granted.length === 0) return null;
  if (granted.some(isAlways)) return ALWAYS;
  return granted.reduce((left, right) => ({ op: 'or', type: 'boolean', left, right }));
}

/** True for the scope "every row of the tenant". */
export function isAlways(expr: Expr): boolean {
  return expr.op === 'literal' && expr.value === true;
}
