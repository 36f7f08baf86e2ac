// What a form sends, what a clash offers, where a fault belongs.
import { test } from '@japa/runner';
import { changedFields, filledFields, sameValue } from '../src/form/changes.ts';
import { findClashes, isDecided, mergeClashes } from '../src/form/clash.ts';
import { draftKey, readDraft, writeDraft, type DraftStore } from '../src/form/draft.ts';
import { inPageOrder, placeOf, summaryText, toErrorTree } from '../src/form/faults.ts';
import { elementId, parsePath } from '../src/form/paths.ts';
import { serverFaults } from '../src/form/server_faults.ts';
import { makeEntity, makeField } from './make_field.ts';

const fields = [
  makeField('name', 'string', { label: '名称' }),
  makeField('phone', 'phone', { label: '联系电话', personal: 'basic' }),
  makeField('items', 'children', { label: '经营项目', fields: [makeField('kind', 'code', { label: '类别' })] }),
];

test.group('What is sent', () => {
  test('only fields that differ from the opened record are sent', ({ assert }) => {
    const base = { name: '老李面馆', phone: '138****2046', items: [{ id: '1', kind: 'a' }] };
    assert.deepEqual(changedFields(fields, base, { ...base, name: '老李面庄' }), { name: '老李面庄' });
    assert.deepEqual(changedFields(fields, base, { ...base }), {});
  });

  test('a cleared field is sent as null, an untouched empty one not at all', ({ assert }) => {
    assert.deepEqual(changedFields(fields, { name: '甲', phone: null }, { name: '', phone: '' }), { name: null });
  });

  test('a masked value that was not replaced is never sent', ({ assert }) => {
    const base = { phone: '138****2046' };
    assert.notProperty(changedFields(fields, base, { ...base, name: '乙' }), 'phone');
  });

  test('rows are sent without the titles that the server put beside them', ({ assert }) => {
    const changed = changedFields(fields, { items: [] }, { items: [{ kind: 'b', _refs: { kind: null } }] });
    assert.deepEqual(changed, { items: [{ kind: 'b' }] });
  });

  test('a new record sends what was filled in and nothing else', ({ assert }) => {
    assert.deepEqual(filledFields(fields, { name: '甲', phone: '', items: [] }), { name: '甲' });
  });

  test('order and absent members of objects do not make a value different', ({ assert }) => {
    assert.isTrue(sameValue({ id: '1', name: 'a', type: null }, { name: 'a', id: '1' }));
    assert.isFalse(sameValue([{ id: '1' }, { id: '2' }], [{ id: '2' }, { id: '1' }]));
    assert.isFalse(sameValue(0, null));
    assert.isFalse(sameValue(false, ''));
  });
});

test.group('A clash', () => {
  const base = { name: '老李面馆', phone: '138****2046', items: null };

  test('only fields that the other side changed are asked about', ({ assert }) => {
    const rows = findClashes(fields, base, { ...base, name: '我的' }, { ...base, phone: '139****0001' });
    assert.deepEqual(
      rows.map((row) => [row.field.name, row.kind]),
      [['phone', 'theirs']],
    );
  });

  test('the same change on both sides is no clash', ({ assert }) => {
    assert.lengthOf(findClashes(fields, base, { ...base, name: '新名' }, { ...base, name: '新名' }), 0);
  });

  test('a field that both changed has to be decided before it can be saved', ({ assert }) => {
    const mine = { ...base, name: '我的', phone: '13900000000' };
    const rows = findClashes(fields, base, mine, { ...base, name: '对方的' });
    assert.deepEqual(
      rows.map((row) => row.kind),
      ['both'],
    );
    assert.isFalse(isDecided(rows, {}));
    assert.isTrue(isDecided(rows, { name: 'theirs' }));
    assert.deepInclude(mergeClashes(mine, rows, { name: 'theirs' }), { name: '对方的', phone: '13900000000' });
    assert.deepInclude(mergeClashes(mine, rows, { name: 'mine' }), { name: '我的' });
  });

  test('what only the other side changed is kept without being asked', ({ assert }) => {
    const rows = findClashes(fields, base, { ...base, phone: '13900000000' }, { ...base, name: '对方的' });
    assert.deepInclude(mergeClashes({ ...base, phone: '13900000000' }, rows, {}), {
      name: '对方的',
      phone: '13900000000',
    });
  });
});

test.group('Faults', () => {
  test('a path in a row leads to the id of its cell', ({ assert }) => {
    assert.deepEqual(parsePath('items[0].kind'), ['items', 0, 'kind']);
    assert.equal(elementId('items[0].kind'), 'f_items_0_kind');
    assert.equal(elementId('licence_no'), 'f_licence_no');
  });

  test('faults hang on their fields and cells, each message once', ({ assert }) => {
    const tree = toErrorTree([
      { code: 'E_REQUIRED', path: 'name', message: '请填写名称' },
      { code: 'E_REQUIRED', path: 'name', message: '请填写名称' },
      { code: 'E_REQUIRED', path: 'items[1].kind', message: '请选择类别' },
      { code: 'E_CHECK', path: '', message: '整条有误' },
    ]);
    assert.deepEqual(tree, {
      name: { __errors: ['请填写名称'] },
      items: { 1: { kind: { __errors: ['请选择类别'] } } },
    });
  });

  test('the summary names row and column as officers see them', ({ assert }) => {
    const entity = makeEntity(fields);
    assert.equal(placeOf('items[1].kind', entity), '经营项目 第 2 行 · 类别');
    assert.equal(placeOf('name', entity), '名称');
    assert.equal(placeOf('', entity), '');
  });

  test('below a cell and in the summary the place is said once', ({ assert }) => {
    const entity = makeEntity(fields);
    const fault = { code: 'E_REQUIRED', path: 'items[1].kind', message: '请选择经营项目第 2 项的类别' };
    assert.deepEqual(toErrorTree([fault], fields), { items: { 1: { kind: { __errors: ['请选择类别'] } } } });
    assert.equal(summaryText(fault, entity), '请选择经营项目第 2 项的类别');
    assert.equal(summaryText({ code: 'E_CHECK', path: 'name', message: '与执照不符' }, entity), '名称：与执照不符');
  });

  test('faults stand in the order of the page, those of the record first', ({ assert }) => {
    const faults = [
      { code: 'A', path: 'phone', message: '' },
      { code: 'B', path: 'name', message: '' },
      { code: 'C', path: '', message: '' },
    ];
    assert.deepEqual(
      inPageOrder(faults, ['name', 'phone']).map((fault) => fault.code),
      ['C', 'B', 'A'],
    );
  });

  test('a fault on a field that the form does not show is shown as one of the record', ({ assert }) => {
    const faults = [
      { code: 'E_REQUIRED', path: 'hidden', message: '请填写' },
      {
        code: 'E_KEY_TAKEN',
        path: 'name',
        message: '已有',
        record: { entity: 'test.shop', id: 'x', title: '老李面馆' },
      },
    ];
    const [first, second] = serverFaults({ faults }, ['name']);
    assert.equal(first?.path, '');
    assert.equal(second?.path, 'name');
    assert.deepEqual(second?.existing, { entity: 'test.shop', id: 'x', title: '老李面馆' });
  });
});

test.group('Drafts', () => {
  const store = (): DraftStore => {
    const kept = new Map<string, string>();
    return {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    };
  };

  test('a draft is found again by the same user for the same record only', ({ assert }) => {
    const kept = store();
    writeDraft(kept, draftKey('u1', 'test.shop', 'r1'), {
      at: '2026-11-20T01:00:00Z',
      version: 3,
      values: { name: '甲' },
    });
    assert.deepEqual(readDraft(kept, draftKey('u1', 'test.shop', 'r1'))?.values, { name: '甲' });
    assert.isNull(readDraft(kept, draftKey('u2', 'test.shop', 'r1')));
    assert.isNull(readDraft(kept, draftKey('u1', 'test.shop', null)));
  });

  test('what cannot be read is no draft', ({ assert }) => {
    const kept = store();
    kept.setItem('k', '{"at":');
    assert.isNull(readDraft(kept, 'k'));
    kept.setItem('k', '[]');
    assert.isNull(readDraft(kept, 'k'));
  });
});
