// Differences of models: none where nothing is meant otherwise, and every change of a random patch is named at its address.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from '@japa/runner';
import fc from 'fast-check';
import {
  compile,
  describeChange,
  diffDocuments,
  diffModels,
  newMemory,
  planCatalogue,
  planSteps,
  type CompileInput,
  type Model,
  type ModelChange,
  type PackageSource,
} from '../src/index.ts';
import { filesOf, packageOf } from './golden_input.ts';

const root = path.join(import.meta.dirname, '..', '..');
const packages = ['metadata/core', 'metadata/market', 'plugins/food'].map((folder) =>
  packageOf('package', path.join(root, folder)),
);
const tenant = (files: PackageSource['files'] = []): PackageSource => ({
  kind: 'tenant',
  name: 'someplace',
  files: [
    {
      path: 'someplace/tenant.yaml',
      text: 'kind: Tenant\nname: someplace\nlabel: 某区市场监督管理局\nregion: "130102"\npackages: { core: 1.0.0, market: 1.0.0, food: 1.2.0 }\n',
    },
    ...files,
  ],
});
const modelOf = (input: CompileInput): Model => {
  const { model, diagnostics } = compile(input);
  if (!model) throw new Error(diagnostics.map(({ code, at }) => `${code} ${at}`).join('\n'));
  return model;
};
const base: CompileInput = { packages, tenant: tenant() };
const before = modelOf(base);

/** What a bureau may patch, one line a document: the line, and where its difference is to be found. */
const operator = before.entities['food.operator']!;
const plainFields = operator.fields.filter(({ as }) => as === null);
const edits: { of: string; line: string; named: Partial<ModelChange> }[] = [
  ...plainFields.flatMap((field) => [
    {
      of: 'Entity food.operator',
      line: `fields.${field.name}.label: ${field.label}甲`,
      named: { does: 'changed' as const, address: `fields.${field.name}.label` },
    },
    {
      of: 'Entity food.operator',
      line: `fields.${field.name}.hint: 提示甲`,
      named: { does: 'changed' as const, address: `fields.${field.name}.hint` },
    },
  ]),
  ...['a', 'b', 'c'].map((name) => ({
    of: 'Entity food.operator',
    line: `fields.x_${name}: { type: string, label: 新字段 }`,
    named: { does: 'added' as const, address: `fields.x_${name}` },
  })),
  ...before.lists['food.risk_grade']!.codes.map(({ code }) => ({
    of: 'CodeList food.risk_grade',
    line: `codes["${code}"].label: 改过的`,
    named: { does: 'changed' as const, address: `codes.${code}.label` },
  })),
  {
    of: 'CodeList food.risk_grade',
    line: 'codes["E"]: { label: 新等级 }',
    named: { does: 'added', address: 'codes.E' },
  },
  ...['delete', 'import', 'export'].map((action) => ({
    of: 'Role food.inspector',
    line: `grants[food.licence].${action}: true`,
    named: { address: `grants[food.licence].${action}` },
  })),
  {
    of: 'Role food.inspector',
    line: 'grants[food.operator].read: "true"',
    named: { does: 'changed', address: 'grants[food.operator].read' },
  },
  { of: 'Menu food.food', line: 'label: 食品监管', named: { does: 'changed', address: 'label' } },
];

function patched(chosen: typeof edits): CompileInput {
  const lines = new Map<string, string[]>();
  for (const { of, line } of chosen) lines.set(of, [...(lines.get(of) ?? []), line]);
  const files = [...lines].map(([of, set], i) => ({
    path: `someplace/patches/p${i}.yaml`,
    text: `kind: Patch\nof: ${of}\nbase: food@1.2.0\nset:\n${set.map((line) => `  ${line}`).join('\n')}\n`,
  }));
  return { packages, tenant: tenant(files) };
}

test.group('Differences of models', () => {
  test('a model differs from itself in nothing, however its files are written and wherever its lines stand', ({
    assert,
  }) => {
    const moved = packages.map((source) => ({
      ...source,
      files: source.files.map(({ path: at, text }) => ({
        path: at,
        text: at.endsWith('.yaml') ? `# 说明\n\n${text}` : text,
      })),
    }));
    const again = compile({ packages: moved, tenant: tenant() }, newMemory()).model!;
    assert.deepEqual(diffModels(before, again), []);
    assert.deepEqual(diffDocuments(base, { packages: moved, tenant: tenant() }), []);
  });

  test('every change of a random patch is named at its address, and going back names the same addresses', ({
    assert,
  }) => {
    fc.assert(
      fc.property(fc.subarray(edits, { minLength: 1 }), (chosen) => {
        const after = modelOf(patched(chosen));
        const found = diffModels(before, after);
        for (const { of, named } of chosen) {
          const hit = found.some(
            (change) =>
              `${change.kind} ${change.name}` === of &&
              change.address === named.address &&
              (named.does === undefined || change.does === named.does),
          );
          assert.isTrue(hit, `${of} ${named.address}`);
        }
        const back = diffModels(after, before);
        const places = (changes: ModelChange[]) =>
          changes.map(({ kind, name, address }) => `${kind} ${name} ${address}`).sort();
        assert.deepEqual(places(back), places(found));
        for (const change of found) {
          assert.match(describeChange(change, 'zh'), /\p{Script=Han}/u);
          assert.isAbove(describeChange(change, 'en').length, 5);
        }
        // What is said twice is not understood twice as well: a plan has steps for what changed and no other.
        assert.isAbove(planSteps({ before, after, changes: found }).length, 0);
      }),
      { numRuns: 25 },
    );
  });

  test('a renamed field is renamed, and a moved one moved: neither goes and comes', ({ assert }) => {
    const [one, two] = [
      'fields.x_one: { type: string, label: 一 }\n  fields.x_two: { type: string, label: 二 }',
      'fields.x_two: { type: string, label: 二 }\n  fields.x_new: { type: string, label: 一, was: [x_one] }',
    ].map((set) =>
      modelOf({
        packages,
        tenant: tenant([
          {
            path: 'someplace/patches/p.yaml',
            text: `kind: Patch\nof: Entity food.operator\nbase: food@1.2.0\nset:\n  ${set}\n`,
          },
        ]),
      }),
    );
    const found = diffModels(one!, two!).filter(
      ({ kind, address }) => kind === 'Entity' && address.startsWith('fields'),
    );
    assert.deepEqual(
      found.map(({ does, address, before: was, after }) => [does, address, was, after]),
      [
        ['renamed', 'fields.x_new', 'x_one', 'x_new'],
        ['moved', 'fields.x_two', 'x_one', operator.fields.at(-1)!.name],
      ],
    );
  });

  test('a field that lists of another go by is an index of its own in the plan: when it is named and when it is taken back', ({
    assert,
  }) => {
    const station = operator.fields.find(({ name }) => name === 'station')!;
    assert.equal(station.sorted_by, 'valid_until');
    const indexes = (lines: string): string[] => {
      const file = {
        path: 'someplace/patches/p.yaml',
        text: `kind: Patch\nof: Entity food.operator\nbase: food@1.2.0\n${lines}\n`,
      };
      const after = modelOf({ packages, tenant: tenant([file]) });
      return planSteps({ before, after, changes: diffModels(before, after) })
        .filter(({ kind }) => kind === 'index')
        .map(({ code, address }) => `${code} ${address}`);
    };
    assert.deepEqual(indexes('set: { fields.manager.sorted_by: valid_until }'), [
      'PLAN_INDEX_BUILT fields.manager.sorted_by',
    ]);
    assert.deepEqual(indexes('set: { fields.station.sorted_by: risk }'), ['PLAN_INDEX_BUILT fields.station.sorted_by']);
    assert.deepEqual(indexes('remove: [fields.station.sorted_by]'), ['PLAN_INDEX_BUILT fields.station.sorted_by']);
    assert.deepEqual(indexes('set: { fields.station.hint: 提示 }'), []);
  });

  test('the readable difference of two revisions gives addresses with what was written before and after', ({
    assert,
  }) => {
    const [difference] = diffDocuments(base, patched([edits[0]!]));
    assert.equal(difference!.document, 'Entity food.operator');
    assert.deepEqual(difference!.values, [
      {
        address: `fields.${plainFields[0]!.name}.label`,
        before: plainFields[0]!.label,
        after: `${plainFields[0]!.label}甲`,
      },
    ]);
  });
});

test.group('The catalogue of plans', () => {
  const text = ['kernel/src/plan', 'runtime/server/plan']
    .flatMap((folder) => [...filesOf(path.join(root, folder))])
    .filter(([name]) => name !== 'catalogue.ts')
    .map(([, source]) => source)
    .join('\n');
  const used = new Set(text.match(/\bPLAN_[A-Z0-9_]*[A-Z0-9]\b/g));

  test('every code that a step may have has its sentences, and every sentence is used', ({ assert }) => {
    assert.sameMembers([...used], Object.keys(planCatalogue));
  });

  test('every code is documented, in English and in Chinese', ({ assert }) => {
    const page = readFileSync(path.join(root, 'docs', 'reference', 'plan.md'), 'utf8');
    const han = /\p{Script=Han}/u;
    for (const [code, { en, zh }] of Object.entries(planCatalogue)) {
      assert.include(page, `\`${code}\``);
      assert.notMatch(en, han, code);
      assert.match(zh, han, code);
    }
  });
});
