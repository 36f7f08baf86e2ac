// Every integrity rule finds what it is for and nothing else, and rules of packages and choices of bureaus count.
import { test } from '@japa/runner';
import { compile, integrity, integrityCode, integrityRules } from '../src/index.ts';
import type { IntegrityFinding } from '../src/index.ts';
import { cases, integrityInput } from './integrity_cases.ts';

const brief = ({ rule, document, address }: IntegrityFinding): string =>
  `${rule} at ${document}${address === '' ? '' : ` ${address}`}`;

test.group('Integrity rules', () => {
  test('find nothing in a base that is well', ({ assert }) => {
    assert.deepEqual(compile(integrityInput()).diagnostics, []);
    assert.deepEqual(integrity(integrityInput()).map(brief), []);
  });

  test('have a case each, and a code each that belongs to no other', ({ assert }) => {
    assert.sameMembers(
      [...new Set(cases.map(({ rule }) => rule))],
      integrityRules.map(({ id }) => id),
    );
    assert.equal(new Set(integrityRules.map(({ id }) => integrityCode(id))).size, integrityRules.length);
    assert.isAbove(integrityRules.length, 30);
  });

  for (const { rule, edits, at, live, also = [] } of cases)
    test(`${rule.replaceAll('_', ' ')} is found at its place, and only what follows from it`, ({ assert }) => {
      const found = integrity(integrityInput(edits), live);
      assert.include(found.map(brief), `${rule} at ${at}`);
      const others = new Set(found.map((finding) => finding.rule).filter((one) => one !== rule));
      assert.sameMembers([...others], also);
      const one = found.find((finding) => finding.rule === rule)!;
      assert.match(one.path, /^(shop|town)\/.+\.yaml$/);
      assert.isAbove(one.line, 0);
      for (const text of [one.en.says, one.en.remedy, one.zh.says, one.zh.remedy]) assert.notMatch(text, /[{}]|^$/);
    });
});

const OWN = `
integrity:
  rules:
    dated: { label: 有日期字段, each: entity, where: "it.package == 'shop'", rule: "it.fields.exists(f, f.type == 'datetime')", says: "{it.label}没有时间字段", remedy: 请加一个时间字段, severity: error }
`;

test.group('Rules of packages and choices of bureaus', () => {
  test('a package brings a rule as data, and it finds what it says', ({ assert }) => {
    const edits = [{ file: 'shop/plugin.yaml', from: 'version: 1.1.0', to: `version: 1.1.0${OWN}` }];
    const [found, ...more] = integrity(integrityInput(edits));
    assert.deepEqual(more, []);
    assert.deepInclude(found, {
      rule: 'shop.dated',
      code: 'I_SHOP_DATED',
      severity: 'error',
      document: 'Entity shop.stall',
      path: 'shop/entities/stall.yaml',
    });
    assert.equal(found?.zh.says, '摊位没有时间字段');
  });

  test('a bureau says how grave a rule is, switches one off, and lets a finding stand', ({ assert }) => {
    const broken = [
      { file: 'shop/plugin.yaml', from: 'version: 1.1.0', to: `version: 1.1.0${OWN}` },
      { file: 'shop/lists/sort.yaml', from: '乙', to: '甲' },
      { file: 'shop/entities/stall.yaml', from: ', at: opened_on', to: '' },
    ];
    const choosing = (text: string) => [
      ...broken,
      { file: 'town/tenant.yaml', from: 'packages:', to: `integrity: ${text}\npackages:` },
    ];
    const found = (text: string) =>
      integrity(integrityInput(choosing(text))).map(({ rule, severity }) => `${severity} ${rule}`);
    assert.deepEqual(found('{}'), ['error shop.dated', 'warning code_label_twice', 'notice check_without_place']);
    assert.deepEqual(found('{ severity: { shop.dated: off, code_label_twice: notice, check_without_place: error } }'), [
      'error check_without_place',
      'notice code_label_twice',
    ]);
    assert.deepEqual(
      found(
        '{ accept: { code_label_twice: [CodeList shop.sort], check_without_place: [Entity shop.stall checks.opened], shop.dated: [Entity shop.other] } }',
      ),
      ['error shop.dated'],
    );
  });

  test('nothing is found while the documents do not compile', ({ assert }) => {
    const edits = [{ file: 'shop/forms/stall_form.yaml', from: '[no, ', to: '[nothing, ' }];
    assert.isNull(compile(integrityInput(edits)).model);
    assert.deepEqual(integrity(integrityInput(edits)), []);
  });
});
