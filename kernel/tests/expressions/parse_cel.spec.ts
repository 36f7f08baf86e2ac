// Our parser reads CEL as the library does: the same tree, and where there is none the same fault at the same place.
import { test } from '@japa/runner';
import fc from 'fast-check';
import { parseCel } from '../../src/expressions/parse_cel.ts';
import { goldenInput, mistakes } from '../golden_input.ts';
import { randomBoolean, randomValue } from './random_text.ts';
import { referenceParse } from './reference_parser.ts';
import { tableTexts } from './table.ts';

/** Our answer in the terms of the reference. */
function ours(text: string): ReturnType<typeof referenceParse> {
  const { tree, fault } = parseCel(text);
  if (tree) return { tree };
  const { code, start, end, params } = fault;
  return { code, start, end, detail: code === 'E_EXPR_SYNTAX' ? params['detail'] : undefined };
}

const sorts = new Map<string, number>();
function same(text: string, assert: { deepEqual(a: unknown, b: unknown, text: string): void }): void {
  const wanted = referenceParse(text);
  assert.deepEqual(ours(text), wanted, text);
  const sort = 'tree' in wanted ? 'tree' : (wanted.detail ?? wanted.code);
  sorts.set(sort, (sorts.get(sort) ?? 0) + 1);
}

/** Words of the language and of its edges, to be strung together. */
const words = (
  'record . name status == != < <= > >= && || ! - + * / % ( ) [ ] { } , : ? in true false null has all exists ' +
  'exists_one map filter bind x y_1 1 0 12 1.5 1. .5 1e5 1e 1.5e 1e+ 2e-3 1e999 0x 0xff 0XFu 7u 99999999999999999999u ' +
  "9007199254740993 'a' \"b\" '' r'a\\d' R\"x\" b'ab' B'\\x41' b'\\u0041' '\\n' '\\q' '\\u00e9' '\\ud800' '\\U00110000' " +
  "'\\x4' '\\101' '\\9' '\\400' '\\7' '''a''' '''a \"\"\"b\"\"\" ' \" 'a\\ if as var __proto__ constructor 中 ： ； ， = & | @ # \\ // ~ é"
).split(' ');
const gaps = fc.constantFrom('', '', ' ', ' ', '\n', '\t', '\r\n', '// x\n', '\u00a0');
const soup = fc
  .array(fc.tuple(fc.constantFrom(...words), gaps), { minLength: 1, maxLength: 14 })
  .map((parts) => parts.flat().join(''));

const broken = fc
  .tuple(fc.oneof(randomBoolean, randomValue), fc.nat(), fc.nat(3), fc.constantFrom('', ...words))
  .map(([text, at, cut, put]) => {
    const from = at % (text.length + 1);
    return text.slice(0, from) + put + text.slice(from + cut);
  });

test.group('The parser', () => {
  test('reads every expression of the golden folders and of the table as the library does', ({ assert }) => {
    const texts = [null, ...mistakes()].flatMap((mistake) => {
      const { packages, tenant } = goldenInput(mistake);
      const files = [...packages, ...(tenant ? [tenant] : [])].flatMap(({ files: all }) => all);
      return files.flatMap(({ text }) => [...text.matchAll(/"([^"\n]+)"/g)].map(([, found = '']) => found));
    });
    assert.isAbove(texts.length, 500);
    for (const text of [...texts, ...tableTexts]) same(text, assert);
  }).timeout(120_000);

  test('reads random expressions as the library does', ({ assert }) => {
    fc.assert(
      fc.property(fc.oneof(randomBoolean, randomValue), (text) => same(text, assert)),
      { numRuns: 2000 },
    );
  }).timeout(120_000);

  test('tells the same fault at the same place when an expression is broken', ({ assert }) => {
    sorts.clear();
    fc.assert(
      fc.property(fc.oneof(broken, soup), (text) => same(text, assert)),
      { numRuns: 12_000, seed: 20261121 },
    );
    const met = [...sorts.keys()];
    assert.includeMembers(met, ['tree', 'unexpected_token', 'expected_token', 'unexpected_character']);
    assert.includeMembers(met, ['reserved_identifier', 'unterminated_string', 'invalid_exponent', 'E_EXPR_VARIABLE']);
  }).timeout(120_000);

  test('tells the same of every edge of numbers, texts, macros and limits', ({ assert }) => {
    const many = (count: number, item: string): string => Array.from({ length: count }, () => item).join(', ');
    const edges = [
      ...words,
      ...words.map((word) => `a + ${word} `),
      ...words.map((word) => `x.all(${word}, true)`),
      ...words.map((word) => `${word}.map(a.b, 1, 2)`),
      'x.all(a.b, true)',
      'x.all(a.?b, true)',
      'x.filter(a[0], true)',
      'x.exists((a), true)',
      'x.exists_one(f(a), 1)',
      'x.map(1 + 2, 3)',
      'x.map(a.b.c, 3, 4)',
      'cel.bind(1, 2, 3)',
      'x.bind(a, 2, 3)',
      'x.all(1)',
      'all(1, 2)',
      'a.?b(1)',
      'a.?b.c',
      'a[?b]',
      'a?.b',
      '[1, 2,]',
      '[,]',
      'f(1,)',
      '{a: 1, b: 2,}',
      '{a}',
      'a ? b : c ? d : e',
      'a ? b',
      '-1',
      '--1',
      '!-a',
      '- 1.5',
      '1.e5',
      '1..e',
      "'a\nb'",
      "'''a\nb'''",
      "'''a''",
      "r'''a\\'''",
      "'a' 'b'",
      'a // comment',
      '// comment',
      'a.true',
      'a.in',
      'a.if',
      'if.a',
      'a in b in c',
      'a == b == c',
      `[${many(500, '1')}]`,
      `[${many(501, '1')}]`,
      `f(${many(16, '1')})`,
      `f(${many(17, '1')})`,
      `{${many(501, 'a:1')}}`,
      ...[58, 59, 60, 61, 62, 63, 64, 65, 300].flatMap((n) => [
        `${'('.repeat(n)}a${')'.repeat(n)}`,
        `${'!'.repeat(n)}a`,
        `a${'.b'.repeat(n)}`,
        `a${'[0]'.repeat(n)}`,
        `a${' + 1'.repeat(n)}`,
        `a${' && b'.repeat(n)}`,
        `a${' || b && c'.repeat(n)}`,
        `${'f('.repeat(n)}a${')'.repeat(n)}`,
        `${'a ? b : '.repeat(n)}c`,
        `${'['.repeat(n)}${']'.repeat(n)}`,
      ]),
    ];
    for (const text of edges) if (text.length <= 4000) same(text, assert);
  });
});
