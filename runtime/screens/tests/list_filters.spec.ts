// What the chips of a list ask the server for. Every text goes through the kernel's own checker: a chip that it refuses is no chip.
import { test } from '@japa/runner';
import { checkExpression } from '@shijian/kernel';
import type { ExprType, FieldModel, Scope } from '@shijian/kernel';
import { conditionLabel, conditionText, formatCondition, parseCondition } from '../src/list/conditions.ts';
import type { Condition } from '../src/list/conditions.ts';
import { filterKind } from '../src/list/filter_kinds.ts';
import { literal } from '../src/list/literal.ts';
import { makeField } from './make_field.ts';

const fields = {
  name: makeField('name', 'string'),
  area: makeField('area', 'decimal', { unit: '平方米' }),
  until: makeField('until', 'date'),
  seen: makeField('seen', 'datetime'),
  open: makeField('open', 'boolean'),
  risk: makeField('risk', 'code', { list: 'test.risk' }),
  kinds: makeField('kinds', 'codes', { list: 'test.risk' }),
  place: makeField('place', 'region', { list: 'test.risk' }),
  station: makeField('station', 'ref', { to: ['test.shop'] }),
};

const types: Record<keyof typeof fields, ExprType> = {
  name: 'text',
  area: 'decimal',
  until: 'date',
  seen: 'datetime',
  open: 'boolean',
  risk: 'code:test.risk',
  kinds: 'set:code:test.risk',
  place: 'code:test.risk',
  station: 'ref:test.shop',
};

const id = '0199c000-0000-7000-8000-000000000001';

const cases: [keyof typeof fields, string, string][] = [
  ['name', 'has:大街', "contains(record.name, '大街')"],
  ['name', 'is:老李面馆', "record.name == '老李面馆'"],
  ['name', 'none', '!has(record.name)'],
  ['name', 'some', 'has(record.name)'],
  ['area', 'between:10..200.5', 'record.area >= 10 && record.area <= 200.5'],
  ['area', 'between:..200', 'record.area <= 200'],
  ['until', 'next:90', "record.until >= today && record.until <= add(today, span('90 days'))"],
  ['until', 'last:30', "record.until >= sub(today, span('30 days')) && record.until <= today"],
  ['until', 'past', 'record.until < today'],
  ['until', 'between:2026-01-01..', "record.until >= date('2026-01-01')"],
  ['seen', 'past', 'date(record.seen) < today'],
  ['open', 'yes', 'record.open == true'],
  ['open', 'no', 'record.open == false'],
  ['risk', 'in:C,D', "record.risk in ['C', 'D']"],
  ['risk', 'in:C', "record.risk == 'C'"],
  ['kinds', 'in:C,D', "record.kinds.exists(v, v in ['C', 'D'])"],
  ['kinds', 'none', 'size(record.kinds) == 0'],
  ['place', 'under:C', "under(record.place, 'C')"],
  ['place', 'under:C,D', "(under(record.place, 'C') || under(record.place, 'D'))"],
  ['station', `in:${id}`, `record.station == '${id}'`],
];

test.group('conditions of a list', () => {
  for (const [name, address, expected] of cases) {
    test(`${name} ${address.slice(0, 24)} asks for what the kernel accepts`, ({ assert }) => {
      const text = conditionText(name, fields[name], condition(address));
      assert.equal(text, expected);
      assert.deepEqual(checkExpression(expected, scope(), 'boolean').faults, []);
    });
  }

  test('quotes and backslashes of what an officer types stay text', ({ assert }) => {
    const evil = "a' || true || contains(record.name, '\\";
    const text = conditionText('name', fields.name, { op: 'has', value: evil });
    const { expr, faults } = checkExpression(text ?? '', scope(), 'boolean');
    assert.deepEqual(faults, []);
    assert.equal(expr?.op, 'call');
    assert.equal(literal("l'or\n"), "'l\\'or\\n'");
  });

  test('what is no number, no day and no count asks for nothing', ({ assert }) => {
    assert.isNull(conditionText('area', fields.area, condition('between:1;2..x')));
    assert.isNull(conditionText('until', fields.until, condition("between:2026-1-1'..")));
    assert.isNull(conditionText('until', fields.until, condition("next:9' days")));
    assert.isNull(conditionText('risk', fields.risk, condition('in:')));
  });

  test('an unknown operator in an address is no condition', ({ assert }) => {
    assert.isNull(parseCondition('like:%'));
    assert.isNull(parseCondition(''));
  });

  test('a condition survives the address, colons in its text included', ({ assert }) => {
    const time: Condition = { op: 'has', value: '电话:0311' };
    assert.deepEqual(parseCondition(formatCondition(time)), time);
  });

  test('a masked field takes no condition, so that nobody learns what is under the mask', ({ assert }) => {
    assert.isNull(filterKind(makeField('phone', 'phone', { personal: 'basic' })));
  });

  test('rows, files and refs to several entities take no condition', ({ assert }) => {
    assert.isNull(filterKind(makeField('staff', 'children')));
    assert.isNull(filterKind(makeField('photos', 'images')));
    assert.isNull(filterKind(makeField('source', 'ref', { to: ['test.shop', 'test.other'] })));
  });

  test('a chip says what it asks in an officer’s words', ({ assert }) => {
    const label = (code: string) => `${code} 级`;
    assert.equal(conditionLabel(condition('in:C,D'), label), 'C 级、D 级');
    assert.equal(conditionLabel(condition('in:A,B,C,D'), label), 'A 级、B 级、C 级 等 4 项');
    assert.equal(conditionLabel(condition('next:90'), label), '90 天内');
    assert.equal(conditionLabel(condition('between:2026-01-01..'), label), '2026-01-01 起');
    assert.equal(conditionLabel(condition('between:..2026-01-01'), label), '2026-01-01 及以前');
    assert.equal(conditionLabel(condition('between:10..20'), label, '平方米'), '10 至 20 平方米');
    assert.equal(conditionLabel(condition('between:10..'), label, '平方米'), '不小于 10 平方米');
    assert.equal(conditionLabel(condition('between:..20'), label, '平方米'), '不大于 20 平方米');
  });
});

function condition(address: string): Condition {
  const parsed = parseCondition(address);
  if (!parsed) throw new Error(`no condition: ${address}`);
  return parsed;
}

function scope(): Scope {
  const shop = {
    name: 'test.shop',
    label: '店铺',
    member: (name: string) => {
      const field: FieldModel | undefined = fields[name as keyof typeof fields];
      return field ? { name, type: types[name as keyof typeof fields], kind: 'field' as const } : undefined;
    },
    memberNames: () => Object.keys(fields),
  };
  return {
    roots: { record: 'test.shop' },
    entity: (name) => (name === 'test.shop' ? shop : undefined),
    list: () => ({
      name: 'test.risk',
      tree: true,
      has: (code) => 'ABCD'.includes(code),
      codes: () => ['A', 'B', 'C', 'D'],
      parent: () => null,
      label: (code) => code,
    }),
    row: () => undefined,
    package: 'test',
    bareFilters: true,
  };
}
