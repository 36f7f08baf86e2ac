// Labels and hints with expressions, written out for a record, an officer and a day.
import type { Env } from './expressions/contract.ts';
import { readsOfTemplate } from './expressions/walk.ts';
import { renderTemplate } from './expressions/render_template.ts';
import type { Template } from './expressions/tree.ts';
import type { LiveTexts } from './model.ts';

/** Anything of the model that has a label, and perhaps a hint. */
export interface Labelled {
  label: string;
  hint?: string | null;
  texts?: LiveTexts;
}

/**
 * The item with its texts written out; the same object where it has none.
 * @example withTexts(section, env).label // 许可（3 条）
 */
export function withTexts<T extends Labelled>(item: T, env: Env): T {
  if (!item.texts) return item;
  const { texts, ...rest } = item;
  const { label, hint } = texts;
  return {
    ...rest,
    ...(label && { label: withoutGaps(renderTemplate(label, env)) }),
    ...(hint && { hint: withoutGaps(renderTemplate(hint, env)) }),
  } as T;
}

/** True where a text waits for a record; the others can be written out as soon as the officer is known. */
export const needsRecord = (template: Template): boolean => readsOfTemplate(template).fields.length > 0;

/** 数量（） → 数量: what is left of a text when its expressions have nothing to say. */
export function withoutGaps(text: string): string {
  return text.replace(/[（(【[“"]\s*[”"】\]）)]/g, '').trim();
}
