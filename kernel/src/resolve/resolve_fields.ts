// The fields of an entity or of a row: structure at once, expressions when all names are known.
import { recordFault } from '../diagnostics/record_messages.ts';
import { suggest, suggestName } from '../diagnostics/suggest.ts';
import { fieldType, findFieldType } from '../field_types/index.ts';
import type { FieldType } from '../field_types/contract.ts';
import type { ExprType } from '../expressions/tree.ts';
import type { ConvertModel, EntityModel, FieldModel } from '../model.ts';
import type { Entry, Node } from '../parse/node.ts';
import { booleanAt, child, entriesAt, plain, scalarAt, textAt, textsOf } from '../parse/node.ts';
import { qualified, reservedFieldNames } from '../validate/names.ts';
import { checkField } from './check_field.ts';
import { expressionOf } from './check_text.ts';
import { entryOrigin } from './context.ts';
import type { Context } from './context.ts';
import { uidOf } from './identity.ts';
import type { ScopeOptions } from './model_scope.ts';
import { retainField } from './resolve_retain.ts';
import { resolveRows } from './resolve_rows.ts';

export interface FieldOwner {
  entity: EntityModel;
  /** The children field that these are cells of. */
  rows: string | null;
  /** Package of the document, in which bare names resolve unless a patch set them. */
  package: string;
  at: string;
  /** Inputs and parameters: what else their expressions may name. Their names are free and none is kept. */
  scope?: Pick<ScopeOptions, 'roots' | 'shapes'>;
}

/** Options that are members of FieldModel themselves. */
const structural: ReadonlySet<string> = new Set(['list', 'to', 'choose', 'back', 'fields', 'rows', 'value', 'as']);

export function resolveField(entry: Entry, owner: FieldOwner, ctx: Context): FieldModel {
  const { value: node, key: name } = entry;
  const at = `${owner.at}.${name}`;
  if (!owner.scope) checkName(entry, owner, at, ctx);
  // With an unknown type (reported) the field goes on as text, so that the rest of the file is checked too.
  const type = findFieldType(textAt(node, 'type') ?? '') ?? fieldType('string');
  const origin = entryOrigin(entry);
  const personal = textAt(node, 'personal');
  const searchable = scalarAt(node, 'searchable')?.value;
  const field: FieldModel = {
    uid: uidOf(entry),
    name,
    label: textAt(node, 'label') ?? name,
    type: type.name,
    own: ctx.isBureau(origin.package) && !ctx.isBureau(owner.entity.package),
    package: origin.package,
    required: booleanAt(node, 'required') ?? false,
    unique: booleanAt(node, 'unique') ?? false,
    indexed: booleanAt(node, 'indexed') ?? false,
    searchable: searchable === true || searchable === 'shown' ? searchable : false,
    default: null,
    personal: personal === 'basic' || personal === 'sensitive' ? personal : null,
    mask: maskOf(textAt(node, 'mask')),
    visible: null,
    editable: booleanAt(node, 'editable') ?? true,
    unit: textAt(node, 'unit') ?? null,
    hint: textAt(node, 'hint') ?? null,
    example: textAt(node, 'example') ?? null,
    options: optionsOf(node, type),
    list: listOf(node, type, at, entry, ctx),
    to: targetsOf(node, at, ctx),
    choose: null,
    back: textAt(node, 'back') ?? null,
    fields: [],
    rows: null,
    retain: null,
    value: null,
    as: null,
    origin,
  };
  if (type.name === 'computed' || child(node, 'as')) field.as = computedType(textAt(node, 'as'), field.list);
  const inner = child(node, 'fields');
  if (inner?.kind === 'map')
    field.fields = [...inner.entries.values()].map((cell) =>
      resolveField(cell, { ...owner, rows: name, at: `${at}.fields` }, ctx),
    );
  const convert = owner.scope ? undefined : convertOf(node, field);
  if (convert) field.convert = convert;
  checkField(field, type, node, owner, at, ctx);
  ctx.later.push(() => resolveExpressions(field, node, owner, at, ctx));
  return field;
}

function checkName(entry: Entry, owner: FieldOwner, at: string, ctx: Context): void {
  const { key: name, source, keyStart } = entry;
  if (reservedFieldNames.has(name)) ctx.sink.add('E_NAME_RESERVED', source, keyStart, at, name);
  const byTenant = ctx.isBureau(source.package);
  if (name.startsWith('x_') && !byTenant) ctx.sink.add('E_NAME_X', source, keyStart, at, name);
  if (!name.startsWith('x_') && byTenant && !ctx.isBureau(owner.entity.package))
    ctx.sink.add('E_NAME_OWN', source, keyStart, at, name);
}

function maskOf(text: string | undefined): FieldModel['mask'] {
  return text === 'all' || text === 'middle' || text === 'name' || text === 'tail' ? text : null;
}

function optionsOf(node: Node, type: FieldType): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const key of Object.keys(type.options)) {
    const value = child(node, key);
    if (value && !structural.has(key)) options[key] = plain(value);
  }
  return options;
}

/** Another type or another map is another column: rows of bureaus that are not there yet stay as they are. */
function convertOf(node: Node, field: FieldModel): ConvertModel | undefined {
  const convert = child(node, 'convert');
  if (convert?.kind !== 'map') return undefined;
  const from = child(convert, 'from');
  const types = from?.kind === 'list' ? textsOf(from).map(({ text }) => text) : [textAt(convert, 'from') ?? ''];
  const pairs = entriesAt(convert, 'map').flatMap(({ key, value }): [string, string][] =>
    value.kind === 'scalar' ? [[key, String(value.value)]] : [],
  );
  const map = pairs.length > 0 ? { map: Object.fromEntries(pairs) } : {};
  const mark = pairs.length > 0 ? `~${markOf(pairs)}` : '';
  return { from: types, ...map, column: `${field.uid}~${field.type}${mark}` };
}

/** Tells maps apart in the name of a column. */
function markOf(pairs: [string, string][]): string {
  let sum = 0;
  for (const char of JSON.stringify(pairs)) sum = (sum * 31 + char.charCodeAt(0)) % 1_000_003;
  return sum.toString(36);
}

function computedType(as: string | undefined, list: string | null): ExprType {
  if (as === 'code') return list === null ? 'text' : `code:${list}`;
  const types: ExprType[] = ['text', 'integer', 'decimal', 'boolean', 'date', 'datetime'];
  return types.find((type) => type === as) ?? 'text';
}

function listOf(node: Node, type: FieldType, at: string, entry: Entry, ctx: Context): string | null {
  const written = scalarAt(node, 'list');
  const { lists } = ctx.model;
  if (written && typeof written.value === 'string') {
    // Bare names mean the package of the file they stand in, the bureau's own in a patch.
    const name = qualified(written.value, written.source.package);
    if (Object.hasOwn(lists, name)) return name;
    ctx.sink.add(
      'E_LIST_UNKNOWN',
      written.source,
      written.start,
      `${at}.list`,
      written.value,
      suggestName(written.value, written.source.package, Object.keys(lists)),
    );
    return null;
  }
  const { standard } = type;
  if (standard === undefined) return null;
  const found = ctx.standard(standard);
  if (found === undefined)
    ctx.sink.add('E_LIST_STANDARD', entry.source, entry.keyStart, at, '', { standard, type: type.name });
  return found ?? null;
}

function targetsOf(node: Node, at: string, ctx: Context): string[] {
  const to = child(node, 'to');
  if (!to) return [];
  const written =
    to.kind === 'list'
      ? textsOf(to)
      : to.kind === 'scalar' && typeof to.value === 'string'
        ? [{ text: to.value, node: to }]
        : [];
  return written.flatMap(({ text, node: place }) => {
    const name = qualified(text, place.source.package);
    if (ctx.documents.has(`Entity ${name}`)) return [name];
    const known = [...ctx.documents.keys()].flatMap((key) => (key.startsWith('Entity ') ? [key.slice(7)] : []));
    ctx.sink.add(
      'E_ENTITY_UNKNOWN',
      place.source,
      place.start,
      `${at}.to`,
      text,
      suggestName(text, place.source.package, known),
    );
    return [];
  });
}

function resolveExpressions(field: FieldModel, node: Node, owner: FieldOwner, at: string, ctx: Context): void {
  const { entity, rows } = owner;
  const roots: ScopeOptions['roots'] = owner.scope ? {} : { record: entity.name, old: entity.name };
  if (rows !== null) roots.row = `row:${entity.name}#${rows}`;
  const options: ScopeOptions = { ...owner.scope, roots: { ...roots, ...owner.scope?.roots }, package: owner.package };
  const boolean = (key: string): ReturnType<typeof expressionOf> =>
    expressionOf(child(node, key), 'boolean', options, `${at}.${key}`, ctx);
  if (isExpression(child(node, 'required'))) field.required = boolean('required') ?? false;
  if (isExpression(child(node, 'editable'))) field.editable = boolean('editable') ?? true;
  field.visible = boolean('visible');
  const target = field.to[0];
  if (target !== undefined && child(node, 'choose'))
    field.choose = expressionOf(
      child(node, 'choose'),
      'boolean',
      { ...options, roots: { ...roots, it: target } },
      `${at}.choose`,
      ctx,
    );
  resolveDefault(field, child(node, 'default'), options, at, ctx);
  if (!owner.scope && rows === null) retainField(field, node, options, `${at}.retain`, ctx);
  field.rows = resolveRows(field, child(node, 'rows'), options, at, ctx);
  if (field.as !== null && !owner.scope) field.value = ctx.inline(entity.name, field.name);
}

function isExpression(node: Node | undefined): boolean {
  return node !== undefined && (node.kind === 'map' || (node.kind === 'scalar' && typeof node.value === 'string'));
}

function resolveDefault(
  field: FieldModel,
  node: Node | undefined,
  options: ScopeOptions,
  at: string,
  ctx: Context,
): void {
  if (!node || (node.kind === 'scalar' && node.value === null)) return;
  const type = fieldType(field.type);
  if (node.kind === 'map' && node.entries.has('cel')) {
    const expr = expressionOf(node, type.expression(field), options, `${at}.default`, ctx);
    field.default = expr && { expr };
    return;
  }
  const read = type.read(plain(node), field, { list: (name) => ctx.model.lists[name] });
  if (read.ok) field.default = read.value === null ? null : { value: read.value };
  else {
    const written = node.kind === 'scalar' ? node.raw : '';
    const names = field.list === null ? [] : (ctx.model.lists[field.list]?.codes ?? []).map((code) => code.code);
    ctx.sink.add('E_DEFAULT_VALUE', node.source, node.start, `${at}.default`, written, {
      fault: read.faults.map((fault) => recordFault(fault, field, 'en').message).join(', '),
      faultZh: read.faults.map((fault) => recordFault(fault, field, 'zh').message).join('；'),
      ...suggest(written, names),
    });
  }
}
