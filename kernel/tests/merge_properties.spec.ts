// What holds for every upgrade: random versions of an entity and random patches of it.
import { test } from '@japa/runner';
import fc from 'fast-check';
import { compile, mergeUpgrade, readValue, showDocuments, withChanges, writeFlow, writeYaml } from '../src/index.ts';
import { parseDocument } from '../src/index.ts';
import type { Merged, PackageSource } from '../src/index.ts';
import { source } from './merge_sources.ts';

type Field = { type: string; label: string; max_length?: number; hint?: string; was?: string[] };
type Fields = Record<string, Field>;

const NAMES = ['a', 'b', 'c', 'd', 'e'];
const label = fc.constantFrom('甲', '乙', '丙', '丁');
const length = fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined });

const field: fc.Arbitrary<Field> = fc
  .record({ label, max_length: length, hint: fc.option(label, { nil: undefined }) })
  .map(({ label: its, max_length, hint }) => ({
    ...{ type: 'string', label: its },
    ...(max_length && { max_length }),
    ...(hint && { hint }),
  }));
const firstFields: fc.Arbitrary<Fields> = fc
  .tuple(...NAMES.map(() => field))
  .map((all) => Object.fromEntries(all.map((each, i) => [NAMES[i] ?? '', each])));

interface Step {
  does: 'keep' | 'drop' | 'rename' | 'change';
  to: Field;
  rank: number;
}
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    does: fc.constantFrom('keep', 'keep', 'drop', 'rename', 'change' as const) as fc.Arbitrary<Step['does']>,
    to: field,
    rank: fc.integer({ min: 0, max: 9 }),
  }),
  { minLength: NAMES.length, maxLength: NAMES.length },
);

function nextFields(now: Fields, how: Step[]): Fields {
  const entries = Object.entries(now).flatMap(([name, its], i): [number, string, Field][] => {
    const step = how[i] as Step;
    const rank = step.rank > 6 ? step.rank : i;
    if (step.does === 'drop') return [];
    if (step.does === 'rename') return [[rank, `${name}_now`, { ...its, was: [name] }]];
    return [[rank, name, step.does === 'change' ? step.to : its]];
  });
  entries.sort(([a], [b]) => a - b);
  return { ...Object.fromEntries(entries.map(([, name, its]) => [name, its])), z: { type: 'string', label: '新' } };
}

interface Change {
  does: 'none' | 'label' | 'whole' | 'unset' | 'withdraw' | 'move' | 'add';
  value: Field;
}
const changes: fc.Arbitrary<Change[]> = fc.array(
  fc.record({
    does: fc.constantFrom('none', 'label', 'whole', 'unset', 'withdraw', 'move', 'add') as fc.Arbitrary<Change['does']>,
    value: field,
  }),
  { minLength: NAMES.length, maxLength: NAMES.length },
);

/** A patch of some fields, each changed in one way. */
function patchOf(
  name: string,
  now: Fields,
  how: readonly Change[],
  only: readonly string[] = NAMES,
): Record<string, unknown> {
  const set: Record<string, unknown> = {};
  const move: Record<string, unknown> = {};
  const remove: string[] = [];
  for (const [i, key] of NAMES.entries()) {
    const change = how[i] as Change;
    if (!only.includes(key) || !now[key]) continue;
    if (change.does === 'label') set[`fields.${key}.label`] = change.value.label;
    if (change.does === 'whole') set[`fields.${key}`] = change.value;
    if (change.does === 'unset' && now[key].hint) remove.push(`fields.${key}.hint`);
    if (change.does === 'withdraw') remove.push(`fields.${key}`);
    if (change.does === 'move' && key !== 'c') move[`fields.${key}`] = { after: 'c' };
    if (change.does === 'add') set[`fields.x_${key}`] = change.value;
  }
  return {
    ...{ kind: 'Patch', of: `Entity ${name}.thing`, base: `${name}@1.0.0` },
    ...(Object.keys(set).length > 0 && { set }),
    ...(Object.keys(move).length > 0 && { move }),
    ...(remove.length > 0 && { remove }),
  };
}

function packageOf(name: string, version: string, fields: Fields): PackageSource {
  const manifest = writeYaml({ kind: 'Plugin', name, label: '包', language: 1, version });
  const entity = writeYaml({ kind: 'Entity', name: 'thing', label: '物', fields });
  return source('package', name, { 'plugin.yaml': manifest, 'entities/thing.yaml': entity });
}

function tenantOf(packages: Record<string, string>, files: Record<string, Record<string, unknown>>): PackageSource {
  const manifest = { kind: 'Tenant', name: 'changan', label: '局', region: '130102', packages };
  const texts = Object.entries(files).map(([path, value]): [string, string] => [path, writeYaml(value)]);
  return source('tenant', 'changan', { 'tenant.yaml': writeYaml(manifest), ...Object.fromEntries(texts) });
}

const after = (tenant: PackageSource, merged: Merged): PackageSource => withChanges(tenant, merged.changes);
const sorted = (tenant: PackageSource): string[] => tenant.files.map(({ path, text }) => `${path}\n${text}`).sort();
const fieldsIn = (packages: PackageSource[], tenant: PackageSource | null, name = 'food'): Record<string, Field> => {
  const { documents } = showDocuments({ packages, tenant }, `Entity ${name}.thing`);
  return (documents[0]?.document as { fields: Record<string, Field> }).fields;
};
const runs = { numRuns: 80 };

test.group('Every upgrade', () => {
  test('of independent patches commutes: in any order, file by file or all at once, the same comes of it', ({
    assert,
  }) => {
    fc.assert(
      fc.property(firstFields, steps, changes, (now, how, ours) => {
        const [old, next] = [packageOf('food', '1.0.0', now), packageOf('food', '2.0.0', nextFields(now, how))];
        const files = {
          'patches/1.yaml': patchOf('food', now, ours, ['a', 'b']),
          'patches/2.yaml': patchOf('food', now, ours, ['d', 'e']),
        };
        const whole = tenantOf({ food: '1.0.0' }, files);
        const all = mergeUpgrade({ before: [old], after: [next], tenant: whole });
        const backwards = mergeUpgrade({
          ...{ before: [old], after: [next] },
          tenant: { ...whole, files: [...whole.files].reverse() },
        });
        assert.deepEqual(backwards, all);
        const parts = Object.entries(files).map(([path, value]) =>
          mergeUpgrade({ before: [old], after: [next], tenant: tenantOf({ food: '1.0.0' }, { [path]: value }) }),
        );
        const own = (merged: Merged) => merged.changes.filter(({ path }) => path.includes('/patches/'));
        assert.deepEqual(parts.flatMap(own), own(all));
        assert.deepEqual(
          parts.flatMap(({ conflicts }) => conflicts.map(({ id }) => id)),
          all.conflicts.map(({ id }) => id),
        );
      }),
      runs,
    );
  });

  test('of two packages commutes', ({ assert }) => {
    fc.assert(
      fc.property(firstFields, steps, changes, firstFields, steps, changes, (now, how, ours, now2, how2, ours2) => {
        const food = [packageOf('food', '1.0.0', now), packageOf('food', '2.0.0', nextFields(now, how))] as const;
        const gas = [packageOf('gas', '1.0.0', now2), packageOf('gas', '2.0.0', nextFields(now2, how2))] as const;
        const tenant = tenantOf(
          { food: '1.0.0', gas: '1.0.0' },
          { 'patches/1.yaml': patchOf('food', now, ours), 'patches/2.yaml': patchOf('gas', now2, ours2) },
        );
        const step = (from: PackageSource, before: PackageSource[], next: PackageSource[]): PackageSource =>
          after(from, mergeUpgrade({ before, after: next, tenant: from }));
        const left = step(step(tenant, [food[0], gas[0]], [food[1], gas[0]]), [food[1], gas[0]], [food[1], gas[1]]);
        const right = step(step(tenant, [food[0], gas[0]], [food[0], gas[1]]), [food[0], gas[1]], [food[1], gas[1]]);
        assert.deepEqual(sorted(left), sorted(right));
      }),
      { numRuns: 40 },
    );
  });

  test('that met no conflict and let nothing go is undone by going back: the texts are those of before', ({
    assert,
  }) => {
    let undone = 0;
    fc.assert(
      fc.property(firstFields, steps, changes, (now, how, ours) => {
        const [old, next] = [packageOf('food', '1.0.0', now), packageOf('food', '2.0.0', nextFields(now, how))];
        const tenant = tenantOf({ food: '1.0.0' }, { 'patches/1.yaml': patchOf('food', now, ours) });
        const there = mergeUpgrade({ before: [old], after: [next], tenant });
        const upgraded = after(tenant, there);
        const count = (one: PackageSource): number => JSON.stringify(patchIn(one)).split('fields.').length;
        if (there.conflicts.length > 0 || count(upgraded) !== count(tenant)) return;
        // A patch that says nothing is let go as a whole.
        if (upgraded.files.length < tenant.files.length) return;
        const back = mergeUpgrade({ before: [next], after: [old], tenant: upgraded });
        if (back.conflicts.length > 0) return;
        undone += 1;
        const texts = (one: PackageSource) => one.files.map(({ path, text }) => [path, readBack(path, text)]);
        assert.deepEqual(texts(after(upgraded, back)), texts(tenant));
      }),
      runs,
    );
    assert.isAbove(undone, 5);
  });

  test('loses nothing of either side without a conflict that names it', ({ assert }) => {
    fc.assert(
      fc.property(firstFields, steps, changes, (now, how, ours) => {
        const [old, next] = [packageOf('food', '1.0.0', now), packageOf('food', '2.0.0', nextFields(now, how))];
        const tenant = tenantOf({ food: '1.0.0' }, { 'patches/1.yaml': patchOf('food', now, ours) });
        const merged = mergeUpgrade({ before: [old], after: [next], tenant });
        const sides = {
          base: leaves(fieldsIn([old], null)),
          theirs: leaves(fieldsIn([next], null)),
          ours: leaves(fieldsIn([old], tenant)),
          merged: leaves(fieldsIn([next], after(tenant, merged))),
        };
        const named = merged.conflicts.map(({ address }) => address);
        for (const key of new Set(Object.values(sides).flatMap((side) => [...side.keys()]))) {
          const [base, theirs, mine, both] = [sides.base, sides.theirs, sides.ours, sides.merged].map((s) =>
            s.get(key),
          );
          if (named.some((address) => key === address || key.startsWith(`${address}.`))) continue;
          if (named.some((address) => address.startsWith(`${key}.`))) continue;
          // Of a field that the bureau withdrew or set anew nothing of the old is left to compare but the whole.
          const wanted = mine === base ? theirs : theirs === base || mine === theirs ? mine : undefined;
          assert.equal(both, wanted, `${key}: ${JSON.stringify({ base, theirs, mine, named })}`);
        }
        const { diagnostics } = compile({ packages: [next], tenant: after(tenant, merged) });
        assert.deepEqual(
          diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code),
          [],
        );
      }),
      runs,
    );
  });
});

test.group('YAML that is written', () => {
  test('reads back as the same values, whatever they are', ({ assert }) => {
    const anything = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom(
          '',
          'yes',
          'null',
          '~',
          '0111',
          '1e3',
          '- a',
          'a: b',
          '#x',
          "it's",
          '"',
          '{',
          '甲：乙',
          ' x ',
          '2024-01-01',
          'a\nb',
          '\t',
        ),
        fc.integer(),
        fc.boolean(),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.string({ minLength: 1, maxLength: 6 }), tie('value'), { maxKeys: 3 }),
      ),
    })).value;
    fc.assert(
      fc.property(anything, (value) => {
        assert.deepEqual(readValue(writeFlow(value))?.value, JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 400 },
    );
  });
});

/** Value of every key of every field by its identity: `fields.a.label`; and whether it is there. */
function leaves(fields: Record<string, Field>): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const [name, its] of Object.entries(fields)) {
    const uid = its.was?.[0] ?? name;
    found.set(`fields.${uid}`, true);
    for (const [key, value] of Object.entries(its)) if (key !== 'was') found.set(`fields.${uid}.${key}`, value);
  }
  return found;
}

const patchIn = (one: PackageSource): unknown => {
  const file = one.files.find(({ path }) => path.endsWith('patches/1.yaml'));
  return file ? readBack(file.path, file.text) : {};
};

function readBack(path: string, text: string): unknown {
  return parseDocument({ path, text }).value;
}
