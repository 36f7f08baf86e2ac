// Form, View and Menu documents → forms, views and menus.
import type {
  DetailTab,
  DetailViewModel,
  EntityModel,
  FormModel,
  FormSection,
  ListViewModel,
  MenuModel,
  SortKey,
  ViewModel,
} from '../model.ts';
import type { LoadedDocument } from '../parse/load_package.ts';
import { booleanAt, child, entriesAt, plain, scalarAt, textAt, textsAt } from '../parse/node.ts';
import type { Node } from '../parse/node.ts';
import { shownViews, viewCases } from '../kinds/view.ts';
import { suggest } from '../diagnostics/suggest.ts';
import { expressionOf } from './check_text.ts';
import { documentsOf, nameOf } from './context.ts';
import type { Context } from './context.ts';
import { checkIdentities } from './identity.ts';
import {
  columnFault,
  documentAt,
  entityAt,
  fieldNamesAt,
  filterFault,
  pathAt,
  pathsAt,
  searchFault,
  sortFault,
} from './references.ts';

export function resolveForms(ctx: Context): void {
  for (const document of documentsOf(ctx, 'Form')) {
    const form = ctx.round.once(`form ${nameOf(document)}`, [document], () => formOf(document, ctx));
    if (form) ctx.model.forms[form.name] = form;
  }
}

function formOf(document: LoadedDocument, ctx: Context): FormModel | null {
  const entity = entityAt(document.node, 'of', 'of', ctx);
  if (!entity) return null;
  checkIdentities(document.node, 'sections', 'sections', ctx);
  const sections = sectionsOf(entity, document, ctx);
  return { name: nameOf(document), of: entity.name, label: labelOf(document, entity), sections };
}

const labelOf = (document: LoadedDocument, entity: EntityModel): string =>
  textAt(document.node, 'label') ?? entity.label;

function sectionsOf(entity: EntityModel, document: LoadedDocument, ctx: Context): FormSection[] {
  return entriesAt(document.node, 'sections').map((entry) => {
    const at = `sections.${entry.key}`;
    const columns = scalarAt(entry.value, 'columns')?.value;
    const scope = { roots: { record: entity.name, old: entity.name }, package: entity.package };
    return {
      name: entry.key,
      label: textAt(entry.value, 'label') ?? entry.key,
      columns: columns === 1 || columns === 3 ? columns : 2,
      fields: fieldNamesAt(entity, entry.value, 'fields', `${at}.fields`, ctx),
      visible: expressionOf(child(entry.value, 'visible'), 'boolean', scope, `${at}.visible`, ctx),
    };
  });
}

/** A view whose screen is still to come; it stands apart in the model (drafts). */
export function isFurther(document: LoadedDocument): boolean {
  const type = textAt(document.node, 'type');
  return type !== undefined && Object.hasOwn(viewCases, type) && !shownViews.includes(type);
}

export function resolveViews(ctx: Context): void {
  const written = documentsOf(ctx, 'View').flatMap((document) => {
    if (isFurther(document)) return [];
    const view = ctx.round.once(`view ${nameOf(document)}`, [document], () => viewOf(document, ctx));
    if (view) ctx.model.views[view.name] = view;
    return view ? [{ document, view }] : [];
  });
  // Views and forms may name one another whatever their order; all are told of as they were before they were linked.
  const linked = written.map(({ document, view }) =>
    ctx.round.once(`link ${view.name}`, [view, document], () => linkedView(view, document.node, ctx)),
  );
  for (const view of linked) ctx.model.views[view.name] = view;
}

function viewOf(document: LoadedDocument, ctx: Context): ViewModel | null {
  const entity = entityAt(document.node, 'of', 'of', ctx);
  if (!entity) return null;
  for (const key of ['saved', 'sections', 'tabs']) checkIdentities(document.node, key, key, ctx);
  return textAt(document.node, 'type') === 'detail'
    ? detailView(entity, document, ctx)
    : listView(entity, document, ctx);
}

function listView(entity: EntityModel, document: LoadedDocument, ctx: Context): ListViewModel {
  const { node } = document;
  return {
    type: 'list',
    name: nameOf(document),
    of: entity.name,
    label: labelOf(document, entity),
    columns: pathsAt(entity, node, 'columns', columnFault, ctx),
    search: child(node, 'search') ? pathsAt(entity, node, 'search', searchFault, ctx) : searchable(entity),
    sort: sortOf(entity, node, ctx),
    saved: savedOf(entity, node, ctx),
    filters: pathsAt(entity, node, 'filters', filterFault, ctx),
    side: null,
    form: null,
    actions: actionsOf(node),
  };
}

/** Searchable fields of an entity. */
export function searchable(entity: EntityModel): string[] {
  return entity.fields.filter((field) => field.searchable !== false).map((field) => field.name);
}

function sortOf(entity: EntityModel, node: Node, ctx: Context): SortKey[] {
  const sort = textsAt(node, 'sort').flatMap(({ text, node: place }, i): SortKey[] => {
    const desc = text.startsWith('-');
    const path = pathAt(entity, desc ? text.slice(1) : text, place, `sort[${i}]`, ctx);
    if (!path) return [];
    const code = sortFault(path);
    if (code) ctx.sink.add(code, place.source, place.start, `sort[${i}]`, text, { type: path.field?.type ?? '' });
    return [{ path: path.text, desc }];
  });
  return sort.length > 0 ? sort : [{ path: 'created_at', desc: true }];
}

function savedOf(entity: EntityModel, node: Node, ctx: Context): ListViewModel['saved'] {
  const scope = { roots: { record: entity.name }, package: entity.package, bareFilters: true };
  return entriesAt(node, 'saved').flatMap((entry) => {
    const where = expressionOf(child(entry.value, 'where'), 'boolean', scope, `saved.${entry.key}.where`, ctx);
    const text = textAt(entry.value, 'where') ?? '';
    const alert = booleanAt(entry.value, 'alert') ?? false;
    return where ? [{ name: entry.key, label: textAt(entry.value, 'label') ?? entry.key, where, text, alert }] : [];
  });
}

const allActions = ['create', 'import', 'export'] as const;

function actionsOf(node: Node): ListViewModel['actions'] {
  const written = child(node, 'actions');
  if (!written) return [...allActions];
  const named = plain(written);
  return allActions.filter((action) => Array.isArray(named) && named.includes(action));
}

function detailView(entity: EntityModel, document: LoadedDocument, ctx: Context): DetailViewModel {
  const { node } = document;
  return {
    type: 'detail',
    name: nameOf(document),
    of: entity.name,
    label: labelOf(document, entity),
    facts: pathsAt(entity, node, 'facts', () => null, ctx),
    sections: sectionsOf(entity, document, ctx),
    tabs: tabsOf(entity, node, ctx),
    form: null,
  };
}

function tabsOf(entity: EntityModel, node: Node, ctx: Context): DetailTab[] {
  return entriesAt(node, 'tabs').flatMap((entry): DetailTab[] => {
    const place = scalarAt(entry.value, 'back');
    const name = place && typeof place.value === 'string' ? place.value : entry.key;
    const own = place?.source.package ?? entry.source.package;
    const back = [name, `${own}.${name}`].find((candidate) => Object.hasOwn(entity.backs, candidate));
    const found = back === undefined ? undefined : entity.backs[back];
    const other = found && ctx.model.entities[found.entity];
    const at = `tabs.${entry.key}`;
    if (back === undefined || !found || !other) {
      const known = Object.keys(entity.backs);
      const { source, start } = place ?? { source: entry.source, start: entry.keyStart };
      const params = { entity: entity.name, known: known.join(', '), ...suggest(name, known) };
      // The tab of a ref that the bureau withdrew goes with it.
      if (!ctx.withdrawnBacks.has(`${entity.name} ${name}`))
        ctx.sink.add('E_REFERENCE_BACK', source, start, `${at}.back`, name, params);
      return [];
    }
    const columns = pathsAt(other, entry.value, 'columns', columnFault, ctx, `${at}.columns`);
    return [
      {
        name: entry.key,
        label: textAt(entry.value, 'label') ?? found.label,
        back,
        entity: found.entity,
        field: found.field,
        columns,
      },
    ];
  });
}

function linkedView(written: ViewModel, node: Node, ctx: Context): ViewModel {
  const view = { ...written };
  const form = documentAt('Form', node, 'form', 'form', ctx);
  if (form) {
    const of = ctx.model.forms[form.name]?.of;
    if (of === view.of) view.form = form.name;
    else
      ctx.sink.add('E_DOCUMENT_OF', form.place.source, form.place.start, 'form', form.name, {
        found: of ?? '',
        expected: view.of,
      });
  }
  if (view.type !== 'list') return view;
  const side = documentAt('View', node, 'side', 'side', ctx);
  const other = side && ctx.model.views[side.name];
  if (!side || !other) return view;
  const { source, start } = side.place;
  if (other.of !== view.of)
    ctx.sink.add('E_DOCUMENT_OF', source, start, 'side', side.name, { found: other.of, expected: view.of });
  else if (other.type !== 'detail')
    ctx.sink.add('E_VIEW_TYPE', source, start, 'side', side.name, { found: other.type, expected: 'detail' });
  else view.side = side.name;
  return view;
}

export function resolveMenus(ctx: Context): void {
  // What stands on other packages comes first: the domain an officer works in, then subjects, units and people last.
  const first = new Map<string, string>();
  for (const document of documentsOf(ctx, 'Menu')) {
    const other = first.get(document.package);
    if (other === undefined) first.set(document.package, document.source.path);
    else ctx.sink.add('E_MENU_TWICE', document.source, document.node.start, '', document.name, { other });
    ctx.model.menus.unshift(ctx.round.once(`menu ${nameOf(document)}`, [document], () => menuOf(document, ctx)));
  }
}

function menuOf(document: LoadedDocument, ctx: Context): MenuModel {
  checkIdentities(document.node, 'items', 'items', ctx);
  const items = entriesAt(document.node, 'items').flatMap((entry) => {
    const at = `items.${entry.key}.view`;
    const view = documentAt('View', entry.value, 'view', at, ctx);
    if (!view) return [];
    const type = ctx.model.views[view.name]?.type ?? 'list';
    if (type !== 'list')
      ctx.sink.add('E_VIEW_TYPE', view.place.source, view.place.start, at, view.name, {
        found: type,
        expected: 'list',
      });
    return {
      name: entry.key,
      label: textAt(entry.value, 'label') ?? entry.key,
      view: view.name,
      icon: textAt(entry.value, 'icon') ?? 'list',
      count: booleanAt(entry.value, 'count') === true,
    };
  });
  return {
    name: nameOf(document),
    label: textAt(document.node, 'label') ?? document.name,
    group: textAt(document.node, 'group') ?? '',
    items,
  };
}
