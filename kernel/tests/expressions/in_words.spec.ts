// Conditions as officers read them.
import { test } from '@japa/runner';
import { checkExpression, compile, inWords, modelScope } from '../../src/index.ts';
import type { Model } from '../../src/index.ts';
import { goldenInput } from '../golden_input.ts';

const { model } = compile(goldenInput(null)) as { model: Model };

const said: [string, string][] = [
  ['record.station == actor.station', '监管所 等于 本人所在监管所'],
  ["record.risk in ['C', 'D'] && has(record.station)", '风险等级 属于（“C 级”、“D 级”） 且 监管所 已填写'],
  ["record.valid_until < add(today, span('90 days'))", '有效期至 早于 今天 之后 90 天'],
  ['!(record.station == null || record.version > 3)', '不满足（监管所 为空 或 修改次数 大于 3）'],
  ["record.subject.name != '甲'", '市场主体的名称 不等于 “甲”'],
];

test.group('Conditions in words', () => {
  for (const [text, words] of said)
    test(`${text} reads: ${words}`, ({ assert }) => {
      const scope = modelScope(model, { roots: { record: 'food.operator' }, package: 'food' });
      const { expr, faults } = checkExpression(text, scope, 'boolean');
      assert.deepEqual(faults, []);
      assert.equal(inWords(expr!, model), words);
    });

  test('every filter and scope of the model can be said, without a name of the language', ({ assert }) => {
    const scopes = [
      ...Object.values(model.entities).flatMap(({ filters, checks }) => [
        ...Object.values(filters).map(({ expr }) => expr),
        ...checks.map(({ rule }) => rule),
      ]),
      ...Object.values(model.roles).flatMap(({ grants }) => Object.values(grants).flatMap(({ read }) => read ?? [])),
    ];
    assert.isAbove(scopes.length, 2);
    for (const scope of scopes) assert.notMatch(inWords(scope, model), /record\.|actor\.|undefined|\[object/);
  });
});
