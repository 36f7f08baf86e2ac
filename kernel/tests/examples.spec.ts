// The examples of the language pages (golden/base) compile, and mean what the pages say.
import { test } from '@japa/runner';
import { compile, renderTemplate } from '../src/index.ts';
import type { DetailViewModel, ListViewModel, Model } from '../src/index.ts';
import { goldenInput } from './golden_input.ts';

function compiled(): Model {
  const { model, diagnostics } = compile(goldenInput(null));
  const errors = diagnostics.filter((d) => d.severity === 'error');
  if (!model || errors.length > 0) throw new Error(JSON.stringify(errors));
  return model;
}

const input = goldenInput(null);
const model = compiled();
const operator = model.entities['food.operator']!;

test.group('Examples of the language', () => {
  test('all compile without an error, and only the search in a field that is not searchable is warned of', ({
    assert,
  }) => {
    const { diagnostics } = compile(input);
    assert.deepEqual(
      diagnostics.map((d) => d.code),
      ['E_SEARCH_OFF'],
    );
  });

  test('an entity has its fields in order, its keys, its inverse sides and its origin', ({ assert }) => {
    assert.deepEqual(
      operator.fields.map((field) => field.name),
      [
        'subject',
        'licence_no',
        'category',
        'risk',
        'issued_on',
        'valid_until',
        'station',
        'manager',
        'phone',
        'x_stall_no',
        'expired',
      ],
    );
    assert.deepEqual(
      operator.keys.map((key) => key.name),
      ['licence_no'],
    );
    assert.deepEqual(model.entities['market.subject']?.backs, {
      'food.food_operations': { entity: 'food.operator', field: 'subject', label: '食品经营者' },
    });
    assert.deepEqual(Object.keys(operator.backs), ['visits', 'changan.x_stalls']);
    assert.deepEqual(operator.origin, { package: 'food', path: 'food/entities/operator.yaml', line: 1 });
  });

  test("a bureau's patch requires, adds, moves and removes, and every value knows the file that set it", ({
    assert,
  }) => {
    const field = (name: string) => operator.fields.find((candidate) => candidate.name === name);
    assert.equal(field('phone')?.required, true);
    assert.equal(field('issued_on')?.required, false);
    assert.deepInclude(field('x_stall_no'), { own: true, package: 'changan', uid: 'x_stall_no', indexed: true });
    assert.deepEqual(field('x_stall_no')?.origin, {
      package: 'changan',
      path: 'changan/patches/food.operator.yaml',
      line: 4,
    });
    assert.deepInclude(field('phone'), { own: false, package: 'food' });
    const without = compile({ packages: input.packages, tenant: null }).model;
    assert.isUndefined(without?.entities['food.operator']?.fields.find((candidate) => candidate.name === 'x_stall_no'));
    assert.equal(
      without?.entities['food.operator']?.fields.find((candidate) => candidate.name === 'issued_on')?.required,
      true,
    );
  });

  test("a bureau's own entity is of the bureau, with columns of its own", ({ assert }) => {
    const stall = model.entities['changan.x_stall'];
    assert.equal(stall?.package, 'changan');
    assert.isFalse(stall?.fields.some((field) => field.own));
    assert.isUndefined(compile({ packages: input.packages, tenant: null }).model?.entities['changan.x_stall']);
  });

  test('region fields take the list of their standard', ({ assert }) => {
    assert.equal(model.entities['core.org']?.fields.find((field) => field.name === 'region')?.list, 'core.region');
    assert.isTrue(model.lists['core.region']?.tree);
    assert.equal(model.lists['core.region']?.codes[3]?.parent, '130100');
  });

  test('code lists keep order, tone and what is retired', ({ assert }) => {
    assert.deepEqual(
      model.lists['food.risk_grade']?.codes.map((code) => [code.code, code.tone]),
      [
        ['A', 'good'],
        ['B', 'info'],
        ['C', 'warn'],
        ['D', 'bad'],
      ],
    );
    assert.isTrue(model.lists['food.business_category']?.codes[2]?.retired);
  });

  test('a list view keeps its saved lists as trees and as text, and opens the detail beside it', ({ assert }) => {
    const view = model.views['food.operators'] as ListViewModel;
    assert.equal(view.side, 'food.operator_detail');
    assert.equal(view.form, 'food.operator_form');
    assert.deepEqual(view.sort, [{ path: 'valid_until', desc: false }]);
    assert.deepEqual(
      view.saved.map((saved) => [saved.name, saved.text]),
      [
        ['expiring', 'expiring'],
        ['high', "record.risk in ['C', 'D']"],
      ],
    );
    assert.equal(view.saved[0]?.where.op, 'and');
  });

  test('a detail view shows the inverse side of a ref as a tab', ({ assert }) => {
    const view = model.views['food.operator_detail'] as DetailViewModel;
    assert.deepEqual(view.tabs, [
      {
        name: 'visits',
        label: '走访',
        back: 'visits',
        entity: 'food.visit',
        field: 'operator',
        columns: ['on', 'note'],
      },
    ]);
  });

  test('a role grants what it says and nothing else', ({ assert }) => {
    const grant = model.roles['food.inspector']?.grants['food.operator'];
    assert.deepEqual(grant?.read, operator.filters['own_station']?.expr);
    assert.deepEqual(grant?.update?.fields, ['phone', 'risk']);
    assert.deepEqual(grant?.hide, ['manager']);
    assert.deepInclude(grant, {
      create: null,
      delete: null,
      restore: null,
      import: false,
      export: false,
      history: false,
      across: null,
    });
    assert.isUndefined(model.roles['food.inspector']?.grants['market.subject']);
  });

  test('settings take the value of the bureau, else the default of the package', ({ assert }) => {
    assert.deepEqual(model.tenant.settings, { 'food.warn_days': 60 });
    assert.deepEqual(compile({ packages: input.packages, tenant: null }).model?.tenant.settings, {
      'food.warn_days': 90,
    });
  });

  test('a setting of a type that is none is told where the package declares it, and stops nothing else', ({
    assert,
  }) => {
    const text =
      'kind: Plugin\nname: odd\nlabel: 试\nlanguage: 1\nversion: 1.0.0\nsettings: { days: { type: numbr, label: 天数, default: 3 } }\n';
    const { diagnostics } = compile({
      packages: [{ kind: 'package', name: 'odd', files: [{ path: 'odd/plugin.yaml', text }] }],
      tenant: null,
    });
    assert.deepEqual(
      diagnostics.map(({ code, at }) => [code, at]),
      [['E_VALUE_CHOICE', 'settings.days.type']],
    );
  });

  test('seed rows come with the columns of their CSV', ({ assert }) => {
    assert.deepEqual(model.records[0]?.rows[1], { code: '0111', name: '稻谷种植' });
    assert.deepInclude(model.records[0], { key: ['code'], on_change: 'update', of: 'core.industry' });
  });

  test('a title is a template over the record', ({ assert }) => {
    const env = { now: '2026-11-20T00:00:00.000Z', time_zone: 'Asia/Shanghai', list: () => undefined };
    const record = {
      get: () => null,
      follow: () => ({ get: (name: string) => (name === 'name' ? '老李面馆' : null) }),
    };
    assert.equal(renderTemplate(operator.title, { ...env, record }), '老李面馆');
  });

  test('the model is plain JSON and the same every time', ({ assert }) => {
    const again = compile(goldenInput(null)).model;
    assert.deepEqual(JSON.parse(JSON.stringify(model)), again);
    assert.equal(JSON.stringify(again), JSON.stringify(model));
  });
});

test.group('An entity with nothing else', () => {
  test('gets a form, a list, a detail and a menu entry', ({ assert }) => {
    const form = model.forms['food.visit_form'];
    assert.deepEqual(
      form?.sections.map((section) => [section.name, section.fields]),
      [
        ['basic', ['operator', 'on', 'note']],
        ['rows_finds', ['finds']],
      ],
    );
    const list = model.views['food.visit_list'] as ListViewModel;
    assert.deepEqual(list.columns, ['operator', 'on']);
    assert.equal(list.side, 'food.visit_detail');
    assert.equal(list.form, 'food.visit_form');
    assert.equal(model.views['food.visit_detail']?.form, 'food.visit_form');
    const other = model.menus.find((menu) => menu.group === '其他');
    assert.includeDeepMembers(other?.items ?? [], [
      { name: 'food_visit', label: '走访', view: 'food.visit_list', icon: 'list', count: false },
    ]);
    assert.isFalse(other?.items.some((item) => item.view === 'food.operators'));
  });
});
