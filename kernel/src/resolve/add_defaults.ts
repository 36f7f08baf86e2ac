// Gives every entity a form, a list, a detail and a menu entry where no document does, and names them where a view left them out.
import { booleanAt } from '../parse/node.ts';
import type { EntityModel } from '../model.ts';
import { defaultDetailView, defaultForm, defaultListView, defaultMenuItem } from './defaults.ts';
import type { Context } from './context.ts';

export function addDefaults(ctx: Context): void {
  const { model } = ctx;
  const entities = Object.values(model.entities);
  const forms = firstOf(Object.values(model.forms));
  const details = firstOf(Object.values(model.views).filter((view) => view.type === 'detail'));
  const lists = firstOf(Object.values(model.views).filter((view) => view.type === 'list'));
  for (const entity of entities) {
    if (!forms.has(entity.name)) put(model.forms, forms, defaultForm(entity));
    if (!details.has(entity.name)) put(model.views, details, defaultDetailView(entity, model));
    if (!lists.has(entity.name)) put(model.views, lists, defaultListView(entity));
  }
  for (const view of Object.values(model.views)) {
    const entity = model.entities[view.of];
    if (!entity) continue;
    view.form ??= forms.get(entity.name) ?? null;
    if (view.type === 'list') view.side ??= details.get(entity.name) ?? null;
    else if (view.sections.length === 0) view.sections = defaultDetailView(entity, model).sections;
  }
  addMenuItems(ctx, entities, lists);
}

/** Name of the first document about each entity. */
function firstOf(documents: { name: string; of: string }[]): Map<string, string> {
  const first = new Map<string, string>();
  for (const { name, of } of documents) if (!first.has(of)) first.set(of, name);
  return first;
}

function put<T extends { name: string; of: string }>(
  record: Record<string, T>,
  first: Map<string, string>,
  item: T,
): void {
  record[item.name] = item;
  first.set(item.of, item.name);
}

/** An entity whose list no menu opens stands under 其他, unless it says `menu: false`. */
function addMenuItems(ctx: Context, entities: EntityModel[], lists: Map<string, string>): void {
  const { model } = ctx;
  const opened = new Set(model.menus.flatMap((menu) => menu.items.map((item) => model.views[item.view]?.of)));
  const items = entities.flatMap((entity) => {
    if (opened.has(entity.name) || booleanAt(ctx.documents.get(`Entity ${entity.name}`)?.node, 'menu') === false)
      return [];
    const view = lists.get(entity.name);
    return view === undefined ? [] : [defaultMenuItem(entity, view)];
  });
  if (items.length > 0) model.menus.push({ name: 'other', label: '其他', group: '其他', items });
}
