// Labels and hints with expressions, and the calendar of workdays, as the model has them.
import path from 'node:path';
import { test } from '@japa/runner';
import { compile, withTexts } from '../src/index.ts';
import type { Env, Model, PackageSource, Value } from '../src/index.ts';
import { packageOf } from './golden_input.ts';

const root = path.join(import.meta.dirname, '..', '..');
const packages = ['metadata/core', 'metadata/market', 'examples/quota'].map((folder) =>
  packageOf('package', path.join(root, folder)),
);

function modelOf(settings = '', more: PackageSource['files'] = []): Model {
  const manifest = `kind: Tenant\nname: luancheng\nlabel: 栾城区局\nregion: "130111"\npackages: { core: 1.0.0, market: 1.0.0, quota: 1.0.0 }\n${settings}`;
  const tenant: PackageSource = {
    kind: 'tenant',
    name: 'luancheng',
    files: [{ path: 'tenant.yaml', text: manifest }, ...more],
  };
  const { model, diagnostics } = compile({ packages, tenant });
  if (!model) throw new Error(JSON.stringify(diagnostics));
  return model;
}

const env = (record: Record<string, Value>): Env => ({
  record: { get: (name) => record[name] ?? null },
  now: '2026-11-20T04:00:00.000Z',
  time_zone: 'Asia/Shanghai',
  list: () => undefined,
});

test.group('Texts with expressions', () => {
  test('over the bureau and its settings are written out once', ({ assert }) => {
    const model = modelOf('settings: { quota.goods: 含特药制剂 }\n');
    assert.equal(model.entities['quota.sale']!.label, '含特药制剂销售登记');
    assert.equal(model.entities['quota.class']!.backs['sales']!.label, '含特药制剂销售登记');
    const menu = model.menus.find(({ name }) => name === 'quota.quota')!;
    assert.deepEqual([menu.label, menu.items[0]!.label], ['栾城区局限购', '含特药制剂登记']);
    const buyer = model.entities['quota.sale']!.fields.find(({ name }) => name === 'buyer')!;
    assert.deepEqual([buyer.hint, buyer.texts], ['栾城区局：请核对身份证件', undefined]);
  });

  test('over the record or the day leave a plain text and are written out where they stand', ({ assert }) => {
    const model = modelOf();
    const view = model.views['quota.class_detail']!;
    const section = view.type === 'detail' ? view.sections[0]! : null;
    assert.equal(withTexts(section!, env({ limit: 5, unit: '盒' })).label, '限购（每人 5 盒）');
    const list = model.views['quota.sales']!;
    assert.equal(list.label, '年含麻黄碱制剂销售');
    assert.equal(withTexts(list, env({})).label, '2026 年含麻黄碱制剂销售');
    const quantity = model.entities['quota.sale']!.fields.find(({ name }) => name === 'quantity')!;
    assert.deepEqual([quantity.label, quantity.hint], ['数量', null]);
    assert.equal(withTexts(quantity, env({})).label, '数量');
    const plain = model.entities['quota.sale']!.fields.find(({ name }) => name === 'usual')!;
    assert.strictEqual(withTexts(plain, env({})), plain);
  });

  test('of one bureau never stand in the model of another', ({ assert }) => {
    const [mine, theirs] = [modelOf('settings: { quota.goods: 甲 }\n'), modelOf('settings: { quota.goods: 乙 }\n')];
    assert.deepEqual(
      [mine.entities['quota.sale']!.label, theirs.entities['quota.sale']!.label],
      ['甲销售登记', '乙销售登记'],
    );
  });
});

test.group('The calendar', () => {
  test('comes from the seed rows of the entity that plays it, and rows of the bureau win', ({ assert }) => {
    const { calendar } = modelOf();
    assert.includeMembers([...calendar.off], ['2026-02-16', '2026-10-01']);
    assert.includeMembers([...calendar.on], ['2026-02-14', '2026-10-10']);
    // 2026-02-15 is a Sunday: what the week says anyway is left out.
    assert.notInclude(calendar.off, '2026-02-15');
    const own = modelOf('', [
      {
        path: 'additions/records/days.yaml',
        text: 'kind: Records\nname: x_days\nof: core.calendar_day\nlabel: 本局放假\nfile: days.csv\nkey: [date]\n',
      },
      { path: 'additions/records/days.csv', text: 'date,worked,name\n2026-11-23,否,运动会\n2026-10-10,否,不调休\n' },
    ]);
    assert.include(own.calendar.off, '2026-11-23');
    assert.notInclude(own.calendar.on, '2026-10-10');
  });
});
