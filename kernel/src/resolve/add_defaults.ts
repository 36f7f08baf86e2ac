// Gives every entity a form, a list, a detail and a menu entry where no document does, and names them where a view left them out.
import { booleanAt } from '../parse/node.ts';
import type { EntityModel, ViewModel } from '../model.ts';
import { defaultDetailView, defaultForm, defaultListView, defaultMenuItem } from './defaults.ts';
import type { Context } from './context.ts';

export function addDefaults(ctx: Context): void {
  const model = ctx.untracked;
  const entities = Object.values(model.entities);
  const forms = firstOf(Object.values(model.forms));
  const details = firstOf(Object.values(model.views).filter((view) => view.type === 'detail'));
  const lists = firstOf(Object.values(model.views).filter((view) => view.type === 'list'));
  for (const entity of entities) {
    const made = <T>(what: string, make: () => T): T => ctx.round.once(`${what} of ${entity.name}`, [entity], make);
    if (!forms.has(entity.name))
      put(
        model.forms,
        forms,
        made('form', () => defaultForm(entity)),
      );
    if (!details.has(entity.name))
      put(
        model.views,
        details,
        made('detail', () => defaultDetailView(entity, ctx.model)),
      );
    if (!lists.has(entity.name))
      put(
        model.views,
        lists,
        made('list', () => defaultListView(entity)),
      );
  }
  for (const view of Object.values(model.views)) {
    const entity = model.entities[view.of];
    if (!entity) continue;
    const [form, side] = [forms.get(entity.name) ?? null, details.get(entity.name) ?? null];
    model.views[view.name] = ctx.round.once(`whole ${view.name}`, [view, entity, form, side], () =>
      wholeView(view, entity, form, side, ctx),
    );
  }
  addMenuItems(ctx, entities, lists);
}

/** The view with what it left out. */
function wholeView(
  view: ViewModel,
  entity: EntityModel,
  form: string | null,
  side: string | null,
  { model }: Context,
): ViewModel {
  if (view.type === 'list') return { ...view, form: view.form ?? form, side: view.side ?? side };
  const sections = view.sections.length > 0 ? view.sections : defaultDetailView(entity, model).sections;
  return { ...view, form: view.form ?? form, sections };
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
  const model = ctx.untracked;
  const opened = new Set(model.menus.flatMap((menu) => menu.items.map((item) => model.views[item.view]?.of)));
  const items = entities.flatMap((entity) => {
    if (opened.has(entity.name) || booleanAt(ctx.documents.get(`Entity ${entity.name}`)?.node, 'menu') === false)
      return [];
    const view = lists.get(entity.name);
    return view === undefined ? [] : [defaultMenuItem(entity, view)];
  });
  if (items.length > 0) model.menus.push({ name: 'other', label: '其他', group: '其他', items });
}
