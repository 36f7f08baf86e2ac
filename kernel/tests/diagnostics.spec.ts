// The catalogue: every code that the kernel may give is there once, in both languages, and documented.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from '@japa/runner';
import { catalogue, compile, faultCodes, english, formatDiagnostic, recordMessages, sentences } from '../src/index.ts';
import { filesOf, goldenInput, mistakes } from './golden_input.ts';

const root = path.join(import.meta.dirname, '..', '..');
const sources = [...filesOf(path.join(root, 'kernel', 'src'))]
  .filter(([name]) => !name.startsWith('diagnostics/'))
  .map(([, text]) => text)
  .join('\n');
const inSource = new Set(sources.match(/\bE_[A-Z0-9_]*[A-Z0-9]\b/g));
const page = readFileSync(path.join(root, 'docs', 'reference', 'diagnostics.md'), 'utf8');

/** Faults that the server finds with the database, in the words of this catalogue. */
const servers = ['E_REF_NONE', 'E_KEY_TAKEN', 'E_KEY_ELSEWHERE', 'E_ROWS_SOURCE', 'E_REQUIRED_CHOICE'];

test.group('Catalogue', () => {
  test('every code in the source has its sentences, and every sentence is used', ({ assert }) => {
    const known = new Set([...Object.keys(catalogue), ...Object.keys(recordMessages)]);
    assert.deepEqual(
      [...inSource].filter((code) => !known.has(code)),
      [],
    );
    assert.deepEqual(
      [...known].filter((code) => !inSource.has(code) && !servers.includes(code)),
      [],
    );
  });

  test('documents and records share no code', ({ assert }) => {
    assert.deepEqual(
      Object.keys(recordMessages).filter((code) => Object.hasOwn(catalogue, code)),
      [],
    );
  });

  test('every fault of an expression has its sentence', ({ assert }) => {
    const expressions = Object.keys(catalogue).filter((code) => code.startsWith('E_EXPR_'));
    assert.sameMembers(expressions, [...faultCodes]);
  });

  test('every code is documented', ({ assert }) => {
    for (const code of [...Object.keys(catalogue), ...Object.keys(recordMessages)]) assert.include(page, `\`${code}\``);
  });

  test('Chinese sentences are Chinese and English ones are not', ({ assert }) => {
    const han = /\p{Script=Han}/u;
    assert.sameMembers(Object.keys(english), Object.keys(catalogue));
    for (const { says, remedy } of Object.values(english)) assert.notMatch(says + remedy, han);
    for (const [code, { says }] of Object.entries(catalogue)) assert.match(says, han, code);
    for (const [code, { en, zh }] of Object.entries(recordMessages)) {
      // The words of a check are those of its document.
      if (code.startsWith('E_CHECK')) continue;
      assert.match(zh.message, han, code);
      assert.notMatch(en.message, han, code);
    }
  });

  test('every brace of a sentence is filled, in whatever mistake it is said', ({ assert }) => {
    for (const mistake of mistakes())
      for (const d of compile(goldenInput(mistake)).diagnostics) {
        const given = { value: d.value, ...d.params };
        const [en, zh] = [english[d.code], catalogue[d.code]];
        const said = [en.says, zh.says, ...(d.params['suggestion'] === undefined ? [en.remedy, zh.remedy] : [])];
        const braces = said.flatMap((text) => text.replace(/\{\{[^{}]+\}\}/g, '').match(/(?<=\{)\w+(?=\})/g) ?? []);
        assert.includeMembers(Object.keys(given), braces, `${mistake} ${d.code}`);
        assert.notMatch(Object.values(given).join(' '), /undefined|\[object/, `${mistake} ${d.code}`);
      }
  });

  test('a brace that belongs to the sentence is written twice and comes out once', ({ assert }) => {
    const [d] = compile(goldenInput('sequence_that_repeats')).diagnostics.filter(
      ({ code }) => code === 'E_SEQUENCE_PATTERN',
    );
    assert.include(formatDiagnostic(d!, 'zh'), '请写一个 {n:4}，另可用 {year}、{month}'.slice(1));
    assert.notInclude(formatDiagnostic(d!, english), '{{');
  });

  test('no Chinese sentence ends in an English one', ({ assert }) => {
    const words = /[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}/;
    for (const mistake of mistakes())
      for (const d of compile(goldenInput(mistake)).diagnostics)
        assert.notMatch(sentences({ ...d, value: '' }, 'zh'), words, `${mistake} ${d.code}`);
  });

  test('a diagnostic reads as place, code, address, sentence and suggestion', ({ assert }) => {
    const [d] = compile(goldenInput('field_type_misspelt')).diagnostics.filter((each) => each.severity === 'error');
    assert.equal(
      formatDiagnostic(d!, english),
      'food/entities/thing.yaml:6:17  E_FIELD_TYPE_UNKNOWN  fields.risk.type: "cod" is no field type. Did you mean "code"?',
    );
    assert.equal(
      formatDiagnostic(d!, 'zh'),
      'food/entities/thing.yaml:6:17  E_FIELD_TYPE_UNKNOWN  fields.risk.type：没有“cod”这种字段类型。是不是“code”？',
    );
  });

  test('types of expressions are words in a Chinese sentence', ({ assert }) => {
    const say = (left: string, right: string): string =>
      sentences({ code: 'E_EXPR_TYPES_DIFFER', value: '', params: { left, right } }, 'zh');
    assert.include(say('decimal', 'text'), '小数和文本不能比较');
    assert.include(
      say('code:food.risk_grade', 'set:ref:core.org'),
      '代码（food.risk_grade）和关联（core.org）的集合不能',
    );
    assert.include(say('ref:a.b|c.d', 'ref:row:food.visit#finds'), '关联（a.b、c.d）和明细（food.visit.finds）不能');
    assert.include(
      sentences(
        { code: 'E_EXPR_TYPE', value: 'x', params: { found: 'text', expected: 'number, date, datetime' } },
        'zh',
      ),
      '“x”的类型是文本，这里要数字、日期、日期时间',
    );
    assert.include(
      sentences({ code: 'E_EXPR_TYPES_DIFFER', value: '', params: { left: 'decimal', right: 'text' } }, english),
      'decimal and text',
    );
  });
});
