// Numbers of the demo against the kernel's own checks, which were written apart from them.
import { test } from '@japa/runner';
import { fieldType } from '../../kernel/src/field_types/registry.ts';
import '../../kernel/src/field_types/index.ts';
import type { FieldModel } from '../../kernel/src/model.ts';
import { readBureaus, shareOut } from '../bureaus.ts';
import { creditCode, licenceNumber, mostRows, phoneNumber, rowId } from '../codes.ts';
import { foodOperators, subjects } from '../generate.ts';

const bureaus = readBureaus();
const counts = shareOut(bureaus, 20_000);

function field(type: string, options: Record<string, unknown> = {}): FieldModel {
  return {
    uid: 'f',
    name: 'f',
    label: 'f',
    type,
    own: false,
    package: 'demo',
    required: false,
    unique: false,
    indexed: false,
    searchable: false,
    default: null,
    personal: null,
    mask: null,
    visible: null,
    editable: true,
    unit: null,
    hint: null,
    example: null,
    options,
    list: null,
    to: [],
    choose: null,
    back: null,
    fields: [],
    rows: null,
    retain: null,
    value: null,
    as: null,
    origin: { package: 'demo', path: '', line: 0 },
  };
}

const context = { list: () => undefined };

test.group('Numbers of the demo', () => {
  test('every credit code passes the field type uscc and belongs to one subject', ({ assert }) => {
    const type = fieldType('uscc');
    const shape = field('uscc');
    const seen = new Set<string>();
    for (const [i, bureau] of bureaus.entries())
      for (const row of subjects(bureau, counts[i] ?? 0)) {
        assert.deepEqual(type.read(row['uscc'], shape, context), { ok: true, value: row['uscc'] });
        seen.add(String(row['uscc']));
      }
    assert.equal(seen.size, 20_000);
  });

  test('every food licence number passes the format jy_licence and belongs to one operator', ({ assert }) => {
    const type = fieldType('string');
    const shape = field('string', { format: 'jy_licence' });
    const seen = new Set<string>();
    let operators = 0;
    for (const [i, bureau] of bureaus.entries())
      for (const row of foodOperators(bureau, counts[i] ?? 0)) {
        assert.deepEqual(type.read(row['licence_no'], shape, context), { ok: true, value: row['licence_no'] });
        seen.add(String(row['licence_no']));
        operators++;
      }
    assert.equal(seen.size, operators);
  });

  test('a spoiled digit of either number is refused, so that the two tests above see something', ({ assert }) => {
    const code = creditCode('92', '130102', 7, false);
    const other = code.endsWith('0') ? '1' : '0';
    assert.isFalse(fieldType('uscc').read(code.slice(0, 17) + other, field('uscc'), context).ok);
    const licence = licenceNumber('2', '130102', 7);
    const wrong = licence.slice(0, 15) + String((Number(licence[15]) + 1) % 10);
    assert.isFalse(fieldType('string').read(wrong, field('string', { format: 'jy_licence' }), context).ok);
  });

  test('telephones pass the field type phone and lie in segments that no network has', ({ assert }) => {
    for (let i = 0; i < 5_000; i++) {
      const number = phoneNumber(Math.imul(i, 2_654_435_761) >>> 0);
      assert.deepEqual(fieldType('phone').read(number, field('phone'), context), { ok: true, value: number });
      assert.match(number, /^1(54|61|63|64|68|69)\d{8}$/);
    }
  });

  test('numbers of the largest bureau that the demo allows do not repeat', ({ assert }) => {
    const codes = new Set<string>();
    const licences = new Set<string>();
    const ids = new Set<string>();
    for (let i = 0; i < mostRows; i += 7) {
      codes.add(creditCode('92', '130102', i, false).slice(8, 17));
      licences.add(licenceNumber('1', '130102', i));
      ids.add(rowId(1, 1, i));
    }
    const asked = Math.ceil(mostRows / 7);
    assert.deepEqual([codes.size, licences.size, ids.size], [asked, asked, asked]);
  }).timeout(20_000);

  test('an id is a uuid of version 7 whose order is that of the rows', ({ assert }) => {
    const ids = [0, 10, 20, 4_000, 699_990].map((row) => rowId(1, 2, row));
    for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.deepEqual([...ids].sort(), ids);
  });
});
