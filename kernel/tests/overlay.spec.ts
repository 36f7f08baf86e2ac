// Patches: what they reach, what they take along, and whose names are whose.
import { test } from '@japa/runner';
import fc from 'fast-check';
import { compile } from '../src/index.ts';
import type { CompileInput, ListViewModel, Model, PackageSource } from '../src/index.ts';
import { goldenInput } from './golden_input.ts';

/** The base with more files: "changan/…" for the bureau, "food/…" for the package. */
function compiled(files: Record<string, string>): { model: Model; codes: string[] } {
  const { model, codes } = attempt(files);
  if (!model) throw new Error(codes.join(' '));
  return { model, codes };
}

function attempt(files: Record<string, string>): { model: Model | null; codes: string[] } {
  const { packages, tenant } = goldenInput(null);
  const input: CompileInput = { packages, tenant };
  for (const [path, text] of Object.entries(files)) {
    const folder = path.split('/')[0];
    const source = [...packages, ...(tenant ? [tenant] : [])].find((each) => each.name === folder);
    if (!source) throw new Error(path);
    source.files = [...source.files.filter((file) => file.path !== path), { path, text }];
  }
  const { model, diagnostics } = compile(input);
  return { model, codes: diagnostics.filter((d) => d.code !== 'E_SEARCH_OFF').map((d) => d.code) };
}

const patch = (of: string, body: string): string => `kind: Patch\nof: ${of}\n${body}`;
const fieldsOf = (model: Model, entity: string): string[] =>
  model.entities[entity]?.fields.map((field) => field.name) ?? [];

test.group('A patch', () => {
  test('withdraws a field from the entity and from every list that named it', ({ assert }) => {
    const { model, codes } = compiled({
      'changan/patches/w.yaml': patch(
        'Entity food.operator',
        'remove: [fields.category, fields.phone, fields.manager]\n',
      ),
      'changan/patches/food.operator.yaml': patch('Entity food.operator', 'set: { label: 食品单位 }\n'),
    });
    assert.deepEqual(codes, []);
    assert.notIncludeMembers(fieldsOf(model, 'food.operator'), ['category']);
    assert.deepEqual((model.views['food.operators'] as ListViewModel).columns, [
      'subject.name',
      'licence_no',
      'risk',
      'valid_until',
    ]);
    assert.deepEqual((model.views['food.operators'] as ListViewModel).search, ['subject.name', 'licence_no']);
    assert.deepEqual(model.forms['food.operator_form']?.sections[1]?.fields, []);
    assert.deepEqual(model.roles['food.inspector']?.grants['food.operator']?.hide, []);
    assert.deepEqual(model.roles['food.inspector']?.grants['food.operator']?.update?.fields, ['risk']);
  });

  test('withdraws a ref together with the tab over its inverse side', ({ assert }) => {
    const { model, codes } = compiled({
      'changan/patches/w.yaml': patch('Entity food.visit', 'remove: [fields.operator]\n'),
      'changan/patches/role.yaml': patch('Role food.inspector', 'remove: ["grants[food.visit]"]\n'),
    });
    assert.deepEqual(codes, []);
    assert.deepEqual(
      model.views['food.operator_detail']?.type === 'detail' && model.views['food.operator_detail'].tabs,
      [],
    );
  });

  test('reaches keys with dots in brackets, adds to and takes from lists, and moves before and after', ({ assert }) => {
    const { model } = compiled({
      'changan/patches/role.yaml': patch(
        'Role food.inspector',
        'set: { "grants[food.operator].export": true }\nadd: { "grants[food.operator].update.fields": [manager, risk] }\n',
      ),
      'changan/patches/view.yaml': patch(
        'View food.operators',
        'take: { columns: [risk, category] }\nadd: { columns: [x_stall_no] }\nset: { saved.x_new: { label: 新, where: "record.issued_on == today" } }\nmove: { saved.x_new: { before: high } }\n',
      ),
      'changan/patches/list.yaml': patch(
        'CodeList food.business_category',
        'set:\n  codes["1"].label: 食品销售\n  codes[9]: { label: 其他 }\nmove:\n  codes["9"]: { before: "2" }\n',
      ),
    });
    const grant = model.roles['food.inspector']?.grants['food.operator'];
    assert.isTrue(grant?.export);
    assert.deepEqual(grant?.update?.fields, ['phone', 'risk', 'manager']);
    const view = model.views['food.operators'] as ListViewModel;
    assert.deepEqual(view.columns, ['subject.name', 'licence_no', 'valid_until', 'x_stall_no']);
    assert.deepEqual(
      view.saved.map((saved) => saved.name),
      ['expiring', 'x_new', 'high'],
    );
    assert.deepEqual(
      model.lists['food.business_category']?.codes.map((code) => [code.code, code.label]),
      [
        ['1', '食品销售'],
        ['9', '其他'],
        ['2', '餐饮服务经营者'],
        ['3', '单位食堂'],
      ],
    );
  });

  test('finds a renamed field under its old name, and the field keeps its identity', ({ assert }) => {
    const visit = `kind: Entity
name: visit
label: 走访
fields:
  operator: { type: ref, to: operator, label: 经营者, back: visits }
  visited_on: { type: date, label: 日期, was: [on_day, on] }
  note: { type: text, label: 情况, new: true }
`;
    const { model } = compiled({
      'food/entities/visit.yaml': visit,
      'food/views/operator_detail.yaml': 'kind: View\nname: operator_detail\nlabel: 详情\nof: operator\ntype: detail\n',
      'changan/patches/v.yaml': patch('Entity food.visit', 'set: { fields.on.label: 走访日期 }\n'),
    });
    const field = (name: string) => model.entities['food.visit']?.fields.find((each) => each.name === name);
    assert.deepInclude(field('visited_on'), { uid: 'on_day', label: '走访日期' });
    assert.equal(field('note')?.uid, 'note~2');
    assert.equal(field('operator')?.uid, 'operator');
  });

  test('of a package adds fields and checks under its own prefix to another package', ({ assert }) => {
    const { model, codes } = compiled({
      'food/patches/subject.yaml': patch(
        'Entity market.subject',
        'set:\n  fields.food_star: { type: integer, label: 食品星级, min: 1, max: 5 }\n  checks.food_named: { rule: "has(record.name) || has(record.food_star)", message: 请填写 }\n',
      ),
    });
    assert.deepEqual(codes, []);
    const field = model.entities['market.subject']?.fields.find((each) => each.name === 'food_star');
    assert.deepInclude(field, { package: 'food', own: false });
    assert.deepEqual(
      model.entities['market.subject']?.checks.map((check) => check.name),
      ['food_named'],
    );
  });

  test('may begin a map that the document left out', ({ assert }) => {
    const { model } = compiled({
      'changan/patches/v.yaml': patch('Entity food.visit', 'set: { filters.x_today: "record.on == today" }\n'),
    });
    assert.equal(model.entities['food.visit']?.filters['x_today']?.expr.op, 'eq');
  });

  test('of a bureau may change what a package added, and adding and moving never clash', ({ assert }) => {
    const { codes } = attempt({
      'food/patches/subject.yaml': patch(
        'Entity market.subject',
        'set: { fields.food_star: { type: integer, label: 星级 } }\n',
      ),
      'changan/patches/a.yaml': patch(
        'Entity market.subject',
        'set: { fields.food_star.label: 等级 }\nmove: { fields.food_star: { after: name } }\n',
      ),
      'changan/patches/b.yaml': patch('Entity market.subject', 'move: { fields.food_star: { after: uscc } }\n'),
    });
    assert.deepEqual(codes, []);
  });

  test('that makes a document wrong is told at its own place', ({ assert }) => {
    const { packages, tenant } = goldenInput('patch_with_a_wrong_value');
    const [fault] = compile({ packages, tenant }).diagnostics.filter((d) => d.severity === 'error');
    assert.equal(fault?.path, 'changan/patches/food.operator.yaml');
  });
});

test.group('Addresses', () => {
  const visit = `kind: Entity
name: visit
label: 走访
fields:
  operator: { type: ref, to: operator, label: 经营者, back: visits }
  visited_on: { type: date, label: 日期, was: [on_day, on] }
  lines: { type: children, label: 明细, was: [rows], fields: { name: { type: string, label: 名称, was: [title] } } }
filters:
  recent: { label: 近期, where: "record.visited_on == today", was: [fresh] }
`;
  const detail = 'kind: View\nname: operator_detail\nof: operator\ntype: detail\n';
  const base = { 'food/entities/visit.yaml': visit, 'food/views/operator_detail.yaml': detail };

  test('reach renamed items at any depth, of every map', ({ assert }) => {
    const { model, codes } = compiled({
      ...base,
      'changan/patches/v.yaml': patch(
        'Entity food.visit',
        'set:\n  fields.rows.fields.title.label: 品名\n  filters.fresh.label: 刚刚\n  fields["on"].hint: 当天\nmove: { fields.rows: { before: on_day } }\n',
      ),
    });
    assert.deepEqual(codes, []);
    const entity = model.entities['food.visit'];
    assert.deepEqual(fieldsOf(model, 'food.visit'), ['operator', 'lines', 'visited_on']);
    assert.equal(entity?.fields[1]?.fields[0]?.label, '品名');
    assert.equal(entity?.fields[2]?.hint, '当天');
    assert.equal(entity?.filters['recent']?.label, '刚刚');
  });

  test('by two former names are one address: two files that set it clash', ({ assert }) => {
    const { codes } = attempt({
      ...base,
      'changan/patches/a.yaml': patch('Entity food.visit', 'set: { fields.on.label: 走访日 }\n'),
      'changan/patches/b.yaml': patch('Entity food.visit', 'set: { fields.on_day.label: 到访日 }\n'),
    });
    assert.deepEqual(codes, ['E_PATCH_CLASH']);
  });

  test('that two packages set are an error, whatever comes first, and so is one inside what the other set', ({
    assert,
  }) => {
    const extra = (name: string): PackageSource => ({
      kind: 'package',
      name,
      files: [
        {
          path: `${name}/plugin.yaml`,
          text: `kind: Plugin\nname: ${name}\nlabel: 附加\nlanguage: 1\nversion: 1.0.0\nneeds: { market: ^1 }\n`,
        },
      ],
    });
    const field = (name: string) => `set: { fields.${name}_star: { type: integer, label: 星级 } }\n`;
    const { packages } = goldenInput(null);
    const codesOf = (first: string, second: string): string[] => {
      const [a, b] = [extra('a'), extra('ab')];
      a.files.push({ path: 'a/p.yaml', text: patch('Entity market.subject', first) });
      b.files.push({ path: 'ab/p.yaml', text: patch('Entity market.subject', second) });
      return [
        [a, b],
        [b, a],
      ].flatMap((order) =>
        compile({ packages: [...packages, ...order], tenant: null })
          .diagnostics.filter(({ severity }) => severity === 'error')
          .map(({ code }) => code),
      );
    };
    assert.deepEqual(codesOf(field('a'), field('ab')), []);
    assert.deepEqual(codesOf(field('a'), field('a')), ['E_PATCH_CLASH', 'E_PATCH_CLASH']);
    assert.deepEqual(codesOf(field('a'), 'set: { fields.a_star.label: 星 }\n'), ['E_PATCH_CLASH', 'E_PATCH_CLASH']);
  });

  test('of a package reach nothing that is only spelt like its own', ({ assert }) => {
    const { packages, tenant } = goldenInput(null);
    const market = packages.find(({ name }) => name === 'market');
    const subject = market?.files.find(({ path }) => path.endsWith('subject.yaml'));
    const food = packages.find(({ name }) => name === 'food');
    if (!market || !subject || !food) return assert.fail();
    subject.text = subject.text.replace('fields:\n', 'fields:\n  food_kind: { type: string, label: 类别 }\n');
    food.files.push({ path: 'food/p.yaml', text: patch('Entity market.subject', 'remove: [fields.food_kind]\n') });
    assert.includeMembers(
      compile({ packages, tenant }).diagnostics.map(({ code }) => code),
      ['E_PATCH_FORBIDDEN'],
    );
  });
});

test.group('Patches in any order', () => {
  const operations = [
    'set: { fields.phone.required: true }',
    'set: { fields.phone.hint: 手机 }',
    'set: { fields.phone: { type: phone, label: 手机 } }',
    'set: { label: 食品单位 }',
    'set: { fields.x_a: { type: string, label: 甲 } }',
    'set: { fields.x_b: { type: string, label: 乙 } }',
    'set: { fields.x_a.label: 丙 }',
    'set: { checks.x_c: { rule: "has(record.risk)", message: 请评级 } }',
    'remove: [fields.manager]',
    'remove: [fields.issued_on.required]',
    'move: { fields.phone: { after: risk } }',
    'move: { fields.risk: { before: category } }',
    'move: { fields.station: { after: phone } }',
  ];
  const lists = [
    'add: { columns: [phone] }',
    'add: { columns: [station, phone] }',
    'take: { columns: [risk] }',
    'take: { columns: [category, risk] }',
    'set: { saved.x_mine: { label: 我所, where: own_station } }',
    'move: { saved.high: { before: expiring } }',
  ];

  test('give one model, or the same faults, however the files are handed in', ({ assert }) => {
    const { packages, tenant } = goldenInput(null);
    if (!tenant) return assert.fail();
    const plain = tenant.files.filter(({ path }) => !path.includes('patches/'));
    let made = 0;
    const file = fc.oneof(
      fc.constantFrom(...operations).map((body) => patch('Entity food.operator', `${body}\n`)),
      fc.constantFrom(...lists).map((body) => patch('View food.operators', `${body}\n`)),
    );
    fc.assert(
      fc.property(fc.array(file, { minLength: 1, maxLength: 6 }), fc.infiniteStream(fc.nat()), (texts, random) => {
        const files = texts.map((text, i) => ({ path: `changan/patches/p${i}.yaml`, text }));
        const shuffled = [...files].sort(() => ((random.next().value ?? 0) % 2 === 0 ? -1 : 1));
        const [one, other] = [files, shuffled].map((some) =>
          compile({
            packages: [...packages].sort(() => ((random.next().value ?? 0) % 2 === 0 ? -1 : 1)),
            tenant: { ...tenant, files: [...plain, ...some] },
          }),
        );
        if (one?.model) made++;
        assert.equal(JSON.stringify(one?.model), JSON.stringify(other?.model));
        assert.deepEqual(one?.diagnostics, other?.diagnostics);
      }),
      { numRuns: 60, seed: 20_261_121 },
    );
    assert.isAbove(made, 10);
  });
});

test.group('A package that a bureau does not name', () => {
  test('is not in its model', ({ assert }) => {
    const tenant =
      'kind: Tenant\nname: changan\nlabel: 长安\nregion: "130102"\npackages: { core: 1.0.0, market: 1.0.0 }\n';
    const { packages } = goldenInput(null);
    const { model } = compile({
      packages,
      tenant: { kind: 'tenant', name: 'changan', files: [{ path: 'changan/tenant.yaml', text: tenant }] },
    });
    assert.deepEqual(
      model?.packages.map((each) => each.name),
      ['core', 'market'],
    );
    assert.notProperty(model?.entities, 'food.operator');
  });
});
