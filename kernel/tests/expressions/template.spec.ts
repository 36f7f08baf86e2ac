// Texts with {expressions}: what is written, and what is refused where.
import { test } from '@japa/runner';
import { checkTemplate, plainText, readsOfTemplate, renderTemplate } from '../../src/expressions/index.ts';
import { envOf, scopeOf } from './world.ts';
import type { Template } from '../../src/expressions/index.ts';
import type { Row } from './world.ts';

function rendered(text: string, record: Row): string {
  const { template, faults } = checkTemplate(text, scopeOf());
  if (!template) throw new Error(JSON.stringify(faults));
  return renderTemplate(template, envOf(record));
}

test.group('Templates', () => {
  test('expressions are written, unknown is nothing, doubled braces are braces', ({ assert }) => {
    assert.equal(rendered('{record.name}（{label(record.risk)}）', { name: '华信', risk: 'A' }), '华信（A 级）');
    assert.equal(rendered('编号{record.n}', {}), '编号');
    assert.equal(rendered('{{{record.n}}}', { n: 3 }), '{3}');
    assert.equal(rendered("{record.name == '}' ? '是{' : '不是'}", { name: '}' }), '是{');
    assert.equal(rendered('没有表达式', {}), '没有表达式');
    assert.equal(rendered('', {}), '');
  });

  test('decimals lose trailing zeros, booleans are 是 and 否, instants stand in the zone of the tenant', ({
    assert,
  }) => {
    assert.equal(
      rendered('{record.fee} {record.open} {record.shut}', { fee: '12.50', open: true, shut: false }),
      '12.5 是 否',
    );
    assert.equal(
      rendered('{record.made} {record.from}', { made: '2026-11-20T16:05:00.000Z', from: '2026-01-01' }),
      '2026-11-21 00:05 2026-01-01',
    );
    assert.equal(rendered('{year(today)}年', {}), '2026年');
  });

  test('any label may be one: without expressions it is its text, with them it says what it reads', ({ assert }) => {
    const of = (text: string): Template => checkTemplate(text, scopeOf()).template as Template;
    assert.equal(plainText(of('许可到期（{{天}}）')), '许可到期（{天}）');
    assert.equal(plainText(of('')), '');
    assert.isNull(plainText(of('{settings.t.warn_days} 天内到期')));
    assert.equal(renderTemplate(of('{settings.t.warn_days} 天内到期'), envOf({})), '60 天内到期');
    assert.deepInclude(readsOfTemplate(of('{settings.t.warn_days} 天内到期')), { actor: true, fields: [] });
    assert.deepEqual(readsOfTemplate(of('{record.name} {record.n}')).fields, [
      { entity: 't.thing', field: 'name' },
      { entity: 't.thing', field: 'n' },
    ]);
  });

  test('faults stand where they are in the whole text', ({ assert }) => {
    const text = '甲{record.nme}乙{record.n =}丙{record.subject}';
    const { template, faults } = checkTemplate(text, scopeOf());
    assert.isNull(template);
    assert.deepEqual(
      faults.map(({ code, start, end }) => [code, text.slice(start, end)]),
      [
        ['E_EXPR_MEMBER_UNKNOWN', 'nme'],
        ['E_EXPR_SYNTAX', '='],
        ['E_EXPR_TEMPLATE_TYPE', 'record.subject'],
      ],
    );
  });

  test('a brace without its other is refused', ({ assert }) => {
    for (const text of ['{record.name', 'record.name}', 'a { b', '{record.{name}}'])
      assert.include(
        checkTemplate(text, scopeOf()).faults.map(({ code }) => code),
        'E_EXPR_TEMPLATE_OPEN',
        text,
      );
  });
});
