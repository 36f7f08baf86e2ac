// The page of a record as one of its revisions laid it out: which sections there were, what stood in them, what had to be filled in.
import type { DetailViewModel, Env, Expr, FieldModel, FormModel, FormSection } from '@shijian/kernel';
import type { Sight } from './reach.ts';

export interface PastField {
  field: string;
  label: string;
  text: string | null;
  /** It had to be filled in then. */
  required: boolean;
}

export interface PastSection {
  name: string;
  label: string;
  /** 1 to 3. */
  columns: number;
  /** Names of fields. */
  fields: string[];
}

/** What can be told of a version of a record. */
export interface PastInsight {
  env: Env;
  /** The actor reads in clear everything that it reads. */
  isReadable(expr: Expr): boolean;
  /** Null where it cannot be told from the record alone, or not to him. */
  tell(expr: Expr): boolean | null;
}

/** @returns true where the field had to be filled in, as far as can be told */
export function isAsked(field: FieldModel, insight: PastInsight): boolean {
  return typeof field.required === 'boolean' ? field.required : insight.tell(field.required) === true;
}

/**
 * Sections of the detail view of that time, else of its form, else one. What their author left out, and what a bureau or another package
 * added, stands in a last one when it was filled in: nothing of a version stays unseen.
 */
export function pastSections(sight: Sight, fields: readonly PastField[], insight: PastInsight): PastSection[] {
  const { entity } = sight.access;
  const isShown = (visible: Expr | null): boolean => visible === null || insight.tell(visible) !== false;
  const models = new Map(sight.access.fields.map((field) => [field.name, field]));
  const shown = new Set(fields.flatMap(({ field }) => (isShown(models.get(field)?.visible ?? null) ? [field] : [])));
  const written = sectionsOf(sight, entity.label);
  const placed = new Set(written.flatMap((section) => section.fields));
  const rest = fields.filter(({ field, text }) => !placed.has(field) && (written.length === 0 || text !== null));
  const sections = written
    .filter((section) => isShown(section.visible))
    .map(({ name, label, columns, fields: names }) => ({ name, label, columns, fields: names }));
  const last = { name: '_rest', label: written.length === 0 ? entity.label : '其他', columns: 2 };
  return [...sections, { ...last, fields: rest.map(({ field }) => field) }]
    .map((section) => ({ ...section, fields: section.fields.filter((name) => shown.has(name)) }))
    .filter((section) => section.fields.length > 0);
}

function sectionsOf({ state, access }: Sight, label: string): FormSection[] {
  const { views, forms } = state.model;
  const view = Object.values(views).find(
    (one): one is DetailViewModel => one.type === 'detail' && one.of === access.entity.name,
  );
  if (view && view.sections.length > 0) {
    const inSections = new Set(view.sections.flatMap(({ fields }) => fields));
    // They stood beside the title.
    const facts = view.facts.filter((name) => !inSections.has(name));
    return [{ name: '_facts', label, columns: 3, fields: facts, visible: null }, ...view.sections];
  }
  const form = Object.values(forms).find((one: FormModel) => one.of === access.entity.name);
  return form?.sections ?? [];
}
