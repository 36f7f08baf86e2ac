// Checked values ↔ what columns hold: children by uid, own fields in ext, sensitive values sealed, unique keys as claims.
import { randomUUID } from 'node:crypto';
import {
  evaluate,
  fieldType,
  isStored,
  isTrue,
  type EntityModel,
  type Env,
  type FieldModel,
  type KeyModel,
  type Value,
} from '@shijian/kernel';
import type { SqlValue } from '../database/client.ts';
import type { TenantState } from '../revisions/tenants.ts';
import { kindKey, type Column } from './columns.ts';
import { listOf } from './evaluation.ts';
import { searchTextOf } from './search_text.ts';
import type { Seal } from './seal.ts';

export type Stored = Record<string, unknown>;

/** Arguments `f.<field>`, `ext`, `ext_cleared` and `search_text` of a write. */
export function rowArgs(
  state: TenantState,
  entity: EntityModel,
  image: Stored,
  written: readonly string[] | null,
  seal: Seal,
): Record<string, SqlValue> {
  settleStored(state, entity, image);
  const args: Record<string, SqlValue> = { search_text: searchTextOf(entity, image, fieldContext(state)) };
  const ext: Record<string, unknown> = {};
  const cleared: string[] = [];
  for (const [name, column] of state.columns.get(entity.name)!) {
    if (written && !written.includes(name)) continue;
    const given = image[name] ?? null;
    const value = column.kinds && given !== null ? (given as { id: string }).id : given;
    if (column.kinds && given === null) cleared.push(kindKey(column));
    else if (column.kinds) ext[kindKey(column)] = (given as { entity: string }).entity;
    if (column.place !== 'ext') args[`f.${name}`] = toColumn(column, value, seal);
    else if (value === null) cleared.push(column.name);
    else
      ext[column.name] =
        column.type === 'jsonb' ? nested(column.field, value) : column.sealed ? sealed(column, value, seal) : value;
  }
  args.ext = JSON.stringify(ext);
  args.ext_cleared = cleared;
  return args;
}

/** Puts the computed fields that have a column into an image; they follow from its other values alone. */
export function settleStored(state: TenantState, entity: EntityModel, image: Stored): void {
  const fields = entity.fields.filter(isStored);
  if (fields.length === 0) return;
  const { time_zone } = state.model.tenant;
  const env: Env = { record: rowView(image), now: '', time_zone, list: (name) => listOf(state, name) };
  for (const field of fields) if (field.value) image[field.name] = evaluate(field.value, env);
}

/** Value of one column as a parameter. */
export function toColumn(column: Column, value: unknown, seal: Seal): SqlValue {
  if (value === null || value === undefined) return null;
  if (column.sealed) return sealed(column, value, seal);
  if (column.type === 'jsonb') return JSON.stringify(nested(column.field, value));
  if (column.type === 'text[]' || column.type === 'uuid[]') return (value as unknown[]).map(String);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  return String(value);
}

function sealed(column: Column, value: unknown, seal: Seal): string {
  return seal.seal(String(value), fieldType(column.field.type).mask(value, column.field) ?? '');
}

/** Rows of children: by uid, each with an id of its own. */
function nested(field: FieldModel, value: unknown): unknown {
  if (field.fields.length === 0 || !Array.isArray(value)) return value;
  return value.map((row: Record<string, unknown>) => {
    const out: Record<string, unknown> = { id: typeof row.id === 'string' ? row.id : randomUUID() };
    for (const child of field.fields)
      if (row[child.name] !== null && row[child.name] !== undefined) out[child.uid] = row[child.name];
    return out;
  });
}

export interface Claim {
  rule: string;
  key: string;
}

/** Unique keys that a row of this image holds: all its fields given and its condition definitely true. */
export function claimsOf(entity: EntityModel, image: Stored, env: Env, seal: Seal): Claim[] {
  return entity.keys.flatMap((key) =>
    key.where && !isTrue(key.where, env) ? [] : (claimOf(entity, key, image, seal) ?? []),
  );
}

/** What a row of this image would hold of one key, whatever its condition says; null when a field of it is empty. */
export function claimOf(
  entity: EntityModel,
  key: EntityModel['keys'][number],
  image: Stored,
  seal: Seal,
): Claim | null {
  const values = key.fields.map((name) => image[name] ?? null);
  if (values.some((value) => value === null)) return null;
  const text = key.fields.map((name, i) => keyText(entity, name, values[i], seal)).join('\u001f');
  return { rule: ruleOf(entity, key), key: text };
}

/** Name of a unique key in the claim table; one across bureaus says so, and the table's triggers hold it among all of them. */
export function ruleOf(entity: EntityModel, key: KeyModel): string {
  return `${entity.name}#${key.uid}${key.across === 'tenant' ? '' : `@${key.across}`}`;
}

function keyText(entity: EntityModel, name: string, value: unknown, seal: Seal): string {
  const field = entity.fields.find((candidate) => candidate.name === name);
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return field?.personal === 'sensitive' ? seal.hash(text) : text;
}

/** What field types ask of the model. */
export function fieldContext(state: TenantState): {
  list(name: string): TenantState['model']['lists'][string] | undefined;
} {
  return { list: (name) => (Object.hasOwn(state.model.lists, name) ? state.model.lists[name] : undefined) };
}

/** A stored image as the evaluator walks it: own row only, refs are ids. */
export function rowView(image: Stored): { get(field: string): Value } {
  return { get: (field) => (image[field] ?? null) as Value };
}

/** What the database gave of a stored row → values by field name, sealed ones opened. */
export function rowsOf(state: TenantState, entity: EntityModel, stored: Stored, seal: Seal): Stored {
  const image: Stored = { ...stored };
  for (const [name, column] of state.columns.get(entity.name)!) {
    const value = image[name];
    if (column.sealed && typeof value === 'string' && value.startsWith('seal:')) image[name] = seal.open(value);
  }
  return image;
}
