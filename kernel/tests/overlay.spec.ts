// Patches: what they reach, what they take along, and whose names are whose.
import { test } from '@japa/runner';
import { compile } from '../src/index.ts';
import type { CompileInput, ListViewModel, Model } from '../src/index.ts';
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
