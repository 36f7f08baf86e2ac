// What the keys of one field must agree on among themselves.
import type { DiagnosticCode } from '../diagnostics/catalogue.ts';
import type { FieldType } from '../field_types/contract.ts';
import { isConvertible, valueType } from '../field_types/index.ts';
import { bound } from '../field_types/parse_number.ts';
import { entityFieldOnly } from '../kinds/field.ts';
import type { FieldModel } from '../model.ts';
import type { Node } from '../parse/node.ts';
import { child } from '../parse/node.ts';
import type { Context } from './context.ts';
import type { FieldOwner } from './resolve_fields.ts';

export function checkField(
  field: FieldModel,
  type: FieldType,
  node: Node,
  owner: FieldOwner,
  at: string,
  ctx: Context,
): void {
  const report = (key: string, code: DiagnosticCode, value: string, params: Record<string, string> = {}): void => {
    const place = child(node, key) ?? node;
    ctx.sink.add(code, place.source, place.start, `${at}.${key}`, value, params);
  };
  if (owner.rows !== null) {
    for (const key of entityFieldOnly) if (child(node, key)) report(key, 'E_FIELD_IN_ROWS', key);
    // A sensitive value is sealed in a column of its own, which a row has not.
    if (field.personal === 'sensitive') report('personal', 'E_FIELD_IN_ROWS', 'sensitive');
    if (field.to.length > 1) report('to', 'E_REF_SEVERAL', field.to.join(', '));
    if (type.column === null || type.drawn || field.fields.length > 0) report('type', 'E_FIELD_IN_ROWS', type.name);
  }
  if (field.unique && (!type.indexable || type.column === null))
    report('unique', 'E_FIELD_OPTION', 'unique', { type: type.name });
  const kept = valueType(field);
  if (field.indexed && (!kept.indexable || kept.column === null))
    report('indexed', 'E_FIELD_OPTION', 'indexed', { type: type.name });
  if (field.to.length > 1 && child(node, 'choose')) report('choose', 'E_REF_SEVERAL', field.to.join(', '));
  if (field.convert && !isConvertible(field)) report('convert', 'E_FIELD_OPTION', 'convert', { type: type.name });
  const fault = type.optionFault?.(field, owner.scope === undefined);
  if (fault) report(fault.key, fault.code, fault.value);
  if (field.searchable !== false && type.column !== 'text' && !type.searched)
    report('searchable', 'E_FIELD_OPTION', 'searchable', { type: type.name });
  if (field.searchable === 'shown' && field.personal === null) report('searchable', 'E_FIELD_SHOWN', 'shown');
  if (field.personal === 'basic' && field.searchable === true) report('searchable', 'E_FIELD_PERSONAL', 'true');
  if (field.personal === 'sensitive' && field.searchable === true)
    report('searchable', 'E_FIELD_SENSITIVE', 'searchable');
  checkBounds(field, report);
  // The pattern of a number is no regular expression.
  if (!type.drawn) checkPattern(field, report);
}

type Report = (key: string, code: DiagnosticCode, value: string, params?: Record<string, string>) => void;

function checkBounds(field: FieldModel, report: Report): void {
  for (const [low, high] of [
    ['min', 'max'],
    ['min_length', 'max_length'],
    ['min_count', 'max_count'],
  ] as const) {
    const [from, to] = [field.options[low], field.options[high]];
    const [a, b] = [bound(from), bound(to)];
    const crossed = a && b ? a.compare(b) > 0 : typeof from === 'string' && typeof to === 'string' && from > to;
    if (crossed)
      report(low, 'E_OPTION_RANGE', String(from), { low: `${low} ${String(from)}`, high: `${high} ${String(to)}` });
  }
}

function checkPattern(field: FieldModel, report: Report): void {
  const { pattern } = field.options;
  if (typeof pattern !== 'string') return;
  if (/\(\?<[=!]|\\[1-9]|\\k</.test(pattern))
    return report('pattern', 'E_PATTERN_BAD', pattern, { problem: 'lookbehind or backreference' });
  // (a+)+ takes exponential time on the right wrong text; a browser and a server would both hang on it.
  const nested = /\((?:\?:)?(?:\[[^\]]*\]|\\?.)[+*]\)[+*{]/.exec(pattern);
  if (nested) return report('pattern', 'E_PATTERN_BAD', pattern, { problem: `${nested[0]} repeats a repetition` });
  try {
    new RegExp(`^(?:${pattern})$`, 'u');
  } catch (error) {
    report('pattern', 'E_PATTERN_BAD', pattern, { problem: error instanceof Error ? error.message : '' });
  }
}
