// The model as one actor sees it: entities he may read, without hidden fields and without expressions over what he may not
// read in clear. Screens are built from it.
import {
  readsOf,
  withTexts,
  type CodeListModel,
  type DetailViewModel,
  type Env,
  type EntityModel,
  type Expr,
  type FieldModel,
  type FormSection,
  type ListViewModel,
  type LiveTexts,
  type Model,
  type RowsModel,
  type Template,
  type ViewModel,
} from '@shijian/kernel';
import { actsOf, type Act } from '../plugin_code/acts.ts';
import { accessOf, isMasked, updatableFields, type Access } from '../records/access.ts';
import { envOf } from '../records/evaluation.ts';
import type { Scene } from '../records/scene.ts';
import { recordActs } from '../sources/source_writers.ts';

/** Lists longer than this are fetched on their own. */
const INLINE_CODES = 200;

export interface EntityForActor extends Omit<EntityModel, 'origin' | 'fields'> {
  fields: Omit<FieldModel, 'origin'>[];
  can: Record<'create' | 'update' | 'delete' | 'restore' | 'import' | 'export' | 'history', boolean>;
  /** What the roles grant, also where it is not done by writing the record: a role is made on a page of its own. */
  granted: ('create' | 'update' | 'delete')[];
  update_fields: string[] | null;
  /** Masked fields that this actor may see in clear, with a purpose. */
  reveal: string[];
  /** Personal fields that this actor may look for by their whole value, with a purpose. */
  find: string[];
  /** What functions of packages offer to do with one of its records. */
  acts: Act[];
  /** Its lists go through the bureaus below as well, whose rows are only read. */
  across: boolean;
  /** What was done with a row of theirs may be looked at, too. */
  history_across: boolean;
}

/** Model document of GET /api/model. */
export function presentModel(scene: Scene): Record<string, unknown> {
  const { state, actor } = scene;
  const { model } = state;
  const accesses = new Map<string, Access>();
  for (const name of Object.keys(model.entities)) {
    const access = accessOf(state, actor.roles, name);
    if (access) accesses.set(name, access);
  }
  const eyes = new Eyes(model, accesses);
  const views = Object.values(model.views).flatMap((view) => {
    const access = accesses.get(view.of);
    return access ? [view.type === 'list' ? listFor(eyes, access, view) : detailFor(eyes, access, view)] : [];
  });
  const forms = Object.values(model.forms).flatMap((form) => {
    const access = accesses.get(form.of);
    return access ? [{ ...form, sections: sectionsFor(eyes, access, form.sections) }] : [];
  });
  const { tenant } = model;
  const env = envOf(scene, {});
  const shown = {
    tenant: {
      name: tenant.name,
      label: tenant.label,
      brand: tenant.brand,
      time_zone: tenant.time_zone,
      region: tenant.region,
      facts: env.tenant,
    },
    // The own bureau first, then those below; empty for who reads his own alone.
    bureaus: scene.below.length > 0 ? [state, ...scene.below].map(({ name, label }) => ({ name, label })) : [],
    revision: state.model_rev,
    edition: state.edition,
    entities: byName(
      [...accesses.values()].map((access) => ({
        ...entityFor(eyes, access, scene.below.length > 0),
        acts: actsOf(state, actor.roles, access.entity.name),
      })),
    ),
    lists: byName(Object.values(model.lists).map(listSummary)),
    forms: byName(forms.map((form) => withTexts(form, env))),
    views: byName(views.map((view) => viewTexts(view, env))),
    menus: model.menus
      .map((menu) => ({ ...menu, items: menu.items.filter((item) => views.some((view) => view.name === item.view)) }))
      .filter((menu) => menu.items.length > 0)
      .map((menu) => ({ ...withTexts(menu, env), items: menu.items.map((item) => withTexts(item, env)) })),
  };
  return { ...shown, settings: settingsIn(shown, tenant.settings), calendar: model.calendar };
}

/** Names of views and of what was saved in them know the officer and the day; a section knows its record too. */
function viewTexts(view: ViewModel, env: Env): ViewModel {
  if (view.type === 'list') return { ...withTexts(view, env), saved: view.saved.map((saved) => withTexts(saved, env)) };
  return withTexts(view, env);
}

/** The settings that the expressions of a document read; no other leaves the server. */
function settingsIn(shown: unknown, settings: Record<string, unknown>): Record<string, unknown> {
  const named = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { op, root, steps } = value as { op?: unknown; root?: unknown; steps?: unknown };
    if (op === 'path' && root === 'settings' && Array.isArray(steps)) named.add(String(steps[0]));
    for (const part of Object.values(value)) visit(part);
  };
  visit(shown);
  return Object.fromEntries([...named].map((name) => [name, settings[name] ?? null]));
}

/** What an actor may be shown of expressions: those that read only what he reads in clear. */
class Eyes {
  private readonly model: Model;
  private readonly accesses: Map<string, Access>;

  constructor(model: Model, accesses: Map<string, Access>) {
    this.model = model;
    this.accesses = accesses;
  }

  /** The expression, or null when it reads something that this actor does not see in clear. */
  expr(expr: Expr | null): Expr | null {
    return expr && readsOf(expr).fields.every(({ entity, field }) => this.sees(entity, field)) ? expr : null;
  }

  /** An item without the parts of its texts that this actor may not read. */
  texts<T extends { texts?: LiveTexts }>(item: T): T {
    if (!item.texts) return item;
    const readable = (template: Template): Template =>
      template.filter((part) => 'text' in part || this.expr(part.expr) !== null);
    const { label, hint } = item.texts;
    return { ...item, texts: { ...(label && { label: readable(label) }), ...(hint && { hint: readable(hint) }) } };
  }

  sees(entity: string, name: string): boolean {
    const [, owner, rows] = /^row:([^#]+)#(.+)$/.exec(entity) ?? [];
    if (owner && rows) {
      const cell = this.cell(owner, rows, name);
      return this.sees(owner, rows) && (!cell || !isMasked(cell));
    }
    const access = this.accesses.get(entity);
    if (!access || access.hidden.has(name)) return false;
    const field = this.model.entities[entity]?.fields.find((candidate) => candidate.name === name);
    return !field || !isMasked(field);
  }

  private cell(entity: string, rows: string, name: string): FieldModel | undefined {
    const field = this.model.entities[entity]?.fields.find((candidate) => candidate.name === rows);
    return field?.fields.find((candidate) => candidate.name === name);
  }

  /** A path of at most one hop that may stand in a column. */
  path(access: Access, path: string): boolean {
    const [first, second] = path.split('.');
    const field = access.fields.find((candidate) => candidate.name === first);
    if (!field) return false;
    if (second === undefined) return true;
    const target = this.accesses.get(field.to[0] ?? '');
    return target?.fields.some((candidate) => candidate.name === second) ?? false;
  }
}

function entityFor(eyes: Eyes, access: Access, below: boolean): Omit<EntityForActor, 'acts'> {
  const { origin: _origin, ...entity } = access.entity;
  return {
    ...entity,
    title: entity.title.filter((part) => 'text' in part || eyes.expr(part.expr) !== null),
    fields: access.fields.map((field) => fieldFor(eyes, field)),
    retain: null,
    filters: Object.fromEntries(Object.entries(entity.filters).filter(([, filter]) => eyes.expr(filter.expr) !== null)),
    checks: entity.checks.filter((check) => eyes.expr(check.rule) !== null),
    keys: entity.keys
      .filter((key) => key.fields.every((name) => !access.hidden.has(name)))
      .map((key) => ({ ...key, where: eyes.expr(key.where) })),
    can: {
      ...recordActs(access),
      restore: access.restore !== null,
      import: access.import && access.create !== null,
      export: access.export,
      history: access.history,
    },
    granted: [
      ...(access.create ? ['create' as const] : []),
      ...(access.updates.length > 0 ? ['update' as const] : []),
      ...(access.delete ? ['delete' as const] : []),
    ],
    update_fields: updatableFields(access),
    reveal: access.fields
      .filter((field) => isMasked(field) && access.reveal.has(field.name))
      .map((field) => field.name),
    find: access.fields.filter((field) => access.find.has(field.name)).map((field) => field.name),
    across: access.across && below,
    history_across: access.historyAcross && below,
  };
}

function fieldFor(eyes: Eyes, field: FieldModel): Omit<FieldModel, 'origin'> {
  const { origin: _origin, ...rest } = field;
  return {
    ...eyes.texts(rest),
    // What hangs on something unseen is decided by the server alone.
    required: typeof field.required === 'boolean' ? field.required : (eyes.expr(field.required) ?? false),
    visible: eyes.expr(field.visible),
    retain: null,
    editable: typeof field.editable === 'boolean' ? field.editable : (eyes.expr(field.editable) ?? true),
    default:
      field.default && 'expr' in field.default ? (eyes.expr(field.default.expr) ? field.default : null) : field.default,
    choose: eyes.expr(field.choose),
    fields: field.fields.map((cell) => ({ ...fieldFor(eyes, cell), origin: cell.origin })),
    rows: field.rows && rowsFor(eyes, field.rows),
    value: null,
  };
}

/** Where rows come from, without what it reads of others: the form only asks for them. */
function rowsFor(eyes: Eyes, rows: RowsModel): RowsModel {
  const shown = (expr: Expr): Expr => eyes.expr(expr) ?? { op: 'literal', type: expr.type, value: null };
  return {
    ...rows,
    count: eyes.expr(rows.count),
    from: rows.from && shown(rows.from),
    where: eyes.expr(rows.where),
    copy: Object.fromEntries(Object.entries(rows.copy).map(([name, expr]) => [name, shown(expr)])),
  };
}

function listFor(eyes: Eyes, access: Access, view: ListViewModel): ListViewModel {
  return {
    ...view,
    columns: view.columns.filter((path) => eyes.path(access, path)),
    search: view.search.filter((path) => eyes.path(access, path)),
    sort: view.sort.filter((key) => eyes.path(access, key.path) || key.path.endsWith('_at')),
    filters: view.filters.filter((name) => eyes.path(access, name) && eyes.sees(view.of, name)),
    saved: view.saved.filter((saved) => eyes.expr(saved.where) !== null),
    actions: view.actions.filter((action) =>
      action === 'create'
        ? access.create !== null
        : action === 'import'
          ? access.import && access.create !== null
          : access.export,
    ),
  };
}

function detailFor(eyes: Eyes, access: Access, view: DetailViewModel): DetailViewModel {
  return {
    ...view,
    facts: view.facts.filter((path) => eyes.path(access, path)),
    sections: sectionsFor(eyes, access, view.sections),
    tabs: view.tabs.filter((tab) => eyes.sees(tab.entity, tab.field)).map((tab) => eyes.texts(tab)),
  };
}

function sectionsFor(eyes: Eyes, access: Access, sections: FormSection[]): FormSection[] {
  return sections
    .map((section) => ({
      ...eyes.texts(section),
      fields: section.fields.filter((path) => eyes.path(access, path)),
      visible: eyes.expr(section.visible),
    }))
    .filter((section) => section.fields.length > 0);
}

function listSummary(list: CodeListModel): { name: string } {
  const { codes, ...rest } = list;
  return codes.length > INLINE_CODES ? ({ ...rest, size: codes.length } as { name: string }) : list;
}

function byName<T extends { name: string }>(items: T[]): Record<string, T> {
  return Object.fromEntries(items.map((item) => [item.name, item]));
}
