// Entity documents → entities: structure first, then inverse sides, then every expression.
import { readsOf } from '../expressions/index.ts';
import type { Expr } from '../expressions/tree.ts';
import type { DiagnosticCode } from '../diagnostics/catalogue.ts';
import { suggest } from '../diagnostics/suggest.ts';
import { fieldType, findFieldType, valueType } from '../field_types/index.ts';
import { sources } from '../kinds/sources.ts';
import type { EntityModel, FieldModel, KeyModel } from '../model.ts';
import type { LoadedDocument } from '../parse/load_package.ts';
import { child, entriesAt, scalarAt, textAt, textsAt } from '../parse/node.ts';
import type { Entry, Node } from '../parse/node.ts';
import { expressionOf, templateOf } from './check_text.ts';
import { documentsOf, findField, nameOf, originOf, own } from './context.ts';
import type { Context } from './context.ts';
import { checkIdentities, uidOf } from './identity.ts';
import type { ScopeOptions } from './model_scope.ts';
import { fieldNameAt } from './references.ts';
import { readsOtherRows } from '../validate_record/own_row.ts';
import { finishEntity, placeEntity, settleBacks } from './place_entity.ts';
import { retainEntity } from './resolve_retain.ts';
import { resolveField } from './resolve_fields.ts';

export function resolveEntities(ctx: Context): void {
  const documents = documentsOf(ctx, 'Entity');
  checkPlays(documents, ctx);
  const places = documents.map((document) => placeEntity(document, outlineOf, ctx));
  ctx.built.phase = 'outline';
  for (const { document } of places) addBacks(document, ctx);
  for (const place of places) settleBacks(place, ctx);
  for (const place of places) finishEntity(place, finish, ctx);
  ctx.built.phase = 'whole';
}

/** An entity by itself: its fields and the names of its filters. Expressions wait in `ctx.later`. */
function outlineOf(document: LoadedDocument, ctx: Context): EntityModel {
  const entity = emptyEntity(document);
  addFields(entity, document, ctx);
  addFilters(entity, document, ctx);
  for (const key of ['filters', 'checks', 'keys']) checkIdentities(document.node, key, key, ctx);
  return entity;
}

function checkPlays(documents: readonly LoadedDocument[], ctx: Context): void {
  const players = new Map<string, string>();
  for (const document of documents) {
    const place = scalarAt(document.node, 'plays');
    if (!place) continue;
    const other = players.get(place.raw);
    if (other === undefined) players.set(place.raw, nameOf(document));
    else ctx.sink.add('E_PLAYS_TWICE', place.source, place.start, 'plays', place.raw, { other });
  }
}

function emptyEntity(document: LoadedDocument): EntityModel {
  const { node } = document;
  const kept = textAt(node, 'kept');
  const plays = textAt(node, 'plays');
  return {
    name: nameOf(document),
    package: document.package,
    label: textAt(node, 'label') ?? document.name,
    title: [],
    kept: kept === 'city' || kept === 'platform' ? kept : 'tenant',
    plays: plays === 'org' || plays === 'person' || plays === 'calendar' ? plays : null,
    source: textAt(node, 'source') ?? null,
    tree: null,
    history: textAt(node, 'history') === 'none' ? 'none' : 'full',
    retain: null,
    large: scalarAt(node, 'large')?.value === true,
    fields: [],
    filters: {},
    checks: [],
    keys: [],
    backs: {},
    origin: originOf(node),
  };
}

function addFields(entity: EntityModel, document: LoadedDocument, ctx: Context): void {
  const { node } = document;
  checkIdentities(node, 'fields', 'fields', ctx);
  const owner = { entity, rows: null, package: document.package, at: 'fields' };
  entity.fields = entriesAt(node, 'fields').map((entry) => resolveField(entry, owner, ctx));
  addSortedBy(entity, document, ctx);
  checkSource(entity, document, ctx);
  const tree = scalarAt(node, 'tree');
  if (tree && typeof tree.value === 'string') {
    const field = findField(entity, tree.value);
    if (field?.to.includes(entity.name)) entity.tree = field.name;
    else ctx.sink.add('E_TREE_FIELD', tree.source, tree.start, 'tree', tree.raw);
  }
}

/** One index of all bureaus over two fields, of which each can be in one. */
function addSortedBy(entity: EntityModel, document: LoadedDocument, ctx: Context): void {
  for (const entry of entriesAt(document.node, 'fields')) {
    const place = scalarAt(entry.value, 'sorted_by');
    const at = `fields.${entry.key}.sorted_by`;
    const field = findField(entity, entry.key);
    const name = fieldNameAt(entity, place, at, ctx);
    if (!place || !field || name === null) continue;
    const by = findField(entity, name)!;
    const unfit = [field, by].find((one) => !isIndexable(one));
    const report = (code: DiagnosticCode, value: string, params = {}): void =>
      ctx.sink.add(code, place.source, place.start, at, value, params);
    if (entity.source !== null) report('E_SOURCE_OPTION', 'sorted_by', { source: entity.source });
    else if (unfit?.personal === 'sensitive') report('E_FIELD_SENSITIVE', 'sorted_by');
    else if (unfit) report('E_FIELD_OPTION', 'sorted_by', { type: unfit.type });
    else if (field === by || field.own || by.own) report('E_SORTED_BY', name);
    else field.sorted_by = name;
  }
}

function isIndexable(field: FieldModel): boolean {
  const { indexable, column } = valueType(field);
  return indexable && column !== null && field.personal !== 'sensitive';
}

/** What stands over rows of the platform has no fields, keys or seals of its own. */
function checkSource(entity: EntityModel, document: LoadedDocument, ctx: Context): void {
  const source = entity.source === null ? undefined : own(sources, entity.source);
  if (!source) return;
  const known = Object.keys(source.columns);
  for (const entry of entriesAt(document.node, 'fields')) {
    const field = findField(entity, entry.key);
    const stored = field && findFieldType(field.type)?.column;
    if (!field || !stored) continue;
    const offered = own(source.columns, field.uid);
    const params = { source: entity.source ?? '', known: known.join(', '), ...suggest(entry.key, known) };
    const place = [entry.source, entry.keyStart, `fields.${entry.key}`] as const;
    if (offered === undefined) ctx.sink.add('E_SOURCE_FIELD', ...place, entry.key, params);
    else if (offered !== stored)
      ctx.sink.add('E_SOURCE_TYPE', ...place, field.type, { source: entity.source ?? '', expected: offered });
    else if (field.unique || field.personal === 'sensitive' || field.to.length > 1)
      ctx.sink.add('E_SOURCE_OPTION', ...place, entry.key, { source: entity.source ?? '' });
  }
  for (const entry of entriesAt(document.node, 'keys'))
    ctx.sink.add('E_SOURCE_OPTION', entry.source, entry.keyStart, `keys.${entry.key}`, entry.key, {
      source: entity.source ?? '',
    });
  const kept = scalarAt(document.node, 'kept');
  if (kept && entity.kept !== 'tenant')
    ctx.sink.add('E_SOURCE_OPTION', kept.source, kept.start, 'kept', kept.raw, { source: entity.source ?? '' });
}

/** Names only; the trees come with the expressions. */
function addFilters(entity: EntityModel, document: LoadedDocument, ctx: Context): void {
  for (const entry of entriesAt(document.node, 'filters')) {
    if (findField(entity, entry.key)) {
      ctx.sink.add('E_FILTER_NAME', entry.source, entry.keyStart, `filters.${entry.key}`, entry.key);
      continue;
    }
    entity.filters[entry.key] = { label: textAt(entry.value, 'label') ?? null, expr: never };
  }
}

/** Stands where a tree is still to come, or has faults and the model is thrown away. */
const never: Expr = { op: 'literal', type: 'boolean', value: false };

function addBacks(document: LoadedDocument, ctx: Context): void {
  const { entities } = ctx.untracked;
  const entity = entities[nameOf(document)];
  for (const field of entity?.fields ?? []) {
    if (field.back === null) continue;
    for (const name of field.to) {
      const target = entities[name];
      if (!entity || !target) continue;
      const back = target.package === entity.package ? field.back : `${entity.package}.${field.back}`;
      const other = Object.hasOwn(target.backs, back)
        ? target.backs[back]?.entity
        : (findField(target, back)?.label ?? (Object.hasOwn(target.filters, back) ? back : undefined));
      if (other === undefined) target.backs[back] = { entity: entity.name, field: field.name, label: entity.label };
      else {
        const node = child(child(child(document.node, 'fields'), field.name), 'back') ?? document.node;
        ctx.sink.add('E_BACK_TAKEN', node.source, node.start, `fields.${field.name}.back`, back, {
          entity: target.name,
          other,
        });
      }
    }
  }
}

const recordOf = (entity: EntityModel, more: Partial<ScopeOptions> = {}): ScopeOptions => ({
  roots: { record: entity.name, old: entity.name },
  package: entity.package,
  ...more,
});

/** What of an entity needs all others: its expressions. */
function finish(entity: EntityModel, document: LoadedDocument, ctx: Context): void {
  const { node } = document;
  for (const [name, filter] of Object.entries(entity.filters)) filter.expr = ctx.inline(entity.name, name) ?? never;
  for (const entry of entriesAt(node, 'checks')) addCheck(entity, entry, ctx);
  for (const entry of entriesAt(node, 'keys')) addKey(entity, entry, ctx);
  for (const field of entity.fields) if (field.unique) addFieldKey(entity, field, node, ctx);
  addTitle(entity, document, ctx);
  retainEntity(entity, node, recordOf(entity), ctx);
  for (const field of entity.fields) checkStored(entity, field, child(child(node, 'fields'), field.name), ctx);
}

function addCheck(entity: EntityModel, entry: Entry, ctx: Context): void {
  const at = `checks.${entry.key}`;
  const rule = expressionOf(child(entry.value, 'rule'), 'boolean', recordOf(entity), `${at}.rule`, ctx);
  const message = templateOf(child(entry.value, 'message'), recordOf(entity), `${at}.message`, ctx);
  const field = fieldNameAt(entity, scalarAt(entry.value, 'at'), `${at}.at`, ctx);
  const written = textAt(entry.value, 'level');
  const level = written === 'warn' || written === 'explain' || written === 'quarantine' ? written : 'refuse';
  const lock = textsAt(entry.value, 'lock').flatMap(
    ({ node }, i) => fieldNameAt(entity, node, `${at}.lock[${i}]`, ctx) ?? [],
  );
  const place = scalarAt(entry.value, 'level');
  // The database judges a rule over other rows, and it can only let a write pass or not.
  if (rule && place && readsOtherRows(rule) && (level === 'warn' || level === 'quarantine'))
    ctx.sink.add('E_CHECK_LEVEL', place.source, place.start, `${at}.level`, level);
  if (rule && message) entity.checks.push({ name: entry.key, rule, message, at: field, level, lock });
}

function addKey(entity: EntityModel, entry: Entry, ctx: Context): void {
  const at = `keys.${entry.key}`;
  const fields = textsAt(entry.value, 'fields').flatMap(({ node }, i) => {
    const name = fieldNameAt(entity, node, `${at}.fields[${i}]`, ctx);
    const field = name === null ? undefined : findField(entity, name);
    if (!field) return [];
    if (field.as !== null || !fieldType(field.type).indexable)
      ctx.sink.add('E_KEY_FIELD', node.source, node.start, `${at}.fields[${i}]`, field.name, { type: field.type });
    return [field];
  });
  const across = textAt(entry.value, 'across');
  const where = child(entry.value, 'where');
  entity.keys.push({
    uid: uidOf(entry),
    name: entry.key,
    label: textAt(entry.value, 'label') ?? fields.map((field) => field.label).join('、'),
    fields: fields.map((field) => field.name),
    where: where ? expressionOf(where, 'boolean', recordOf(entity, { bareFilters: true }), `${at}.where`, ctx) : null,
    across: across === 'city' || across === 'all' ? across : 'tenant',
  });
  if (across === 'city' || across === 'all') checkAcross(entity, entry, fields, ctx);
}

/** A key over several bureaus is of a package that they share, and over values that mean the same in each of them. */
function checkAcross(entity: EntityModel, entry: Entry, fields: FieldModel[], ctx: Context): void {
  const at = `keys.${entry.key}.across`;
  const place = child(entry.value, 'across') ?? entry.value;
  const value = textAt(entry.value, 'across') ?? '';
  const own = [entry.key, entity.name.split('.')[1] ?? '', ...fields.map((field) => field.name)];
  if (own.some((name) => name.startsWith('x_'))) ctx.sink.add('E_KEY_ACROSS', place.source, place.start, at, value);
  for (const field of fields) {
    const target = field.to.map((name) => ctx.model.entities[name]).find((candidate) => candidate?.kept === 'tenant');
    if (target) ctx.sink.add('E_KEY_ACROSS_REF', place.source, place.start, at, field.name, { entity: target.name });
  }
}

/** Claims are kept by uid, so a key may not go by that of a unique field. */
function addFieldKey(entity: EntityModel, field: FieldModel, node: Node, ctx: Context): void {
  const key = keyOfField(field);
  const other = entriesAt(node, 'keys').find((entry) => uidOf(entry) === key.uid);
  if (other)
    ctx.sink.add('E_UID_TAKEN', other.source, other.keyStart, `keys.${other.key}`, key.uid, { other: field.name });
  entity.keys.push(key);
}

const keyOfField = (field: FieldModel): KeyModel => ({
  uid: field.uid,
  name: field.name,
  label: field.label,
  fields: [field.name],
  where: null,
  across: 'tenant',
});

/** What a record is called: as written, or by its first text that is not personal. */
function addTitle(entity: EntityModel, document: LoadedDocument, ctx: Context): void {
  const written = child(document.node, 'title');
  if (written) {
    entity.title = templateOf(written, recordOf(entity), 'title', ctx) ?? [];
    return;
  }
  const texts = entity.fields.filter((field) => fieldType(field.type).column === 'text' && field.list === null);
  const field =
    texts.find((candidate) => candidate.required === true && candidate.personal === null) ??
    texts.find((candidate) => candidate.personal === null) ??
    texts[0] ??
    entity.fields.find((candidate) => fieldType(candidate.type).sortable);
  if (!field) {
    ctx.sink.add('E_TITLE_NONE', document.source, document.node.start, '', '');
    return;
  }
  const type = fieldType(field.type).expression(field);
  const path: Expr = { op: 'path', type, root: 'record', entity: entity.name, steps: [field.name], refs: [] };
  entity.title = [{ expr: path }];
}

/** A stored value must stay true by itself: nothing that moves without a write to the row. And it stands in clear. */
function checkStored(entity: EntityModel, field: FieldModel, node: Node | undefined, ctx: Context): void {
  const place = child(node, 'stored');
  if (field.options['stored'] !== true || field.value === null || !place) return;
  const at = `fields.${field.name}.stored`;
  const reads = readsOf(field.value);
  const read = reads.fields.flatMap(({ entity: of, field: name }) => {
    const cells = of === entity.name ? entity.fields : findField(entity, of.split('#')[1] ?? '')?.fields;
    return cells?.find((candidate) => candidate.name === name) ?? [];
  });
  const byDatabase = reads.fields.some(({ entity: of, field: name }) => of === entity.name && setByDatabase.has(name));
  // A gapless number is drawn by the very statement that writes the row.
  const moves = byDatabase || read.some(({ options }) => options['gapless'] === true);
  if (reads.now || reads.actor || reads.refs || moves)
    ctx.sink.add('E_COMPUTED_STORED', place.source, place.start, at, 'true');
  const personal = read.find((candidate) => candidate.personal !== null);
  if (personal) ctx.sink.add('E_COMPUTED_PERSONAL', place.source, place.start, at, personal.name);
}

const setByDatabase: ReadonlySet<string> = new Set(['created_at', 'updated_at', 'version']);
