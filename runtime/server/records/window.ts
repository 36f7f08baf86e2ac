// How the rows of a bureau below look from above: the reader's own model, over the columns of the bureau they belong to, under
// the stricter mask of both. A field that the bureau does not have is null there; what it added to a code list keeps its label.
import { createHash } from 'node:crypto';
import type { CodeListModel, EntityModel, FieldModel, GrantModel, RoleModel } from '@shijian/kernel';
import type { TenantState } from '../revisions/tenants.ts';
import { grantsOf, readingOnly } from './access.ts';
import type { Column, ColumnMap } from './columns.ts';

/** A bureau's rows as a reader above sees them; takes the place of the tenant's state when a statement is compiled. */
export interface WindowState extends TenantState {
  reader: TenantState;
  /** Codes that the bureau added to lists of the reader: list → code → label. */
  added: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const cache = new WeakMap<object, Map<string, WindowState>>();
/** Windows kept for one model of a reader. */
const KEPT = 500;

/** @param roles of the reader; only what they grant `across: counties` is to be seen */
export function windowOn(reader: TenantState, home: TenantState, roles: readonly string[]): WindowState {
  let known = cache.get(reader.model);
  if (!known) cache.set(reader.model, (known = new Map()));
  const key = `${reader.hash} ${home.hash} ${roles.join(',')}`;
  let window = known.get(key);
  if (!window) {
    if (known.size >= KEPT) known.clear();
    known.set(key, (window = build(reader, home, roles)));
  }
  return window;
}

function build(reader: TenantState, home: TenantState, roles: readonly string[]): WindowState {
  const entities: Record<string, EntityModel> = {};
  const columns: ColumnMap = new Map();
  const grants = new Map<string, GrantModel[]>();
  for (const [name, entity] of Object.entries(reader.model.entities)) {
    const readable = acrossGrants(reader, roles, entity.name);
    const theirs = Object.hasOwn(home.model.entities, name) ? home.model.entities[name] : undefined;
    if (readable.length === 0 || !theirs || theirs.kept !== entity.kept) {
      // What is kept above both is the same for both.
      const shared = entity.kept !== 'tenant';
      entities[name] = entity;
      columns.set(name, reader.columns.get(name)!);
      grants.set(name, shared ? grantsOf(reader, roles, name).map(readingOnly) : []);
      continue;
    }
    const fitted = fit(entity, theirs, home.columns.get(name)!);
    const unseen = searchedUnseen(entity, theirs);
    entities[name] = { ...entity, fields: [...fitted.fields, ...unseen] };
    columns.set(name, fitted.columns);
    const hide = [
      ...hiddenAtHome(entity, theirs, grantsOf(home, roles, name)),
      ...grantsOf(reader, roles, name).flatMap((grant) => (grant.read ? grant.hide : [])),
      ...unseen.map((field) => field.name),
    ];
    grants.set(
      name,
      readable.map((grant) => ({ ...readingOnly(grant), history: grant.history, hide: [...new Set(hide)] })),
    );
  }
  const role: RoleModel = { name: '', label: '', grants: {} };
  const merged = Object.fromEntries(
    roles.map((one, i) => [
      one,
      {
        ...role,
        name: one,
        grants: Object.fromEntries(
          [...grants].flatMap(([entity, given]) => (given[i] ? [[entity, given[i]] as const] : [])),
        ),
      },
    ]),
  );
  const added = codesAdded(reader.model.lists, home.model.lists);
  return {
    ...reader,
    keepsCity: false,
    hash: signatureOf(reader, entities, columns, merged, added),
    model: { ...reader.model, entities, roles: merged },
    columns,
    reader,
    added,
  };
}

/** Grants that reach below; those that do not have no say about the rows there. */
function acrossGrants(reader: TenantState, roles: readonly string[], entity: string): GrantModel[] {
  return grantsOf(reader, roles, entity).filter((grant) => grant.read && grant.across === 'counties');
}

/** The reader's fields where the bureau keeps them: by uid, of one type, and a bureau's own fields are its own. */
function fit(
  entity: EntityModel,
  theirs: EntityModel,
  columns: ReadonlyMap<string, Column>,
): { fields: FieldModel[]; columns: Map<string, Column> } {
  const byUid = new Map(theirs.fields.map((field) => [field.uid, field]));
  const fitted = new Map<string, Column>();
  const fields = entity.fields.map((field) => {
    const other = field.own ? undefined : byUid.get(field.uid);
    const column = other && columns.get(other.name);
    if (!other || other.own || !column || other.type !== field.type) return field;
    const shown = stricter(field, other);
    fitted.set(field.name, { ...column, field: shown });
    return shown;
  });
  return { fields, columns: fitted };
}

/** What either bureau masks is masked, as the one that shows less does it. */
function stricter(field: FieldModel, other: FieldModel): FieldModel {
  const inner = new Map(other.fields.map((child) => [child.uid, child]));
  const fields = field.fields.map((child) => {
    const match = inner.get(child.uid);
    return match ? stricter(child, match) : child;
  });
  if (other.personal === null) return { ...field, fields };
  const personal = field.personal === 'sensitive' || other.personal === 'sensitive' ? 'sensitive' : 'basic';
  const mask = field.personal === null || other.mask === 'all' ? other.mask : field.mask;
  return { ...field, fields, personal, mask };
}

/** Fields of the reader that the bureau hides from a role of the same name. */
function hiddenAtHome(entity: EntityModel, theirs: EntityModel, grants: readonly GrantModel[]): string[] {
  const uids = new Set(
    grants
      .flatMap((grant) => grant.hide)
      .flatMap((name) => theirs.fields.find((field) => field.name === name)?.uid ?? []),
  );
  return entity.fields.filter((field) => !field.own && uids.has(field.uid)).map((field) => field.name);
}

/**
 * Fields that stand in the bureau's search text and are not the reader's: they are hidden under a name that nobody can write,
 * so that a word is found only where it stands in something that the reader sees.
 */
function searchedUnseen(entity: EntityModel, theirs: EntityModel): FieldModel[] {
  const seen = new Set(entity.fields.filter((field) => field.searchable && !field.own).map((field) => field.uid));
  return theirs.fields
    .filter((field) => field.searchable && (field.own || !seen.has(field.uid)))
    .map((field) => ({ ...field, name: `${field.uid} below`, value: null }));
}

function codesAdded(
  ours: Readonly<Record<string, CodeListModel>>,
  theirs: Readonly<Record<string, CodeListModel>>,
): Record<string, Record<string, string>> {
  const added: Record<string, Record<string, string>> = {};
  for (const [name, list] of Object.entries(theirs)) {
    const known = Object.hasOwn(ours, name) ? ours[name] : undefined;
    // The same document in both, which is the rule for long lists.
    if (!known || known.codes.length === list.codes.length) {
      if (!known || known.codes.every((code, i) => code.code === list.codes[i]!.code)) continue;
    }
    const codes = new Set(known.codes.map((code) => code.code));
    const more = list.codes.filter((code) => !codes.has(code.code)).map((code) => [code.code, code.label] as const);
    if (more.length > 0) added[name] = Object.fromEntries(more);
  }
  return added;
}

/** Bureaus with one signature are read by one branch of a statement. */
function signatureOf(
  reader: TenantState,
  entities: Readonly<Record<string, EntityModel>>,
  columns: ColumnMap,
  roles: Readonly<Record<string, RoleModel>>,
  added: object,
): string {
  const seen = Object.values(roles).flatMap((role) => Object.keys(role.grants));
  const parts = [...new Set(seen)].map((name) => [
    name,
    entities[name]!.fields.map((field) => maskOf(field)),
    [...columns.get(name)!].map(([field, { place, name: at, type, sealed, kinds }]) => [
      field,
      place,
      at,
      type,
      sealed,
      kinds,
    ]),
    Object.values(roles).map((role) => role.grants[name]?.hide ?? null),
  ]);
  return createHash('sha256')
    .update(JSON.stringify([reader.hash, parts, added]))
    .digest('hex')
    .slice(0, 32);
}

function maskOf(field: FieldModel): unknown {
  return [field.name, field.personal, field.mask, field.fields.map(maskOf)];
}
