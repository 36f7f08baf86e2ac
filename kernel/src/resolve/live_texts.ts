// Labels and hints with {expressions}. What reads only the bureau and its settings is written out here, once; the rest leaves a
// plain label for tables, files and errors, and a template for the places that have a record, an officer and a day.
import { readsOfTemplate, renderTemplate, walk } from '../expressions/index.ts';
import type { Env } from '../expressions/contract.ts';
import type { Template } from '../expressions/tree.ts';
import { withoutGaps } from '../live_text.ts';
import type { EntityModel, FieldModel, LiveTexts, Model } from '../model.ts';
import type { LoadedDocument } from '../parse/load_package.ts';
import type { Node, ScalarNode } from '../parse/node.ts';
import { templateOf } from './check_text.ts';
import { nameOf } from './context.ts';
import type { Context } from './context.ts';
import type { ScopeOptions } from './model_scope.ts';

type TextKey = keyof LiveTexts;

/** A label or hint that holds braces, and where in its document. */
interface Braced {
  steps: string[];
  key: TextKey;
  node: ScalarNode;
}

/** A text that was looked through: what stands where nothing is at hand, and the template where that is not all. */
interface Text {
  plain: string;
  live: Template | null;
}

/** Something of the model with a label; copies of it are changed, never itself. */
interface Labelled {
  name: string;
  label: string;
  texts?: LiveTexts;
}

/** Checks all labels and hints with expressions, and fills them in where they stand. */
export function resolveLiveTexts(ctx: Context): void {
  const env = bureauEnv(ctx.model);
  for (const document of ctx.documents.values()) {
    for (const braced of bracedIn(document)) {
      const at = [...braced.steps, braced.key].join('.');
      const template = templateOf(braced.node, scopeFor(document, braced.steps, ctx), at, ctx);
      if (template) place(document, braced, textOf(template, env), ctx.model);
    }
  }
}

const found = new WeakMap<Node, readonly Braced[]>();
const kinds: ReadonlySet<string> = new Set(['Entity', 'Form', 'View', 'Menu', 'Role']);

function bracedIn(document: LoadedDocument): readonly Braced[] {
  if (!kinds.has(document.kind)) return [];
  let braced = found.get(document.node);
  if (!braced) {
    braced = collect(document.node, []);
    found.set(document.node, braced);
  }
  return braced;
}

function collect(node: Node, steps: string[]): Braced[] {
  if (node.kind !== 'map') return [];
  return [...node.entries.values()].flatMap(({ key, value }): Braced[] => {
    if (value.kind === 'map') return collect(value, [...steps, key]);
    const isText = key === 'label' || key === 'hint';
    if (!isText || value.kind !== 'scalar' || typeof value.value !== 'string' || !/[{}]/.test(value.value)) return [];
    return [{ steps, key, node: value }];
  });
}

/** Sections, tabs and fields stand beside a record; names of lists, menus and roles do not. */
function scopeFor(document: LoadedDocument, steps: string[], ctx: Context): ScopeOptions {
  const beside = steps[0] === 'fields' || steps[0] === 'sections' || steps[0] === 'tabs';
  const name = nameOf(document);
  const of = ctx.model.forms[name]?.of ?? ctx.model.views[name]?.of ?? name;
  const record = beside && ctx.model.entities[of] ? of : null;
  return { roots: record === null ? {} : { record }, package: document.package };
}

function bureauEnv({ tenant }: Model): Env {
  return {
    tenant: { name: tenant.name, label: tenant.label, parent: tenant.parent, region: tenant.region },
    settings: tenant.settings as NonNullable<Env['settings']>,
    now: '',
    time_zone: tenant.time_zone,
    list: () => undefined,
  };
}

function textOf(template: Template, env: Env): Text {
  const filled = template.map((part) => (isFixed([part]) ? { text: renderTemplate([part], env) } : part));
  const live = filled.some((part) => 'expr' in part);
  const plain = filled.map((part) => ('text' in part ? part.text : '')).join('');
  return { plain: live ? withoutGaps(plain) : plain, live: live ? filled : null };
}

function isFixed(part: Template): boolean {
  const reads = readsOfTemplate(part);
  if (reads.fields.length > 0 || reads.now) return false;
  let fixed = true;
  for (const one of part)
    if ('expr' in one)
      walk(one.expr, (node) => {
        if (node.op === 'path' && node.root !== 'tenant' && node.root !== 'settings') fixed = false;
        // Labels of codes come with the lists, which a bureau may change by records.
        if (node.op === 'call' && node.name === 'label') fixed = false;
      });
  return fixed;
}

function place(document: LoadedDocument, { steps, key }: Braced, text: Text, model: Model): void {
  const name = nameOf(document);
  const [map, item, ...inner] = steps;
  const put = <T extends Labelled>(one: T): T => filledIn(one, key, text);
  const named = <T extends Labelled>(all: T[]): T[] => all.map((one) => (one.name === item ? put(one) : one));
  const entity = model.entities[name];
  const [form, view, role] = [model.forms[name], model.views[name], model.roles[name]];
  if (document.kind === 'Entity' && entity) {
    if (map === undefined) relabel(entity, text.plain, model);
    else model.entities[name] = entityWith(entity, map, item ?? '', inner, text, put);
  } else if (document.kind === 'Form' && form) {
    model.forms[name] = map === undefined ? put(form) : { ...form, sections: named(form.sections) };
  } else if (document.kind === 'View' && view) {
    if (map === undefined) model.views[name] = put(view);
    else if (view.type === 'list')
      model.views[name] = { ...view, saved: map === 'saved' ? named(view.saved) : view.saved };
    else if (map === 'sections') model.views[name] = { ...view, sections: named(view.sections) };
    else if (map === 'tabs') model.views[name] = { ...view, tabs: named(view.tabs) };
  } else if (document.kind === 'Role' && role) model.roles[name] = put(role);
  else if (document.kind === 'Menu')
    model.menus = model.menus.map((menu) => {
      if (menu.name !== name) return menu;
      return map === undefined ? put(menu) : { ...menu, items: named(menu.items) };
    });
}

function filledIn<T extends Labelled>(one: T, key: TextKey, { plain, live }: Text): T {
  const texts = live ? { texts: { ...one.texts, [key]: live } } : {};
  // Half a hint would mislead.
  return { ...one, [key]: live && key === 'hint' ? null : plain, ...texts };
}

/** The label of an entity stands in the tabs and backs that others took from it. */
function relabel(entity: EntityModel, label: string, model: Model): void {
  const was = entity.label;
  model.entities[entity.name] = { ...entity, label };
  for (const [name, other] of Object.entries(model.entities))
    for (const [back, side] of Object.entries(other.backs))
      if (side.entity === entity.name && side.label === was) {
        const changed = model.entities[name]!;
        model.entities[name] = { ...changed, backs: { ...changed.backs, [back]: { ...side, label } } };
      }
  for (const [name, view] of Object.entries(model.views))
    if (view.type === 'detail')
      model.views[name] = {
        ...view,
        tabs: view.tabs.map((tab) => (tab.entity === entity.name && tab.label === was ? { ...tab, label } : tab)),
      };
}

function entityWith(
  entity: EntityModel,
  map: string,
  item: string,
  inner: string[],
  text: Text,
  put: <T extends Labelled>(one: T) => T,
): EntityModel {
  if (map === 'filters') {
    const filter = entity.filters[item];
    return filter ? { ...entity, filters: { ...entity.filters, [item]: { ...filter, label: text.plain } } } : entity;
  }
  if (map === 'keys')
    return { ...entity, keys: entity.keys.map((key) => (key.name === item ? { ...key, label: text.plain } : key)) };
  if (map !== 'fields') return entity;
  const was = entity.fields.find((field) => field.name === item);
  const at = (field: FieldModel): FieldModel =>
    inner.length < 2
      ? put(field)
      : { ...field, fields: field.fields.map((cell) => (cell.name === inner[1] ? put(cell) : cell)) };
  const fields = entity.fields.map((field) => (field === was ? at(field) : field));
  const label = fields.find((field) => field.name === item)?.label ?? '';
  const keys = entity.keys.map((key) =>
    was && key.fields.length === 1 && key.fields[0] === item && key.label === was.label ? { ...key, label } : key,
  );
  return { ...entity, fields, keys };
}
