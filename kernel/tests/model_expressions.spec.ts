// What documents may name in expressions beside fields: settings of packages, ids of rows, whole entities, workdays.
import { test } from '@japa/runner';
import { compile, evaluate, modelScope, checkExpression } from '../src/index.ts';
import type { Env, Expr, PackageSource, Value } from '../src/index.ts';

const shop: PackageSource = {
  kind: 'package',
  name: 'shop',
  files: Object.entries({
    'plugin.yaml': `kind: Plugin
name: shop
label: 店铺
language: 1
version: 1.0.0
settings: { warn_days: { type: integer, label: 提醒天数, default: 30 }, note: { type: string, label: 说明 } }
`,
    'stall.yaml': `kind: Entity
name: stall
label: 摊位
fields:
  no: { type: string, label: 编号 }
  until: { type: date, label: 有效期至 }
  guns:
    type: children
    label: 加油枪
    fields: { no: { type: string, label: 枪号 } }
filters:
  warned: "days(today, record.until) <= settings.shop.warn_days"
  bare: "days(today, record.until) <= settings.warn_days"
  doubled: "record.guns.exists(g, record.guns.exists(h, h.no == g.no && h.id != g.id))"
  twice: "stall.where(s, s.no == record.no).count() > 1"
  soon: "record.until <= add(today, span('3 workdays'))"
`,
  }).map(([path, text]) => ({ path, text })),
};

const bureau = (settings: string): PackageSource => ({
  kind: 'tenant',
  name: 'changan',
  files: [
    {
      path: 'tenant.yaml',
      text: `kind: Tenant\nname: changan\nlabel: 长安区市场监督管理局\nregion: "130102"\ntime_zone: Asia/Shanghai\npackages: { shop: 1.0.0 }\nsettings: ${settings}\n`,
    },
  ],
});

function modelOf(settings: string): NonNullable<ReturnType<typeof compile>['model']> {
  const { model, diagnostics } = compile({ packages: [shop], tenant: bureau(settings) });
  if (!model) throw new Error(JSON.stringify(diagnostics));
  return model;
}

function answer(settings: string, filter: string, record: Record<string, Value>): Value {
  const model = modelOf(settings);
  const { expr } = model.entities['shop.stall']?.filters[filter] as { expr: Expr };
  const env: Env = {
    record: { get: (field) => record[field] ?? null },
    settings: model.tenant.settings as Record<string, Value>,
    rows: () => [record, { ...record }].map((row) => ({ get: (field: string) => row[field] ?? null })),
    now: '2026-11-20T01:00:00.000Z',
    time_zone: model.tenant.time_zone,
    list: () => undefined,
  };
  return evaluate(expr, env);
}

test.group('Expressions of documents', () => {
  test('a setting has its default until the bureau fills it in', ({ assert }) => {
    assert.isTrue(answer('{}', 'warned', { until: '2026-12-10' }));
    assert.isTrue(answer('{}', 'bare', { until: '2026-12-10' }), 'the own package needs no name');
    assert.isFalse(answer('{ shop.warn_days: 10 }', 'bare', { until: '2026-12-10' }));
    assert.isFalse(answer('{ shop.warn_days: 10 }', 'warned', { until: '2026-12-10' }));
  });

  test('rows of children have ids, entities sets, and days of work are counted', ({ assert }) => {
    const gun = (id: string): Value => ({ id: `01931000-0000-7000-8000-00000000000${id}`, no: '1' });
    assert.isTrue(answer('{}', 'doubled', { guns: [gun('1'), gun('2')] }));
    assert.isFalse(answer('{}', 'doubled', { guns: [gun('1')] }));
    assert.isTrue(answer('{}', 'twice', { no: '7' }));
    assert.isTrue(answer('{}', 'soon', { until: '2026-11-25' }));
    assert.isFalse(answer('{}', 'soon', { until: '2026-11-26' }));
  });

  test('a setting that no package declares is told with the nearest one', ({ assert }) => {
    const scope = modelScope(modelOf('{}'), { roots: { record: 'shop.stall' }, package: 'shop' });
    const [fault] = checkExpression('settings.shop.warn_day > 3', scope, 'boolean').faults;
    assert.deepInclude(fault, { code: 'E_EXPR_MEMBER_UNKNOWN' });
    assert.equal(fault?.params.suggestion, 'shop.warn_days');
  });
});
