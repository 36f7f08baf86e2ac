// A change of a model in one line that an admin or a vendor reads.
import { writeExpression, writeTemplate } from '../expressions/write_expression.ts';
import type { Expr, Template } from '../expressions/tree.ts';
import type { Language } from '../diagnostics/format_diagnostic.ts';
import { keyWords, kindWords } from './words.ts';
import type { ModelChange } from './model_change.ts';

/** 实体 食品经营者（food.operator） › 联系电话 › 必填：否 → 是 */
export function describeChange(change: ModelChange, language: Language): string {
  const zh = language === 'zh';
  const place = placeOf(change, language);
  const [before, after] = [writeValue(change.before, language), writeValue(change.after, language)];
  switch (change.does) {
    case 'added':
      return zh
        ? `${place}：新增${worth(change.after) ? ` ${after}` : ''}`
        : `${place}: added${worth(change.after) ? ` ${after}` : ''}`;
    case 'removed':
      return zh
        ? `${place}：删除${worth(change.before) ? `（原为 ${before}）` : ''}`
        : `${place}: removed${worth(change.before) ? ` (was ${before})` : ''}`;
    case 'renamed':
      return zh ? `${place}：由 ${before} 改名为 ${after}` : `${place}: renamed from ${before} to ${after}`;
    case 'moved':
      if (change.after === null) return zh ? `${place}：移到最前` : `${place}: moved to the front`;
      return zh ? `${place}：移到 ${after} 之后` : `${place}: moved behind ${after}`;
    case 'changed':
      return zh ? `${place}：${before} → ${after}` : `${place}: ${before} → ${after}`;
  }
}

/** The document and the place in it, in words as far as there are any. */
export function placeOf(change: Pick<ModelChange, 'kind' | 'name' | 'address' | 'labels'>, language: Language): string {
  const { kind, name, address, labels } = change;
  if (language === 'en') return [`${kind} ${name}`, address].filter((part) => part !== '').join(' ');
  const [document, ...items] = labels;
  const head = `${kindWords[kind]}${document === undefined || document === name ? ` ${name}` : `“${document}”`}`;
  const last = lastKey(address);
  const word = last === null ? undefined : keyWords[last];
  const tail = word === undefined && items.length === 0 && address !== '' ? [address] : items;
  return [head, ...tail, ...(word === undefined ? [] : [word])].join(' › ');
}

/** A value of a model as text: expressions as they are written, maps as JSON, all of it cut where it gets long. */
export function writeValue(value: unknown, language: Language): string {
  const zh = language === 'zh';
  if (value === null || value === undefined) return zh ? '无' : 'nothing';
  if (typeof value === 'boolean') return zh ? (value ? '是' : '否') : String(value);
  if (typeof value === 'string') return zh ? `“${shortened(value)}”` : `"${shortened(value)}"`;
  if (typeof value === 'number') return String(value);
  if (isExpression(value)) return shortened(writeExpression(value));
  if (isTemplate(value)) return zh ? `“${shortened(writeTemplate(value))}”` : `"${shortened(writeTemplate(value))}"`;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string' || typeof item === 'number'))
    return shortened(value.length === 0 ? (zh ? '无' : 'nothing') : value.join(zh ? '、' : ', '));
  return shortened(
    JSON.stringify(value, (key, member: unknown) =>
      key === 'origin' ? undefined : isExpression(member) ? writeExpression(member) : member,
    ),
  );
}

/** A whole item that came or went is known by its label; its value would only repeat the document. */
function worth(value: unknown): boolean {
  return typeof value !== 'object' || isExpression(value);
}

function lastKey(address: string): string | null {
  return /(?:^|\.)([A-Za-z_]\w*)$/.exec(address)?.[1] ?? null;
}

function isExpression(value: unknown): value is Expr {
  return typeof value === 'object' && value !== null && 'op' in value && 'type' in value;
}

function isTemplate(value: unknown): value is Template {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((part) => typeof part === 'object' && part !== null && ('text' in part || 'expr' in part))
  );
}

const shortened = (text: string): string => (text.length > 160 ? `${text.slice(0, 159)}…` : text);
