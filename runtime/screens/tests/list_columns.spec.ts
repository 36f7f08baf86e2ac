// A list's address, its columns and what is asked for: the pure part of the list page.
import { test } from '@japa/runner';
import type { ListViewModel } from '@shijian/kernel';
import type { WireEntity, WireModel } from '../src/client/types.ts';
import { arrangeColumns, keptColumns } from '../src/list/arrange_columns.ts';
import { furtherColumns, includeOf, resolveColumn, viewColumns } from '../src/list/columns.ts';
import { formatAddress, parseAddress, savedQuery } from '../src/list/list_address.ts';
import { listRequest } from '../src/list/list_request.ts';
import { makeEntity, makeField } from './make_field.ts';

const can = { create: true, update: true, delete: true, restore: true, import: true, export: true, history: true };
const entity = (parts: Parameters<typeof makeEntity>): WireEntity => ({
  ...makeEntity(...parts),
  can,
  update_fields: null,
  reveal: [],
  across: false,
  history_across: false,
});

const shop = entity([
  [
    makeField('owner', 'ref', { to: ['test.owner'] }),
    makeField('no', 'string', { label: '编号' }),
    makeField('risk', 'code', { list: 'test.risk' }),
    makeField('phone', 'phone', { personal: 'basic' }),
    makeField('note', 'text'),
    makeField('until', 'date'),
  ],
]);
const owner = entity([[makeField('no', 'string', { label: '编号' })], { name: 'test.owner' }]);

const view: ListViewModel = {
  name: 'test.shops',
  of: 'test.shop',
  label: '店铺',
  type: 'list',
  columns: ['no', 'owner.no', 'risk', 'phone', 'gone'],
  search: [],
  sort: [{ path: 'until', desc: true }],
  saved: [
    {
      name: 'high',
      label: '高风险',
      where: { op: 'literal', type: 'boolean', value: true },
      text: "record.risk in ['C', 'D']",
    },
  ],
  filters: [],
  side: null,
  form: null,
  actions: [],
};

const model: WireModel = {
  tenant: { name: 't', label: '某区市场监督管理局', brand: {}, time_zone: 'Asia/Shanghai', region: '130102' },
  revision: 1,
  edition: '2026-11-18',
  entities: { 'test.shop': shop, 'test.owner': owner },
  lists: {},
  forms: {},
  views: { 'test.shops': view },
  menus: [],
};

test.group('address of a list', () => {
  test('holds all that is chosen, and gives it back', ({ assert }) => {
    const text =
      'saved=high&q=%E9%9D%A2%E9%A6%86&f.risk=in%3AC%2CD&f.until=next%3A90&sort=-until&after=abc&page=3&row=r1';
    assert.equal(formatAddress(parseAddress(new URLSearchParams(text))).toString(), text);
  });

  test('a page without its cursor is the first page', ({ assert }) => {
    assert.equal(parseAddress(new URLSearchParams('page=37')).page, 1);
  });

  test('an own saved list keeps conditions and order, neither page nor row', ({ assert }) => {
    const address = parseAddress(new URLSearchParams('f.risk=in%3AC&sort=no&after=x&page=2&row=r1'));
    assert.equal(savedQuery(address), 'f.risk=in%3AC&sort=no');
  });
});

test.group('request of a list', () => {
  const ask = (query: string) => listRequest(model, view, parseAddress(new URLSearchParams(query)));

  test('joins the saved list and every chip', ({ assert }) => {
    assert.equal(ask('saved=high&f.until=past').filter, "(record.risk in ['C', 'D']) && (record.until < today)");
  });

  test('a chip on a field that this actor does not see asks for nothing', ({ assert }) => {
    assert.isUndefined(ask('f.secret=has:x').filter);
    assert.isUndefined(ask('f.phone=has:138').filter);
  });

  test('sorts as the view says until the officer says otherwise', ({ assert }) => {
    assert.equal(ask('').sort, '-until');
    assert.equal(ask('sort=no').sort, 'no');
  });
});

test.group('columns of a list', () => {
  test('a path of one hop is read through its ref, and asks for it', ({ assert }) => {
    const columns = viewColumns(model, view);
    assert.deepEqual(
      columns.map((column) => column.path),
      ['no', 'owner.no', 'risk', 'phone'],
    );
    assert.equal(includeOf(columns), 'owner');
  });

  test('two columns of one label are told apart by their ref', ({ assert }) => {
    assert.deepEqual(
      viewColumns(model, view)
        .slice(0, 2)
        .map((column) => column.label),
      ['编号', 'owner · 编号'],
    );
  });

  test('a masked column cannot be sorted, because its order would tell what is masked', ({ assert }) => {
    assert.isFalse(resolveColumn(model, shop, 'phone')?.sortable);
    assert.isTrue(resolveColumn(model, shop, 'no')?.sortable);
  });

  test('what fits a cell may be added, long text may not', ({ assert }) => {
    assert.deepEqual(
      furtherColumns(model, view).map((column) => column.path),
      ['owner', 'until'],
    );
  });

  test('the officer’s order and widths hold; what the view gained since is shown at its place', ({ assert }) => {
    const columns = arrangeColumns(viewColumns(model, view), furtherColumns(model, view), [
      { path: 'risk', width: 90 },
      { path: 'no', hidden: true },
      { path: 'withdrawn' },
    ]);
    assert.deepEqual(
      columns.filter((column) => !column.hidden).map((column) => column.path),
      ['risk', 'owner.no', 'phone'],
    );
    assert.equal(columns.find((column) => column.path === 'risk')?.width, 90);
    assert.deepEqual(
      arrangeColumns(viewColumns(model, view), furtherColumns(model, view), keptColumns(columns)),
      columns,
    );
  });

  test('a choice that hides every column is not followed', ({ assert }) => {
    const columns = arrangeColumns(
      viewColumns(model, view),
      [],
      ['no', 'owner.no', 'risk', 'phone'].map((path) => ({ path, hidden: true })),
    );
    assert.isTrue(columns.every((column) => !column.hidden));
  });
});
