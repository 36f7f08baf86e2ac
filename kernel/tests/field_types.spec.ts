// One suite through which every field type goes.
import { test } from '@japa/runner';
import fc from 'fast-check';
import { Ajv2020 } from 'ajv/dist/2020.js';
import {
  fieldType,
  fieldTypeNames,
  fieldTypes,
  isRecordFaultCode,
  patternParts,
  periodOf,
  recordFault,
  spell,
  usccCheckDigit,
} from '../src/index.ts';
import { fieldCases } from './field_type_cases.ts';
import type { FieldModel } from '../src/index.ts';
import { ctx, field } from './model_samples.ts';

test.group('Field types', () => {
  test('every type has its cases here', ({ assert }) => {
    assert.sameMembers(Object.keys(fieldCases), fieldTypeNames());
  });

  for (const [name, { field: more, good, bad, cells, text }] of Object.entries(fieldCases)) {
    const type = fieldType(name);
    const own = field(name, more);

    test(`${name} stores canonical values and stores them again unchanged`, ({ assert }) => {
      for (const [wire, stored] of good) {
        const read = type.read(wire, own, ctx);
        assert.deepEqual(read, { ok: true, value: stored });
        assert.deepEqual(type.read(stored, own, ctx), { ok: true, value: stored });
      }
    });

    test(`${name} refuses what it must, with a code that has words`, ({ assert }) => {
      for (const [wire, code] of bad) {
        const read = type.read(wire, own, ctx);
        const codes = read.ok ? ['good'] : read.faults.map((fault) => fault.code);
        assert.deepEqual(codes, [code], JSON.stringify(wire));
        assert.isTrue(isRecordFaultCode(code));
        if (!read.ok) assert.notMatch(recordFault(read.faults[0]!, own).message, /[{}]|undefined/);
      }
    });

    test(`${name} reads cells of files`, ({ assert }) => {
      for (const [cell, expected] of cells) {
        const read = type.fromText(cell, own, ctx);
        assert.deepEqual(read.ok ? read.value : read.faults[0]?.code, expected, cell);
      }
    });

    test(`${name} is shown as officers read it`, ({ assert }) => {
      assert.equal(type.toText(text[0], own, ctx), text[1]);
      assert.equal(type.toText(null, own, ctx), '');
    });

    test(`${name} takes nothing as nothing and never throws`, ({ assert }) => {
      if (type.column !== null) {
        const empty = type.read(null, own, ctx);
        assert.isTrue(empty.ok);
        assert.deepEqual(type.read('', own, ctx), empty);
        assert.deepEqual(type.fromText('  ', own, ctx), empty);
      }
      fc.assert(
        fc.property(fc.anything(), fc.string({ unit: 'binary' }), (wire, cell) => {
          type.read(wire, own, ctx);
          type.fromText(cell, own, ctx);
          type.toText(wire, own, ctx);
          type.mask(wire, own);
          type.searchText(wire, own, ctx);
        }),
        { numRuns: 200 },
      );
    });

    test(`${name} describes its values by a schema that takes them`, ({ assert }) => {
      const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(type.jsonSchema(own, ctx));
      for (const [, stored] of good) assert.isTrue(validate(stored), JSON.stringify([stored, validate.errors]));
    });

    test(`${name} keeps its value out of what a masked reader sees`, ({ assert }) => {
      for (const [, stored] of good) {
        const masked = type.mask(stored, own);
        assert.match(String(masked), /\*/);
        assert.notEqual(masked, stored);
      }
      assert.isNull(type.mask(null, own));
      assert.include(type.maskSql('"a"', own), '"a"');
    });
  }
});

test.group('Identifiers', () => {
  test('a changed character of a credit code is always found', ({ assert }) => {
    const code = '91130100799655058';
    const right = usccCheckDigit(code);
    for (let i = 0; i < 17; i++) {
      const other = code[i] === '1' ? '2' : '1';
      const wrong = code.slice(0, i) + other + code.slice(i + 1);
      assert.notEqual(usccCheckDigit(wrong), right);
    }
  });

  test('licences of the food format pass with their check digit and fail with any other', ({ assert }) => {
    const own = field('string', { options: { format: 'jy_licence' } });
    const { read } = fieldType('string');
    for (const code of ['JY34202220183637', 'JY23505820887570', 'JY25101040047197'])
      assert.deepEqual(read(code, own, ctx), { ok: true, value: code });
    const found = [...'0123456789'].filter((digit) => read(`JY3420222018363${digit}`, own, ctx).ok);
    assert.deepEqual(found, ['7']);
  });

  test('masks show what officers expect', ({ assert }) => {
    const masked = (type: string, value: string, more: Partial<FieldModel> = {}) =>
      fieldType(type).mask(value, field(type, more));
    assert.equal(masked('phone', '13800002046'), '138****2046');
    assert.equal(masked('person_name', '李小明'), '李**');
    assert.equal(masked('person_name', '李明'), '李*');
    assert.equal(masked('id_card', '11010519491231002X'), '1101************2X');
    assert.equal(masked('address', '河北省石家庄市长安区中山东路100号'), '河北省石家庄****');
    assert.equal(masked('phone', '13800002046', { mask: 'all' }), '***');
    assert.equal(masked('string', '𠮷野家面馆', { mask: 'name' }), '𠮷**');
  });

  test('search sees of a masked phone what its mask shows', ({ assert }) => {
    const own = field('phone', { searchable: 'shown', personal: 'basic' });
    assert.equal(fieldType('phone').searchText('13800002046', own, ctx), '138 2046');
  });

  test('a retired code stays where it stands', ({ assert }) => {
    const own = field('code', { list: 'test.grade' });
    assert.deepEqual(fieldType('code').read('Z', own, { ...ctx, old: 'Z' }), { ok: true, value: 'Z' });
  });

  test('a ref to several entities says at which it points', ({ assert }) => {
    const own = field('ref', { to: ['a.one', 'a.two'] });
    const { read } = fieldType('ref');
    const id = '0199aaaa-0000-7000-8000-000000000001';
    assert.deepEqual(read({ entity: 'a.two', id }, own, ctx), { ok: true, value: { entity: 'a.two', id } });
    for (const wrong of [id, { entity: 'a.three', id }, { entity: 'a.two', id: 'x' }, { id }])
      assert.isFalse(read(wrong, own, ctx).ok, JSON.stringify(wrong));
    assert.equal(fieldType('ref').expression(own), 'ref:a.one|a.two');
  });

  test('a number is spelt by its pattern and begins again with its period', ({ assert }) => {
    const parts = patternParts('{region}市监〔{year}〕{n:4}号')!;
    assert.deepEqual(spell(parts, '2026-11-20', '130102'), { before: '130102市监〔2026〕', digits: 4, after: '号' });
    assert.deepEqual(
      [periodOf('never', '2026-11-20'), periodOf('month', '2026-11-20'), periodOf(undefined, '2026-11-20')],
      ['', '2026-11', '2026'],
    );
    for (const wrong of ['无号', '{n}{n}', '{n:0}', '{day', '{weekday}{n}']) assert.isNull(patternParts(wrong), wrong);
  });

  test('no two types share a name, and all have a label', ({ assert }) => {
    assert.equal(new Set(fieldTypes.map((type) => type.name)).size, fieldTypes.length);
    for (const type of fieldTypes) assert.match(type.label, /\p{Script=Han}/u);
  });
});
