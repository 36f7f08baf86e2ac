// Gives every entity a form, a list, a detail and a menu entry where no document does, and names them where a view left them out.
import { booleanAt } from '../parse/node.ts';
import type { EntityModel, Model } from '../model.ts';
import { defaultDetailView, defaultForm, defaultListView, defaultMenuItem } from './defaults.ts';
import type { Context } from './context.ts';

export function addDefaults(ctx: Context): void {
  const { model } = ctx;
  const entities = Object.values(model.entities);
  for (const entity of entities) {
    if (!firstForm(model, entity)) put(model.forms, defaultForm(entity));
    if (!firstView(model, entity, 'detail')) put(model.views, defaultDetailView(entity, model));
    if (!firstView(model, entity, 'list')) put(model.views, defaultListView(entity));
  }
  for (const view of Object.values(model.views)) {
    const entity = model.entities[view.of];
    if (!entity) continue;
    view.form ??= firstForm(model, entity);
    if (view.type === 'list') view.side ??= firstView(model, entity, 'detail');
    else if (view.sections.length === 0) view.sections = defaultDetailView(entity, model).sections;
  }
  addMenuItems(ctx, entities);
}

function put<T extends { name: string }>(record: Record<string, T>, item: T): void {
  record[item.name] = item;
}

function firstForm(model: Model, entity: EntityModel): string | null {
  return Object.values(model.forms).find((form) => form.of === entity.name)?.name ?? null;
}

function firstView(model: Model, entity: EntityModel, type: 'list' | 'detail'): string | null {
  return Object.values(model.views).find((view) => view.of === entity.name && view.type === type)?.name ?? null;
}

/** An entity whose list no menu opens stands under 其他, unless it says `menu: false`. */
function addMenuItems(ctx: Context, entities: EntityModel[]): void {
  const { model } = ctx;
  const opened = new Set(model.menus.flatMap((menu) => menu.items.map((item) => model.views[item.view]?.of)));
  const items = entities.flatMap((entity) => {
    if (opened.has(entity.name) || booleanAt(ctx.documents.get(`Entity ${entity.name}`)?.node, 'menu') === false)
      return [];
    const view = firstView(model, entity, 'list');
    return view === null ? [] : [defaultMenuItem(entity, view)];
  });
  if (items.length > 0) model.menus.push({ name: 'other', label: '其他', group: '其他', items });
}
