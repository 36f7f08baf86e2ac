// Values of one type as values of another: what an officer could type for the new field is taken, nothing is guessed.
import path from 'node:path';
import { test } from '@japa/runner';
import { columnName, compile, convertValue, type FieldModel, type Model } from '../src/index.ts';
import { packageOf } from './golden_input.ts';

const root = path.join(import.meta.dirname, '..', '..');
const packages = ['metadata/core', 'metadata/market', 'plugins/food'].map((folder) =>
  packageOf('package', path.join(root, folder)),
);

function compiled(fields: string): ReturnType<typeof compile> {
  return compile({
    packages,
    tenant: {
      kind: 'tenant',
      name: 'someplace',
      files: [
        {
          path: 'someplace/tenant.yaml',
          text: 'kind: Tenant\nname: someplace\nlabel: 某区市场监督管理局\nregion: "130102"\npackages: { core: 1.0.0, market: 1.0.0, food: 1.2.0 }\n',
        },
        {
          path: 'someplace/patches/p.yaml',
          text: `kind: Patch\nof: Entity food.operator\nbase: food@1.2.0\nset:\n${fields}`,
        },
      ],
    },
  });
}

const field = (written: string): { field: FieldModel; model: Model } => {
  const { model, diagnostics } = compiled(`  fields.x_one: ${written}\n`);
  if (!model) throw new Error(diagnostics.map(({ code, at }) => `${code} ${at}`).join());
  return { field: model.entities['food.operator']!.fields.find(({ name }) => name === 'x_one')!, model };
};

const convert = (value: unknown, from: string, to: string): unknown => {
  const [old, now] = [field(from), field(to)];
  const context = ({ model }: { model: Model }) => ({
    list: (name: string) => model.lists[name],
    time_zone: 'Asia/Shanghai',
  });
  const read = convertValue(value, old.field, now.field, { from: context(old), to: context(now) });
  return read.ok ? read.value : 'no';
};

const text = '{ type: string, label: 一 }';

test.group('Values of another type', () => {
  test('text becomes a number, a date, a yes or a code where an import would take it, and nothing else does', ({
    assert,
  }) => {
    const integer = '{ type: integer, label: 一, convert: { from: string } }';
    for (const [value, wanted] of [
      ['12', 12],
      ['1,234', 1234],
      ['１２', 12],
      ['12.5', 'no'],
      ['B-12', 'no'],
      [null, null],
    ])
      assert.equal(convert(value, text, integer), wanted, String(value));
    const date = '{ type: date, label: 一, convert: { from: string } }';
    assert.equal(convert('2026年1月5日', text, date), '2026-01-05');
    assert.equal(convert('2026-02-30', text, date), 'no');
    assert.equal(convert('是', text, '{ type: boolean, label: 一, convert: { from: string } }'), true);
    // By its code or by what officers read.
    const code = '{ type: code, label: 一, list: food.business_category, convert: { from: string } }';
    assert.equal(convert('2', text, code), '2');
    assert.equal(convert('餐饮服务', text, code), '2');
    assert.equal(convert('别的', text, code), 'no');
  });

  test('single values become what the map says, and go back where that is certain', ({ assert }) => {
    const old = '{ type: code, label: 一, list: food.risk_grade }';
    const mapped = '{ type: integer, label: 一, convert: { from: code, map: { A: "1", B: "2", C: "2" } } }';
    assert.equal(convert('A', old, mapped), 1);
    assert.equal(convert('D', old, mapped), 'no');
    assert.equal(convert(1, mapped, old), 'A');
    assert.equal(convert(2, mapped, old), 'no');
  });

  test('another type, and another map, is another column; a field without a conversion has its first name', ({
    assert,
  }) => {
    const names = [
      text,
      '{ type: integer, label: 一, convert: { from: string } }',
      '{ type: integer, label: 一, convert: { from: [string, code], map: { A: "1" } } }',
      '{ type: integer, label: 一, convert: { from: string, map: { A: "2" } } }',
    ].map((written) => columnName(field(written).field));
    assert.equal(names[0], 'x_one');
    assert.equal(names[1], 'x_one~integer');
    assert.lengthOf(new Set(names), 4);
  });

  test('what cannot be converted may not say so: details, refs, encrypted values', ({ assert }) => {
    for (const written of [
      '{ type: ref, to: core.org, label: 一, convert: { from: string } }',
      '{ type: id_card, label: 一, personal: sensitive, convert: { from: string } }',
      '{ type: codes, list: food.risk_grade, label: 一, convert: { from: code } }',
    ])
      assert.include(
        compiled(`  fields.x_one: ${written}\n`).diagnostics.map(({ code }) => code),
        'E_FIELD_OPTION',
        written,
      );
  });
});
