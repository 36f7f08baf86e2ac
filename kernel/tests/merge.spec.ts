// Three-way upgrade: what merges by itself, what is a conflict, and what is left of the bureau's texts.
import { test } from '@japa/runner';
import { compile, mergeUpgrade, withChanges } from '../src/index.ts';
import type { Decision, Merged, MergeInput, PackageSource } from '../src/index.ts';
import { bureau, first, packageAt, patch, second } from './merge_sources.ts';

const old = packageAt('1.0.0', first);
const next = packageAt('2.0.0', second);

function merged(
  files: Record<string, string>,
  after: PackageSource = next,
  decisions: Record<string, Decision> = {},
): Merged & { tenant: PackageSource } {
  const input: MergeInput = {
    ...{ before: [old], after: [after], tenant: bureau(files) },
    decisions: new Map(Object.entries(decisions)),
  };
  const before = compile({ packages: [old], tenant: input.tenant });
  const wrong = before.diagnostics.filter(({ severity }) => severity === 'error');
  if (wrong.length > 0) throw new Error(JSON.stringify(wrong));
  const result = mergeUpgrade(input);
  return { ...result, tenant: withChanges(input.tenant, result.changes) };
}

const textOf = ({ changes }: Merged, path: string): string | null | undefined =>
  changes.find((change) => change.path === `changan/${path}`)?.text;
const told = ({ conflicts }: Merged): string[] =>
  conflicts.map(({ reason, does, address, choices }) => `${reason} ${does} ${address}: ${choices.join(' ')}`);
const codesOf = (tenant: PackageSource, after = next): string[] =>
  compile({ packages: [after], tenant }).diagnostics.map(({ code }) => code);

/** The second version with one of its files otherwise. */
const nextWith = (files: Record<string, string>): PackageSource => packageAt('2.0.0', { ...second, ...files });

test.group('An upgrade under a bureau that patched', () => {
  test('keeps what does not overlap, under the new names and over the new base, with comments and spelling as they were', ({
    assert,
  }) => {
    const result = merged({
      'patches/shop.yaml': patch(
        'Entity food.shop',
        `set:
  fields.manager.label: 食品安全负责人   # as the order of 2022 has it
  fields.x_stall: { type: string, label: 摊位号 }
  checks.x_named: { rule: "record.manager != 'x' && record.name != 'y'", message: 请填写 }
move:
  fields.x_stall: { after: manager }
`,
      ),
      'patches/shops.yaml': patch('View food.shops', 'add:\n  columns: [x_stall]\ntake: { columns: [manager] }\n'),
    });
    assert.deepEqual(told(result), []);
    assert.equal(
      textOf(result, 'patches/shop.yaml'),
      patch(
        'Entity food.shop',
        `set:
  fields.keeper.label: 食品安全负责人   # as the order of 2022 has it
  fields.x_stall: { type: string, label: 摊位号 }
  checks.x_named: { rule: "record.keeper != 'x' && record.name != 'y'", message: 请填写 }
move:
  fields.x_stall: { after: keeper }
`,
        '2.0.0',
      ),
    );
    assert.equal(
      textOf(result, 'patches/shops.yaml'),
      patch('View food.shops', 'add:\n  columns: [x_stall]\ntake: { columns: [keeper] }\n', '2.0.0'),
    );
    assert.include(textOf(result, 'tenant.yaml') ?? '', 'packages: { food: 2.0.0 } # what it runs');
    assert.deepEqual(codesOf(result.tenant), []);
  });

  test('renames fields in documents of its own', ({ assert }) => {
    const result = merged({
      'additions/x_list.yaml':
        'kind: View\nname: x_list # ours\nlabel: 清单\nof: food.shop\ntype: list\ncolumns: [manager, name]\nsort: [-manager]\n',
      'additions/x_role.json':
        '{ "kind": "Role", "name": "x_role", "label": "角色", "grants": { "food.shop": { "read": "record.manager == null", "hide": ["manager"] } } }',
    });
    assert.deepEqual(told(result), []);
    assert.equal(
      textOf(result, 'additions/x_list.yaml'),
      'kind: View\nname: x_list # ours\nlabel: 清单\nof: food.shop\ntype: list\ncolumns: [keeper, name]\nsort: [-keeper]\n',
    );
    assert.equal(
      textOf(result, 'additions/x_role.json'),
      '{ "kind": "Role", "name": "x_role", "label": "角色", "grants": { "food.shop": { "read": "record.keeper == null", "hide": ["keeper"] } } }',
    );
    assert.deepEqual(codesOf(result.tenant), []);
  });

  test('makes a conflict of a value that both changed, with the three values and where they stand', ({ assert }) => {
    const result = merged({ 'patches/shop.yaml': patch('Entity food.shop', 'set: { fields.seats.max: 200 }\n') });
    assert.deepEqual(told(result), ['changed set fields.seats.max: theirs ours base text']);
    const [conflict] = result.conflicts;
    assert.deepEqual(
      [conflict?.base, conflict?.theirs, conflict?.ours].map((side) => [side?.value, side?.path, side?.line]),
      [
        [100, 'food/entities/shop.yaml', 8],
        [300, 'food/entities/shop.yaml', 8],
        [200, 'changan/patches/shop.yaml', 5],
      ],
    );
    assert.equal(textOf(result, 'patches/shop.yaml'), null, 'nothing else was in it');
  });

  test('takes the same value on both sides for none', ({ assert }) => {
    const result = merged({
      'patches/shop.yaml': patch('Entity food.shop', 'set: { fields.seats.max: 300, fields.seats.label: 餐位数 }\n'),
    });
    assert.deepEqual(told(result), []);
    assert.include(textOf(result, 'patches/shop.yaml') ?? '', 'fields.seats.max: 300');
  });

  test('does as each choice says, whatever the order', ({ assert }) => {
    const files = {
      'patches/shop.yaml': patch(
        'Entity food.shop',
        'set:\n  # more would be too many\n  fields.seats.max: 200\n  fields.seats.label: 座位\n  fields.name.label: 店名\n',
      ),
    };
    const id = (address: string): string => `changan/patches/shop.yaml set ${address}`;
    const decided = (max: Decision, label: Decision): string => {
      const one = { [id('fields.seats.max')]: max, [id('fields.seats.label')]: label };
      return textOf(merged(files, next, one), 'patches/shop.yaml') ?? '';
    };
    assert.include(
      decided({ choice: 'ours' }, { choice: 'ours' }),
      'fields.seats.max: 200\n  fields.seats.label: 座位\n',
    );
    assert.notInclude(decided({ choice: 'theirs' }, { choice: 'theirs' }), 'seats');
    assert.include(decided({ choice: 'theirs' }, { choice: 'theirs' }), 'fields.name.label: 店名');
    assert.include(decided({ choice: 'base' }, { choice: 'theirs' }), 'fields.seats.max: 100');
    assert.include(
      decided({ choice: 'text', text: '250' }, { choice: 'text', text: '位' }),
      'fields.seats.max: 250\n  fields.seats.label: 位',
    );
    assert.isTrue(merged(files, next, {}).conflicts.every(({ decision }) => decision === null));
  });

  test('makes a conflict of a change to what the new version removed, and of a removal that the new version changed', ({
    assert,
  }) => {
    const result = merged(
      {
        'patches/shop.yaml': patch(
          'Entity food.shop',
          'set: { fields.opened.label: 开张, fields.opened.required: true }\nremove: [fields.seats.min]\n',
        ),
        'patches/grade.yaml': patch(
          'CodeList food.grade',
          'set: { codes.B.label: 中等, codes.x_D: { label: 未评 } }\n',
        ),
        'patches/shops.yaml': patch(
          'View food.shops',
          'set: { saved.x_new: { label: 新店, where: "has(record.name)" } }\n',
        ),
      },
      nextWith({}),
    );
    assert.deepEqual(told(result), [
      'removed set codes.B.label: theirs',
      'removed set fields.opened.label: theirs',
      'removed set fields.opened.required: theirs',
      'changed remove fields.seats.min: theirs ours base text',
    ]);
  });

  test('withdraws a field under its new name, and lets go of what both removed', ({ assert }) => {
    const result = merged({
      'patches/shop.yaml': patch('Entity food.shop', 'remove: [fields.manager, filters.old]\n'),
      'patches/shops.yaml': patch('View food.shops', 'take: { columns: [seats] }\nremove: [saved.old]\n'),
    });
    assert.deepEqual(told(result), []);
    assert.include(textOf(result, 'patches/shop.yaml') ?? '', 'remove: ["fields.keeper"]');
    assert.isNull(textOf(result, 'patches/shops.yaml'));
    assert.deepEqual(codesOf(result.tenant), []);
  });

  test('an item set anew as a whole keeps its identity through a rename', ({ assert }) => {
    const result = merged({
      'patches/shop.yaml': patch('Entity food.shop', 'set: { fields.manager: { type: string, label: 负责人 } }\n'),
    });
    assert.deepEqual(told(result), []);
    const { model } = compile({ packages: [next], tenant: result.tenant });
    const field = model?.entities['food.shop']?.fields.find(({ name }) => name === 'keeper');
    assert.equal(field?.uid, 'manager');
    assert.equal(field?.label, '负责人');
  });

  test('a name that was given to another item is another item', ({ assert }) => {
    const other = second['entities/shop.yaml']!.replace(
      'licence: {',
      'opened: { type: date, label: 开办日期, new: true }\n  licence: {',
    );
    const result = merged(
      { 'patches/shop.yaml': patch('Entity food.shop', 'set: { fields.opened.required: true }\n') },
      nextWith({ 'entities/shop.yaml': other }),
    );
    assert.deepEqual(told(result), ['removed set fields.opened.required: theirs']);
  });

  test('merges sets by element: an item that the new version took out and the bureau put in is a conflict', ({
    assert,
  }) => {
    const result = merged({
      'patches/role.yaml': patch(
        'Role food.keeper',
        'add: { "grants[food.shop].hide": [opened, seats], "grants[food.shop].update.fields": [grade] }\ntake: { "grants[food.shop].update.fields": [manager] }\n',
      ),
      'patches/shops.yaml': patch('View food.shops', 'add: { columns: [seats, opened], search: [manager] }\n'),
    });
    assert.deepEqual(told(result).sort(), [
      'reference add columns: theirs text',
      'reference add grants[food.shop].hide: theirs text',
      'removed add columns: theirs ours',
    ]);
    assert.include(textOf(result, 'patches/shops.yaml') ?? '', 'search: [keeper]');
    assert.include(textOf(result, 'patches/role.yaml') ?? '', 'take: { "grants[food.shop].update.fields": [keeper] }');
  });

  test('merges order as such: a move beside a field that is gone, or of one that was moved too, is a conflict', ({
    assert,
  }) => {
    const result = merged({
      'patches/shop.yaml': patch(
        'Entity food.shop',
        `set: { fields.x_a: { type: string, label: 甲 }, fields.x_b: { type: string, label: 乙 } }
move: { fields.x_a: { after: opened }, fields.x_b: { before: manager }, fields.manager: { after: seats }, fields.grade: { before: seats }, fields.opened: { after: name } }
`,
      ),
    });
    assert.deepEqual(told(result), [
      'moved move fields.x_a: theirs text',
      'moved move fields.manager: theirs ours text',
      'removed move fields.opened: theirs',
    ]);
    const text = textOf(result, 'patches/shop.yaml') ?? '';
    assert.include(text, 'fields.x_b: { before: keeper }');
    assert.include(text, 'fields.grade');
    const decided = merged(
      {
        'patches/shop.yaml': patch(
          'Entity food.shop',
          'set: { fields.x_a: { type: string, label: 甲 } }\nmove: { fields.x_a: { after: opened } }\n',
        ),
      },
      next,
      { 'changan/patches/shop.yaml move fields.x_a': { choice: 'text', text: '{ after: keeper }' } },
    );
    assert.include(textOf(decided, 'patches/shop.yaml') ?? '', 'fields.x_a: { after: keeper }');
  });

  test('stops at a reference that a clean merge broke, in patches, in own documents and in the new version itself', ({
    assert,
  }) => {
    const checks = 'checks:\n  new: { rule: "record.seats > 0", message: 请填写 }\n';
    const result = merged(
      {
        'patches/shop.yaml': patch(
          'Entity food.shop',
          'set: { filters.x_young: "record.opened > today", fields.x_stall: { type: string, label: 摊位 } }\nremove: [checks.seats, fields.seats]\n',
        ),
        'patches/role.yaml': patch('Role food.keeper', 'set: { "grants[food.shop].delete": x_young }\n'),
        'additions/x_list.yaml':
          'kind: View\nname: x_list\nlabel: 清单\nof: food.shop\ntype: list\ncolumns: [name, opened]\n',
      },
      nextWith({
        'entities/shop.yaml': second['entities/shop.yaml']!.replace(
          /seats: +\{ type.*\n/,
          'seats: { type: integer, label: 座位数, min: 0, max: 100 }\n',
        ).replace('checks:\n', checks),
      }),
    );
    assert.sameMembers(told(result), [
      'reference set filters.x_young: theirs text',
      'reference document : theirs text',
      'reference remove fields.seats: theirs',
    ]);
    const young = 'changan/patches/shop.yaml reference set filters.x_young';
    const again = merged(
      {
        'patches/shop.yaml': patch('Entity food.shop', 'set: { filters.x_young: "record.opened > today" }\n'),
        'additions/x_list.yaml':
          'kind: View\nname: x_list\nlabel: 清单\nof: food.shop\ntype: list\ncolumns: [name, opened]\n',
      },
      next,
      {
        [young]: { choice: 'text', text: 'has(record.licence)' },
        'changan/additions/x_list.yaml reference': { choice: 'theirs' },
      },
    );
    assert.deepEqual(codesOf(again.tenant), []);
    assert.include(textOf(again, 'patches/shop.yaml') ?? '', 'filters.x_young: "has(record.licence)"');
    assert.isNull(textOf(again, 'additions/x_list.yaml'));
  });

  test('reads a decision that mends nothing as none', ({ assert }) => {
    const id = 'changan/patches/shop.yaml reference set filters.x_young';
    const result = merged(
      { 'patches/shop.yaml': patch('Entity food.shop', 'set: { filters.x_young: "record.opened > today" }\n') },
      next,
      { [id]: { choice: 'text', text: 'has(record.opened)' } },
    );
    assert.deepEqual(
      result.conflicts.map(({ decision }) => decision),
      [null],
    );
  });

  test('asks about a document that the new version has no more, and takes patches of a package that goes along with it', ({
    assert,
  }) => {
    const { 'views/shops.yaml': _view, ...rest } = second;
    const files = { 'patches/shops.yaml': patch('View food.shops', 'set: { label: 店铺 }\n') };
    const gone = merged(files, packageAt('2.0.0', rest));
    assert.deepEqual(told(gone), ['removed document : theirs']);
    const other: PackageSource = {
      kind: 'package',
      name: 'other',
      files: [
        { path: 'other/plugin.yaml', text: 'kind: Plugin\nname: other\nlabel: 别的\nlanguage: 1\nversion: 1.0.0\n' },
      ],
    };
    const removed = merged(files, other);
    assert.deepEqual(told(removed), []);
    assert.isNull(textOf(removed, 'patches/shops.yaml'));
    assert.include(textOf(removed, 'tenant.yaml') ?? '', 'other: 1.0.0');
    assert.notInclude(textOf(removed, 'tenant.yaml') ?? '', 'food');
  });

  test('takes what the bureau had set for a package out with it, and never the document that names the packages', ({
    assert,
  }) => {
    const setting = (label: string) => `settings:\n  days: { type: integer, label: ${label}, default: 30 }\n`;
    const withSettings = (version: string, settings: string): PackageSource => {
      const source = packageAt(version, first);
      const [manifest, ...files] = source.files;
      return { ...source, files: [{ ...manifest!, text: manifest!.text + settings }, ...files] };
    };
    const other: PackageSource = {
      kind: 'package',
      name: 'other',
      files: [
        {
          path: 'other/plugin.yaml',
          text: `kind: Plugin\nname: other\nlabel: 别的\nlanguage: 1\nversion: 1.0.0\n${setting('别的天数')}`,
        },
      ],
    };
    const tenantWith = (settings: string): PackageSource => {
      const [manifest] = bureau({}).files;
      const text = manifest!.text.replace('{ food: 1.0.0 }', '{ food: 1.0.0, other: 1.0.0 }') + settings;
      return { kind: 'tenant', name: 'changan', files: [{ ...manifest!, text }] };
    };
    const run = [withSettings('1.0.0', setting('天数')), other];
    const left = (settings: string): Merged =>
      mergeUpgrade({ before: run, after: [other], tenant: tenantWith(settings) });
    const textAfter = (settings: string): string => {
      const result = left(settings);
      assert.lengthOf(result.conflicts, 0);
      return result.changes[0]!.text!;
    };
    assert.include(
      textAfter('settings: { food.days: 10, other.days: 5 } # agreed\n'),
      'settings: { other.days: 5 } # agreed\n',
    );
    assert.include(textAfter('settings:\n  other.days: 5\n  food.days: 10\n'), 'settings:\n  other.days: 5\n');
    assert.notInclude(textAfter('settings: { food.days: 10 }\n'), 'settings');

    const dropped = mergeUpgrade({
      before: run,
      after: [packageAt('2.0.0', first), other],
      tenant: tenantWith('settings: { food.days: 10 }\n'),
    });
    assert.deepEqual(
      dropped.conflicts.map(({ path, choices }) => [path, choices]),
      [['changan/tenant.yaml', ['text']]],
    );
  });

  test('judges a patch by the version that it was written against, where that is known', ({ assert }) => {
    const seats = first['entities/shop.yaml']!.replace('max: 100', 'max: 300');
    const middle = packageAt('1.5.0', { ...first, 'entities/shop.yaml': seats });
    const tenant = bureau(
      { 'patches/shop.yaml': patch('Entity food.shop', 'set: { fields.seats.max: 200 }\n') },
      '1.5.0',
    );
    const input = { before: [middle], after: [next], tenant };
    assert.lengthOf(mergeUpgrade(input).conflicts, 0);
    assert.lengthOf(mergeUpgrade({ ...input, written: [old] }).conflicts, 1);
  });
});
