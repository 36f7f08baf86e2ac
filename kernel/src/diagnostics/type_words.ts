// Types of expressions as they are read in a Chinese sentence: `code:food.risk_grade` → 代码（food.risk_grade）.

const plain: Record<string, string> = {
  text: '文本',
  integer: '整数',
  decimal: '小数',
  number: '数字',
  boolean: '是否',
  date: '日期',
  datetime: '日期时间',
  span: '时长',
  code: '代码',
  set: '集合',
  null: '空值',
  field: '字段',
  any: '一个值',
  person: '人员',
};

/**
 * Words for a type, or for several with commas between.
 * @returns the text itself where it names no type
 */
export function typeWords(text: string): string {
  const types = text.split(', ').map(wordsOf);
  return types.every((words) => words !== null) ? types.join('、') : text;
}

function wordsOf(type: string): string | null {
  if (Object.hasOwn(plain, type)) return plain[type] ?? null;
  const [, sort, rest = ''] = /^(code|ref|row|set):(.*)$/s.exec(type) ?? [];
  switch (sort) {
    case 'code':
      return `代码（${rest}）`;
    case 'ref':
      return rest.startsWith('row:') ? wordsOf(rest) : `关联（${rest.replaceAll('|', '、')}）`;
    case 'row':
      return `明细（${rest.replace('#', '.')}）`;
    case 'set':
      return rest === '' || rest === 'null' ? '集合' : `${wordsOf(rest) ?? rest}的集合`;
    default:
      return null;
  }
}
