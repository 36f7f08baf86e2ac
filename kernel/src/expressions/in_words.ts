// A condition as an officer reads it: 监管所 等于 本人所在监管所. For telling why something is allowed, never for judging.
import type { CodeListModel, EntityModel } from '../model.ts';
import { spanOf } from './functions.ts';
import { isCode, listOf } from './types.ts';
import type { Expr } from './tree.ts';

/** Where labels come from. */
export interface WordNames {
  entities: Record<string, EntityModel>;
  lists: Record<string, CodeListModel>;
}

/** The condition in Chinese; names of fields, codes and people’s places by their labels. */
export function inWords(expr: Expr, names: WordNames): string {
  const say = (part: Expr): string => inWords(part, names);
  const inner = (part: Expr): string => (part.op === 'and' || part.op === 'or' ? `（${say(part)}）` : say(part));
  switch (expr.op) {
    case 'literal':
      return literalWords(expr, names);
    case 'list':
      return expr.items.map(say).join('、');
    case 'path':
      return pathWords(expr, names);
    case 'entity':
      return names.entities[expr.entity]?.label ?? expr.entity;
    case 'now':
      return '现在';
    case 'today':
      return '今天';
    case 'not':
      return `不满足（${say(expr.of)}）`;
    case 'and':
      return `${inner(expr.left)} 且 ${inner(expr.right)}`;
    case 'or':
      return `${inner(expr.left)} 或 ${inner(expr.right)}`;
    case 'eq':
    case 'ne':
      return equalityWords(expr, names);
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return `${say(expr.left)} ${orderWords[expr.op][isMoment(expr.left) ? 1 : 0]} ${say(expr.right)}`;
    case 'in':
      return `${say(expr.left)} 属于（${say(expr.right)}）`;
    case 'add':
    case 'sub':
    case 'mul':
      return `${say(expr.left)} ${{ add: '加', sub: '减', mul: '乘' }[expr.op]} ${say(expr.right)}`;
    case 'neg':
      return `负的${say(expr.of)}`;
    case 'if':
      return `如果（${say(expr.test)}）则 ${say(expr.then)}，否则 ${say(expr.else)}`;
    case 'call':
      return callWords(expr, names);
    case 'macro':
      return macroWords(expr, names);
  }
}

type Of<O extends Expr['op']> = Extract<Expr, { op: O }>;

const orderWords = {
  lt: ['小于', '早于'],
  le: ['不大于', '不晚于'],
  gt: ['大于', '晚于'],
  ge: ['不小于', '不早于'],
} as const;

const isMoment = ({ type }: Expr): boolean => type === 'date' || type === 'datetime';

function literalWords({ type, value }: Of<'literal'>, names: WordNames): string {
  if (value === null) return '空';
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (type === 'span') return spanWords(String(value));
  if (isCode(type)) {
    const code = names.lists[listOf(type)]?.codes.find((one) => one.code === value);
    return code ? `“${code.label}”` : `“${value}”`;
  }
  return type === 'text' ? `“${value}”` : String(value);
}

const unitWords = { days: '天', workdays: '个工作日', months: '个月', seconds: '秒' } as const;

function spanWords(span: string): string {
  const { count, unit } = spanOf(span);
  return `${count} ${unitWords[unit]}`;
}

const actorWords: Readonly<Record<string, string>> = {
  user: '本人账号',
  person: '本人',
  kind: '本人身份',
  tenant: '本人所在单位',
  org: '本人任职机构',
  station: '本人所在监管所',
  orgs: '本人任职机构及下级',
  county: '本人所在区县',
  subject: '本人所属主体',
  roles: '本人角色',
};

function pathWords({ root, entity, steps, refs, type }: Of<'path'>, names: WordNames): string {
  if (root === 'actor') return actorWords[steps[0] ?? ''] ?? '本人';
  if (root === 'tenant') return '本单位';
  if (root === 'settings') return `设置“${steps[0] ?? ''}”`;
  const of = (step: string, i: number): string => {
    const owner = i === 0 ? entity : (refs[i - 1] ?? null);
    const [, holder = owner ?? '', rows] = /^row:([^#]+)#(.+)$/.exec(owner ?? '') ?? [];
    const known = names.entities[holder];
    const field = known?.fields.find(({ name }) => name === (rows ?? step));
    const found = rows === undefined ? field : field?.fields.find(({ name }) => name === step);
    return found?.label ?? known?.backs[step]?.label ?? systemWords[step] ?? step;
  };
  if (steps.length === 0) return type.startsWith('ref:') ? '该记录' : '该值';
  return (root === 'old' ? '原来的' : '') + steps.map(of).join('的');
}

const systemWords: Readonly<Record<string, string>> = {
  id: '该记录',
  created_at: '创建时间',
  updated_at: '修改时间',
  version: '修改次数',
  quarantined: '待核实',
};

function equalityWords({ op, left, right }: { op: string; left: Expr; right: Expr }, names: WordNames): string {
  const not = op === 'ne' ? '不' : '';
  if (right.op === 'literal' && right.value === null) return `${inWords(left, names)} ${not}为空`;
  return `${inWords(left, names)} ${not}等于 ${inWords(right, names)}`;
}

function callWords({ name, args }: Of<'call'>, names: WordNames): string {
  const [first = '', second = '', ...more] = args.map((arg) => inWords(arg, names));
  switch (name) {
    case 'has':
      return `${first} 已填写`;
    case 'under':
      return `${first} 在 ${second} 及其下级之内`;
    case 'label':
      return first;
    case 'contains':
      return `${first} 含有 ${second}`;
    case 'starts':
      return `${first} 以 ${second} 开头`;
    case 'add':
      return `${first} 之后 ${second}`;
    case 'sub':
      return `${first} 之前 ${second}`;
    case 'year':
      return `${first}的年份`;
    case 'date':
      return `${first}的日期`;
    case 'changed':
      return `${first} 有变动`;
    default:
      return `${name}（${[first, second, ...more].filter((part) => part !== '').join('、')}）`;
  }
}

const macroNames = { all: '全部满足', filter: '中满足', map: '的', sum: '合计', min: '最小', max: '最大' } as const;

function macroWords({ name, over, body }: Of<'macro'>, names: WordNames): string {
  const set = inWords(over, names);
  const which = body === null ? '' : inWords(body, names);
  if (name === 'exists') return `有${set}满足（${which}）`;
  if (name === 'count') return which === '' ? `${set}的数量` : `满足（${which}）的${set}的数量`;
  return which === '' ? `${set}${macroNames[name]}` : `${set}${macroNames[name]}（${which}）`;
}
