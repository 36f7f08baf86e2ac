// What a shape wants and what a node is, in words for messages.
import type { Shape } from '../kinds/shape.ts';
import type { Node } from '../parse/node.ts';

/** Parameters `expected` and `expectedZh`. */
export function describe(shape: Shape): { expected: string; expectedZh: string } {
  const [expected, expectedZh] = words(shape);
  return { expected, expectedZh };
}

function words(shape: Shape): [string, string] {
  switch (shape.is) {
    case 'boolean':
      return ['true or false', ' true 或 false'];
    case 'integer':
      return ['a whole number', '整数'];
    case 'number':
      return ['a number', '数字'];
    case 'choice':
      return [`one of ${shape.values.join(', ')}`, `下列之一：${shape.values.join('、')}`];
    case 'name':
      return ['a name', '名称'];
    case 'reference':
      return [`the name of a ${shape.to.replace('_', ' ')}`, '名称'];
    case 'expression':
      return ['an expression', '表达式'];
    case 'filter':
      return ['an expression or the name of a filter', '表达式或过滤器名称'];
    case 'list':
      return ['a list: [a, b]', '列表：[a, b]'];
    case 'map':
    case 'object':
    case 'variant':
    case 'named':
      return ['a map: { key: value }', '“键: 值”'];
    case 'either': {
      const parts = [...new Map(shape.of.map((option) => words(option))).entries()];
      return [parts.map(([en]) => en).join(' or '), parts.map(([, zh]) => zh).join('或')];
    }
    default:
      return ['a text', '文本'];
  }
}

/** Parameters `found` and `foundZh`. */
export function foundWords(node: Node): { found: string; foundZh: string } {
  if (node.kind === 'map') return { found: 'a map', foundZh: '“键: 值”' };
  if (node.kind === 'list') return { found: 'a list', foundZh: '列表' };
  if (typeof node.value === 'number') return { found: 'a number', foundZh: '数字' };
  if (typeof node.value === 'boolean') return { found: 'true or false', foundZh: '是否值' };
  return node.value === null ? { found: 'nothing', foundZh: '空值' } : { found: 'a text', foundZh: '文本' };
}
