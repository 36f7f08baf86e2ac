// A condition of a list: how it stands in the address ("in:C,D", "next:90"), in the filter language, and what an officer reads.
import type { FieldModel } from '@shijian/kernel';
import { filterKind } from './filter_kinds.ts';
import { literal } from './literal.ts';

/**
 * op and value as they stand in the address.
 * in, under: codes or ids by comma · has, is: text · between: "from..to", either may be empty · next, last: days ·
 * past, yes, no, some, none: no value.
 */
export interface Condition {
  op: 'in' | 'under' | 'has' | 'is' | 'between' | 'next' | 'last' | 'past' | 'yes' | 'no' | 'some' | 'none';
  value: string;
}

const ops = new Set(['in', 'under', 'has', 'is', 'between', 'next', 'last', 'past', 'yes', 'no', 'some', 'none']);

/** Reads "in:C,D"; null for what no list ever wrote. */
export function parseCondition(text: string): Condition | null {
  const at = text.indexOf(':');
  const op = at < 0 ? text : text.slice(0, at);
  if (!ops.has(op)) return null;
  // The set above is the type's own list.
  return { op: op as Condition['op'], value: at < 0 ? '' : text.slice(at + 1) };
}

export function formatCondition(condition: Condition): string {
  return condition.value === '' ? condition.op : `${condition.op}:${condition.value}`;
}

export function valuesOf(condition: Condition | undefined): string[] {
  return condition && condition.value !== '' ? condition.value.split(',') : [];
}

export function rangeOf(condition: Condition | undefined): [string, string] {
  if (condition?.op !== 'between') return ['', ''];
  const [from = '', to = ''] = condition.value.split('..');
  return [from, to];
}

/**
 * The condition in the expression language; null when it says nothing.
 * @param path "risk" or "subject.kind", below record
 */
export function conditionText(path: string, field: FieldModel, condition: Condition): string | null {
  const kind = filterKind(field);
  if (kind === null) return null;
  const member = `record.${path}`;
  const day = kind === 'datetime' ? `date(${member})` : member;
  const values = valuesOf(condition);
  switch (condition.op) {
    case 'in': {
      if (values.length === 0) return null;
      const set = `[${values.map(literal).join(', ')}]`;
      if (kind === 'codes') return `${member}.exists(v, v in ${set})`;
      return values.length === 1 ? `${member} == ${literal(values[0] ?? '')}` : `${member} in ${set}`;
    }
    case 'under':
      return values.length === 0 ? null : either(values.map((value) => `under(${member}, ${literal(value)})`));
    case 'has':
      return condition.value === '' ? null : `contains(${member}, ${literal(condition.value)})`;
    case 'is':
      return condition.value === '' ? null : `${member} == ${literal(condition.value)}`;
    case 'between':
      return between(kind === 'number' ? member : day, rangeOf(condition), kind === 'number');
    case 'next':
      return isCount(condition.value)
        ? `${day} >= today && ${day} <= add(today, span('${condition.value} days'))`
        : null;
    case 'last':
      return isCount(condition.value)
        ? `${day} >= sub(today, span('${condition.value} days')) && ${day} <= today`
        : null;
    case 'past':
      return `${day} < today`;
    case 'yes':
      return `${member} == true`;
    case 'no':
      return `${member} == false`;
    case 'some':
      return kind === 'codes' ? `size(${member}) > 0` : `has(${member})`;
    case 'none':
      return kind === 'codes' ? `size(${member}) == 0` : `!has(${member})`;
  }
}

/**
 * What the chip says after the field's label: "C、D", "90 天内".
 * @param label text of one code or id
 */
export function conditionLabel(condition: Condition, label: (value: string) => string, unit = ''): string {
  const values = valuesOf(condition);
  switch (condition.op) {
    case 'in':
    case 'under': {
      const shown = values.slice(0, 3).map(label).join('、');
      return values.length > 3 ? `${shown} 等 ${values.length} 项` : shown;
    }
    case 'has':
      return `含“${condition.value}”`;
    case 'is':
      return condition.value;
    case 'between':
      return rangeLabel(rangeOf(condition), unit);
    case 'next':
      return `${condition.value} 天内`;
    case 'last':
      return condition.value === '0' ? '今天' : `近 ${condition.value} 天`;
    case 'past':
      return '已过';
    case 'yes':
      return '是';
    case 'no':
      return '否';
    case 'some':
      return '已填写';
    case 'none':
      return '未填写';
  }
}

/** Days have a beginning and an end, numbers a least and a most. */
function rangeLabel([from, to]: [string, string], unit: string): string {
  const tail = unit === '' ? '' : ` ${unit}`;
  if (from !== '' && to !== '') return `${from} 至 ${to}${tail}`;
  if (isDay(from)) return `${from} 起`;
  if (isDay(to)) return `${to} 及以前`;
  return from === '' ? `不大于 ${to}${tail}` : `不小于 ${from}${tail}`;
}

function between(member: string, [from, to]: [string, string], number: boolean): string | null {
  const value = (text: string) => (number ? numberText(text) : isDay(text) ? `date('${text}')` : null);
  const low = value(from);
  const high = value(to);
  const parts = [low === null ? null : `${member} >= ${low}`, high === null ? null : `${member} <= ${high}`];
  const said = parts.filter((part) => part !== null);
  return said.length === 0 ? null : said.join(' && ');
}

function numberText(text: string): string | null {
  return /^-?\d{1,15}(\.\d{1,6})?$/.test(text.trim()) ? text.trim() : null;
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text);
}

function isCount(text: string): boolean {
  return /^\d{1,4}$/.test(text);
}

function either(parts: string[]): string {
  return parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(' || ')})`;
}
