// Compiling over a memory gives exactly what compiling from nothing gives, whatever was compiled before and whatever was changed.
import { test } from '@japa/runner';
import fc from 'fast-check';
import { compile, newMemory } from '../src/index.ts';
import type { CompileInput, Memory, PackageSource } from '../src/index.ts';
import { bigPackages, bigTenant } from './big_input.ts';
import { goldenInput, mistakes } from './golden_input.ts';
import { trialPackages } from './trials_input.ts';

interface Assert {
  deepEqual(found: unknown, wanted: unknown, message?: string): void;
}

/** Compiles over the memory and from nothing, and holds the two together. Nothing may change a model afterwards. */
function same(input: CompileInput, memory: Memory, assert: Assert): boolean {
  const found = compile(input, memory);
  const cold = compile(
    { packages: input.packages.map(again), tenant: input.tenant && again(input.tenant) },
    newMemory(),
  );
  assert.deepEqual(found.diagnostics, cold.diagnostics);
  // Order of keys counts too: menus and columns stand in it.
  assert.deepEqual(JSON.stringify(found.model), JSON.stringify(cold.model));
  freeze(found.model);
  return found.model !== null;
}

const again = (source: PackageSource): PackageSource => ({
  ...source,
  files: source.files.map((file) => ({ ...file })),
});

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const part of Object.values(value)) freeze(part);
}

type Edit = (text: string, pick: (below: number) => number, words: string[]) => string;

const lines = (change: (all: string[], at: number, pick: (below: number) => number) => string[]): Edit => {
  return (text, pick) => {
    const all = text.split('\n');
    return change(all, pick(all.length), pick).join('\n');
  };
};

/** What people and accidents do to a document. */
const edits: Edit[] = [
  lines((all, at) => all.toSpliced(at, 1)),
  lines((all, at) => all.toSpliced(at, 0, '# 一行说明')),
  lines((all, at) => all.toSpliced(at, 0, all[at] ?? '')),
  lines((all, at, pick) => {
    const other = pick(all.length);
    return all.map((line, i) => (i === at ? (all[other] ?? '') : i === other ? (all[at] ?? '') : line));
  }),
  (text, pick, words) => replaceWord(text, pick, words[pick(words.length)] ?? 'x'),
  (text, pick, words) => replaceWord(text, pick, words[pick(words.length)] ?? 'x'),
  (text, pick) => replaceWord(text, pick, `z${pick(9)}`),
  (text, pick) => replaceWord(text, pick, String(pick(3))),
  (text, pick) => replaceWord(text, pick, pick(2) === 0 ? 'true' : 'false'),
  (text, pick) => {
    const at = pick(text.length);
    return text.slice(0, at) + (['"', '：', '{', ' ', '\n', "'"][pick(6)] ?? '') + text.slice(at + pick(3));
  },
  () => '',
];

function replaceWord(text: string, pick: (below: number) => number, by: string): string {
  const words = [...text.matchAll(/[A-Za-z_][\w]*|[\u4e00-\u9fff]+/g)];
  const word = words[pick(words.length)];
  return word ? text.slice(0, word.index) + by + text.slice(word.index + word[0].length) : text;
}

interface Step {
  file: number;
  edit: number;
  picks: number[];
  /** What the bureau is at this step. */
  tenant: number;
  /** Goes back to the text of the beginning instead. */
  restore: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  file: fc.nat(),
  edit: fc.nat(edits.length - 1),
  picks: fc.array(fc.nat(), { minLength: 6, maxLength: 6 }),
  tenant: fc.nat(5),
  restore: fc.boolean(),
});

/** Walks through random edits of the sources; how many steps gave a model, and how many did not. */
function wander(
  start: CompileInput,
  tenants: (PackageSource | null)[],
  runs: number,
  assert: Assert,
): [number, number] {
  const memory = newMemory();
  const counts: [number, number] = [0, 0];
  const sources = [...start.packages, ...tenants.flatMap((tenant) => tenant ?? [])];
  const places = sources.flatMap((source) => source.files.map((file) => ({ source: source.name, file })));
  const words = places.flatMap(({ file }) => file.text.match(/[a-z_]{3,}/g) ?? []);
  fc.assert(
    fc.property(fc.array(step, { minLength: 3, maxLength: 8 }), (steps) => {
      const changed = new Map<string, string>();
      for (const { file, edit, picks, tenant, restore } of steps) {
        const place = places[file % places.length]!;
        const key = `${place.source} ${place.file.path}`;
        let next = 0;
        const pick = (below: number): number => (picks[next++ % picks.length] ?? 0) % Math.max(1, below);
        if (restore) changed.delete(key);
        else changed.set(key, edits[edit]!(changed.get(key) ?? place.file.text, pick, words));
        const lay = (source: PackageSource): PackageSource => ({
          ...source,
          files: source.files.map(({ path, text }) => ({ path, text: changed.get(`${source.name} ${path}`) ?? text })),
        });
        const bureau = tenants[tenant % tenants.length] ?? null;
        const good = same({ packages: start.packages.map(lay), tenant: bureau && lay(bureau) }, memory, assert);
        counts[good ? 0 : 1]++;
      }
    }),
    { numRuns: runs, seed: 20261121 },
  );
  return counts;
}

test.group('Compiling again', () => {
  test('gives what compiling from nothing gives, after every mistake of the golden folders and back', ({ assert }) => {
    const memory = newMemory();
    for (const mistake of mistakes()) {
      same(goldenInput(mistake), memory, assert);
      same(goldenInput(null), memory, assert);
    }
  }).timeout(120_000);

  test('gives the same after any edits of packages and bureaus', ({ assert }) => {
    const { packages, tenant } = goldenInput(null);
    const other = tenant && { ...tenant, files: tenant.files.filter(({ path }) => !path.includes('/patches/')) };
    const [good, bad] = wander({ packages, tenant }, [tenant, null, other], 40, assert);
    assert.isAbove(good, 20);
    assert.isAbove(bad, 40);
  }).timeout(120_000);

  test('gives the same after any edits of flows, checklists, rules and the rest of the later kinds', ({ assert }) => {
    const [good, bad] = wander({ packages: trialPackages(), tenant: null }, [null], 15, assert);
    assert.isAbove(good, 5);
    assert.isAbove(bad, 10);
  }).timeout(120_000);

  test('gives the same after any edits of packages that stand on one another', ({ assert }) => {
    const size = { packages: 3, entities: 2, fields: 31 };
    const tenants = [null, bigTenant(size), bigTenant(size, 'luquan')];
    const [good, bad] = wander({ packages: bigPackages(size), tenant: null }, tenants, 15, assert);
    assert.isAbove(good, 20);
    assert.isAbove(bad, 40);
  }).timeout(120_000);

  test('runs only what read something that changed', ({ assert }) => {
    const size = { packages: 6, entities: 5, fields: 31 };
    const memory = newMemory();
    const packages = bigPackages(size);
    const before = compile({ packages, tenant: null }, memory).model!;
    const edited = packages.map((source) =>
      source.name === 'p03'
        ? { ...source, files: source.files.map((file) => relabelled(file, 'p03/entities/e2.yaml')) }
        : source,
    );
    const after = compile({ packages: edited, tenant: null }, memory).model!;
    const changed = Object.keys(after.entities).filter((name) => after.entities[name] !== before.entities[name]);
    assert.deepEqual(changed, ['p03.e2']);
    assert.equal(after.entities['p03.e2']!.fields.find(({ name }) => name === 'f3')?.label, '别的名称');
    assert.isTrue(after.forms['p01.e1_form'] === before.forms['p01.e1_form']);
    assert.isTrue(after.views['p02.e4_list'] === before.views['p02.e4_list']);
  });

  test('of members that need themselves tells the same circle whoever asks first', ({ assert }) => {
    const memory = newMemory();
    const { packages } = goldenInput(null);
    const circle = (names: string[]): PackageSource[] =>
      packages.map((source) =>
        source.name !== 'food'
          ? source
          : {
              ...source,
              files: [
                ...source.files,
                {
                  path: 'food/entities/ring.yaml',
                  text: `kind: Entity\nname: ring\nlabel: 环\nfields:\n  name: { type: string, label: 名称, required: true, visible: "record.${names[0]!}" }\nfilters:\n${names.map((name, i) => `  ${name}: "record.${names[(i + 1) % names.length]!}"\n`).join('')}`,
                },
              ],
            },
      );
    for (const names of [['a', 'b'], ['b', 'c', 'a'], ['a']]) {
      assert.isFalse(same({ packages: circle(names), tenant: null }, memory, assert));
      assert.isTrue(same({ packages, tenant: null }, memory, assert));
    }
  });
});

function relabelled(file: { path: string; text: string }, path: string): { path: string; text: string } {
  return file.path === path ? { path, text: file.text.replace('label: 字段3', 'label: 别的名称') } : file;
}
