// Where a value comes from: the file and the package or patch that set it.
import { test } from '@japa/runner';
import fc from 'fast-check';
import { originOf, showDocuments } from '../src/index.ts';
import type { CompileInput, PackageSource, ShownDocument } from '../src/index.ts';
import { goldenInput } from './golden_input.ts';

const input = goldenInput(null);
const operator = documentOf(input, 'food.operator');

function documentOf(from: CompileInput, name: string): ShownDocument {
  const [document] = showDocuments(from, name).documents;
  if (!document) throw new Error(name);
  return document;
}

/** The base with one more file of the bureau. */
function patched(path: string, text: string): CompileInput {
  const { packages, tenant } = goldenInput(null);
  if (!tenant) throw new Error('no bureau');
  return { packages, tenant: { ...tenant, files: [...tenant.files, { path, text }] } };
}

test.group('The origin of a value', () => {
  test('is the file of the package, or the patch of the bureau that set it', ({ assert }) => {
    const place = (address: string) => operator.values.find((value) => value.address === address)?.place;
    assert.deepEqual(place('fields.phone.mask'), {
      package: 'food',
      path: 'food/entities/operator.yaml',
      line: 15,
      col: 67,
      by: 'document',
    });
    assert.deepEqual(place('fields.phone.required'), {
      package: 'changan',
      path: 'changan/patches/food.operator.yaml',
      line: 4,
      col: 34,
      by: 'patch',
    });
    assert.deepInclude(place('fields.x_stall_no.label'), { package: 'changan', line: 4, by: 'patch' });
    assert.isUndefined(place('fields.issued_on.required'));
  });

  test('is known for every value of every document, each at the text that stands there', ({ assert }) => {
    const files = new Map(
      [...input.packages, ...(input.tenant ? [input.tenant] : [])].flatMap((source) =>
        source.files.map(({ path, text }) => [path, text.split('\n')]),
      ),
    );
    let seen = 0;
    for (const name of ['food.operator', 'food.operators', 'food.inspector', 'food.risk_grade', 'changan', 'food'])
      for (const { address, value, place } of documentOf(input, name).values) {
        const line = files.get(place.path)?.[place.line - 1] ?? '';
        const written = line.slice(place.col - 1).replace(/^["']/, '');
        assert.isTrue(written.startsWith(String(value)), `${name} ${address} ${place.path}:${place.line}:${place.col}`);
        seen++;
      }
    assert.isAbove(seen, 120);
  });

  test('of what was removed, moved or replaced is told with what stood there before', ({ assert }) => {
    assert.deepEqual(
      operator.changes.map(({ does, address, before, place }) => [does, address, before, place.package]),
      [
        ['set', 'fields.phone.required', undefined, 'changan'],
        ['set', 'fields.x_stall_no', undefined, 'changan'],
        ['move', 'fields.x_stall_no', { type: 'string', label: '摊位号', indexed: true }, 'changan'],
        ['remove', 'fields.issued_on.required', true, 'changan'],
      ],
    );
  });

  test('is found by address: in brackets, inside lists and under a former name', ({ assert }) => {
    assert.deepInclude(originOf(input, 'CodeList food.risk_grade', 'codes["A"].label'), {
      path: 'food/lists/risk_grade.yaml',
    });
    assert.deepInclude(originOf(input, 'Role food.inspector', 'grants[food.operator].update.fields[1]'), {
      path: 'food/roles/inspector.yaml',
    });
    const renamed = patched(
      'changan/patches/was.yaml',
      'kind: Patch\nof: Entity food.visit\nset: { fields.x_seen: { type: date, label: 看, was: [x_old] } }\n',
    );
    assert.deepInclude(originOf(renamed, 'Entity food.visit', 'fields.x_old.label'), { line: 3, by: 'patch' });
    assert.isNull(originOf(input, 'Entity food.operator', 'fields.none.label'));
    assert.isNull(originOf(input, 'Entity food.operator', 'fields..x'));
    assert.isNull(originOf(input, 'Entity food.nothing', 'label'));
  });

  test('of an item that a patch added to a list is the patch, of its neighbours the package', ({ assert }) => {
    const added = patched(
      'changan/patches/view.yaml',
      'kind: Patch\nof: View food.operators\nadd: { columns: [phone] }\ntake: { columns: [risk] }\n',
    );
    const columns = documentOf(added, 'food.operators').values.filter(({ address }) => address.startsWith('columns'));
    assert.deepEqual(
      columns.map(({ value, place }) => [value, place.package]),
      [
        ['subject.name', 'food'],
        ['licence_no', 'food'],
        ['category', 'food'],
        ['valid_until', 'food'],
        ['phone', 'changan'],
      ],
    );
  });

  test('of a setting is the bureau, or the package where the bureau set none', ({ assert }) => {
    const at = (from: CompileInput) =>
      documentOf(from, 'changan').values.find(({ address }) => address === 'settings[food.warn_days]');
    assert.deepInclude(at(input), { value: 60 });
    const { packages, tenant } = goldenInput(null);
    const silent = tenant?.files.map(({ path, text }) => ({ path, text: text.replace(/^settings:.*$/m, '') })) ?? [];
    const left = at({ packages, tenant: { kind: 'tenant', name: 'changan', files: silent } });
    assert.equal(left?.value, 90);
    assert.deepInclude(left?.place, { package: 'food', by: 'default' });
  });
});

test.group('A name', () => {
  test('may be shared by documents of several kinds; with its kind it is one', ({ assert }) => {
    const both = patched(
      'changan/forms/x_stall.yaml',
      'kind: Form\nname: x_stall\nlabel: 摊位\nof: x_stall\nsections: { a: { label: 一, fields: [] } }\n',
    );
    assert.deepEqual(
      showDocuments(both, 'changan.x_stall')
        .documents.map(({ kind }) => kind)
        .sort(),
      ['Entity', 'Form'],
    );
    assert.lengthOf(showDocuments(both, 'Form changan.x_stall').documents, 1);
  });

  test('of a screen that no document writes tells the entity that it is made from', ({ assert }) => {
    assert.deepEqual(showDocuments(input, 'food.visit_form'), {
      documents: [],
      madeFrom: 'food.visit',
      suggestion: null,
    });
  });

  test('that is misspelt gets the nearest one, and broken documents throw nothing', ({ assert }) => {
    assert.equal(showDocuments(input, 'food.oprator').suggestion, 'food.operator');
    assert.equal(showDocuments(input, 'Veiw food.operators').suggestion, 'View food.operators');
    assert.deepEqual(showDocuments(goldenInput('duplicate_key'), '').documents, []);
    assert.deepEqual(showDocuments({ packages: [], tenant: null }, 'x'), {
      documents: [],
      madeFrom: null,
      suggestion: null,
    });
  });
});

test('Whatever is broken in the documents, asking throws nothing', ({ assert }) => {
  const { packages, tenant } = goldenInput(null);
  const sources = tenant ? [...packages, tenant] : packages;
  const paths = sources.flatMap(({ files }) => files.map(({ path }) => path));
  const addresses = ['fields.phone.required', 'columns[0]', 'codes["A"]', 'x', '..', '[', 'constructor', '__proto__.a'];
  fc.assert(
    fc.property(
      fc.constantFrom(...paths),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat(30),
      fc.constantFrom('', '{', ']', '&a ', '*a', 'null', '\n', 'x: ', '__proto__: 1\n'),
      (broken, at, cut, put) => {
        const lay = (source: PackageSource): PackageSource => ({
          ...source,
          files: source.files.map(({ path, text }) => {
            const offset = Math.floor(at * text.length);
            return { path, text: path === broken ? text.slice(0, offset) + put + text.slice(offset + cut) : text };
          }),
        });
        const from = { packages: packages.map(lay), tenant: tenant && lay(tenant) };
        for (const name of ['food.operator', 'changan', 'Patch x', 'constructor']) {
          const { documents } = showDocuments(from, name);
          for (const { values } of documents) for (const { place } of values) assert.isAtLeast(place.line, 1);
        }
        for (const address of addresses) originOf(from, 'Entity food.operator', address);
      },
    ),
    { numRuns: 60, seed: 20_261_121 },
  );
});
