// Typing helpers of fields: digits, pinyin, rows, code trees, files, candidates of refs.
import { test } from '@japa/runner';
import type { CodeListModel, Expr } from '@shijian/kernel';
import { groupDigits, plainDigits } from '../src/fields/number/digits.ts';
import { matchesText } from '../src/fields/pinyin.ts';
import { filterText } from '../src/fields/ref/filter_text.ts';
import { copyRow, emptyRow, moveRow, removeRow, setCell } from '../src/fields/rows/row_moves.ts';
import { heldOption, offeredCodes } from '../src/fields/select/code_options.ts';
import { codeTree } from '../src/fields/tree/code_tree.ts';
import { refusal, rulesOf, sizeText } from '../src/files/file_rules.ts';
import { makeField } from './make_field.ts';

const code = (value: string, label: string, parent: string | null = null, retired = false) => ({
  code: value,
  label,
  parent,
  tone: null,
  retired,
  level: null,
});
const regions: CodeListModel = {
  name: 'core.region',
  label: '行政区划',
  standard: 'GB/T 2260',
  tree: true,
  codes: [
    code('130000', '河北省'),
    code('130100', '石家庄市', '130000'),
    code('130102', '长安区', '130100'),
    code('130103', '桥东区', '130100', true),
  ],
};

test.group('Numbers', () => {
  test('thousands are grouped without touching a digit', ({ assert }) => {
    assert.equal(groupDigits('12345678901234567.89'), '12,345,678,901,234,567.89');
    assert.equal(groupDigits('-1234'), '-1,234');
    assert.equal(groupDigits('12a'), '12a');
    assert.equal(groupDigits(null), '');
  });

  test('full-width and grouped digits are read as plain ones', ({ assert }) => {
    assert.equal(plainDigits('１，２３４．５０'), '1234.50');
    assert.equal(plainDigits(' 1,234 '), '1234');
  });
});

test.group('Finding by pinyin', () => {
  test('initials find a place, its less common reading too', ({ assert }) => {
    assert.isTrue(matchesText('caq', '长安区'));
    assert.isTrue(matchesText('sjz', '石家庄市'));
    assert.isTrue(matchesText('lqq', '鹿泉区'));
    assert.isFalse(matchesText('xyz', '长安区'));
  });

  test('text and code find it too', ({ assert }) => {
    assert.isTrue(matchesText('安', '长安区'));
    assert.isTrue(matchesText('1301', '长安区', '130102'));
    assert.isFalse(matchesText('0102', '长安区', '130102'));
  });
});

test.group('Codes', () => {
  test('a retired code is shown where it is held and not offered', ({ assert }) => {
    assert.notInclude(
      offeredCodes(regions).map((option) => option.key),
      '130103',
    );
    assert.equal(heldOption('130103', regions.codes[3]).label, '桥东区');
    assert.equal(heldOption('9', undefined).label, '9');
  });

  test('a tree knows the way down, the leaves and what matches', ({ assert }) => {
    const tree = codeTree(regions);
    assert.deepEqual(
      tree.pathOf('130102').map((step) => step.label),
      ['河北省', '石家庄市', '长安区'],
    );
    assert.isTrue(tree.isLeaf('130102'));
    assert.isFalse(tree.isLeaf('130100'));
    assert.deepEqual(
      tree.search('caq', 5).map((found) => found.code),
      ['130102'],
    );
    assert.deepEqual(
      tree.children('130100').map((child) => child.code),
      ['130102'],
    );
    assert.deepEqual(tree.pathOf('999'), []);
  });
});

test.group('Rows', () => {
  const fields = [
    makeField('name', 'person_name', { personal: 'basic' }),
    makeField('post', 'code', { default: { value: 'cook' } }),
  ];

  test('a new row has the defaults of its fields', ({ assert }) => {
    assert.deepEqual(emptyRow(fields), { post: 'cook' });
  });

  test('a copy is a new row and does not carry masked values', ({ assert }) => {
    const rows = copyRow([{ id: '1', name: '李**', post: 'cook' }], 0, fields);
    assert.deepEqual(rows[1], { post: 'cook' });
    assert.lengthOf(rows, 2);
  });

  test('rows move, change and go without touching the others', ({ assert }) => {
    const rows = [{ id: '1' }, { id: '2' }, { id: '3' }];
    assert.deepEqual(
      moveRow(rows, 1, -1).map((row) => row.id),
      ['2', '1', '3'],
    );
    assert.strictEqual(moveRow(rows, 0, -1), rows);
    assert.deepEqual(removeRow(rows, 1), [{ id: '1' }, { id: '3' }]);
    assert.deepEqual(setCell(rows, 2, 'post', 'a')[2], { id: '3', post: 'a' });
  });
});

test.group('Files', () => {
  test('a picture field refuses what is no picture, what is too big and what is empty', ({ assert }) => {
    const rules = rulesOf(makeField('photos', 'images', { options: { max_count: 6, max_size: 5 } }));
    assert.isTrue(rules.many);
    assert.equal(rules.mostFiles, 6);
    assert.isNull(refusal({ name: '门头.jpg', type: 'image/jpeg', size: 1000 }, rules));
    assert.isNotNull(refusal({ name: '合同.pdf', type: 'application/pdf', size: 1000 }, rules));
    assert.isNotNull(refusal({ name: '门头.jpg', type: 'image/jpeg', size: 6 * 1024 * 1024 }, rules));
    assert.isNotNull(refusal({ name: '门头.jpg', type: 'image/jpeg', size: 0 }, rules));
  });

  test('a field of one file takes one', ({ assert }) => {
    assert.deepInclude(rulesOf(makeField('scan', 'image')), { many: false, mostFiles: 1 });
    assert.equal(sizeText(1_572_864), '1.5 MB');
  });
});

test.group('Candidates of a ref', () => {
  const it = (field: string): Expr => ({
    op: 'path',
    type: 'text',
    root: 'it',
    entity: 'core.org',
    steps: [field],
    refs: [],
  });
  const text = (value: string | null): Expr => ({ op: 'literal', type: value === null ? 'null' : 'text', value });

  test('a condition on the candidate becomes the filter of the search', ({ assert }) => {
    const choose: Expr = {
      op: 'and',
      type: 'boolean',
      left: { op: 'eq', type: 'boolean', left: it('kind'), right: text('station') },
      right: { op: 'eq', type: 'boolean', left: it('closed_on'), right: text(null) },
    };
    assert.equal(filterText(choose, {}), "((record.kind == 'station') && (record.closed_on == null))");
  });

  test('what stands in the form goes in as an escaped literal', ({ assert }) => {
    const choose: Expr = {
      op: 'eq',
      type: 'boolean',
      left: it('name'),
      right: { op: 'path', type: 'text', root: 'record', entity: 'test.shop', steps: ['name'], refs: [] },
    };
    assert.equal(filterText(choose, { name: "a' || true || '" }), "(record.name == 'a\\' || true || \\'')");
  });

  test('a condition that cannot be said as a filter is left to the server', ({ assert }) => {
    const choose: Expr = {
      op: 'eq',
      type: 'boolean',
      left: it('name'),
      right: { op: 'path', type: 'text', root: 'record', entity: 'test.shop', steps: ['subject', 'name'], refs: ['x'] },
    };
    assert.isNull(filterText(choose, {}));
  });
});
