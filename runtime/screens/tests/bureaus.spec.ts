// Bureaus below in a list: the column, the request and the names in cells.
import { test } from '@japa/runner';
import type { ListViewModel } from '@shijian/kernel';
import { commonTail, entityFor, withBureaus } from '../src/client/bureaus.ts';
import type { WireEntity, WireModel } from '../src/client/types.ts';
import { columnRecord } from '../src/list/column_record.ts';
import { viewColumns } from '../src/list/columns.ts';
import { parseAddress } from '../src/list/list_address.ts';
import { listRequest } from '../src/list/list_request.ts';
import { makeEntity, makeField } from './make_field.ts';

const can = { create: true, update: true, delete: true, restore: true, import: true, export: true, history: true };
const shop = (across: boolean): WireEntity => ({
  ...makeEntity([makeField('no', 'string'), makeField('risk', 'code', { list: 'test.risk' })]),
  can,
  update_fields: null,
  reveal: ['no'],
  across,
  history_across: false,
});
const view = {
  name: 'test.shops',
  of: 'test.shop',
  columns: ['no', 'risk'],
  saved: [],
  sort: [],
} as unknown as ListViewModel;
const model = (across: boolean): WireModel =>
  withBureaus({
    tenant: { name: 'shi', label: '石家庄市市场监督管理局' },
    bureaus: across
      ? [
          { name: 'shi', label: '石家庄市市场监督管理局' },
          { name: 'qu', label: '长安区市场监督管理局' },
        ]
      : [],
    entities: { 'test.shop': shop(across) },
    lists: {},
  } as unknown as WireModel);
const address = parseAddress(new URLSearchParams('f._tenant=in:qu,shi&f.risk=in:C'));

test.group('bureaus below', () => {
  test('a column behind the first one says whose a row is, where the entity is read across', ({ assert }) => {
    const columns = viewColumns(model(true), view);
    assert.deepEqual(
      columns.map(({ path }) => path),
      ['no', '_tenant', 'risk'],
    );
    const record = { id: '1', version: 1, _title: 'x', _tenant: { name: 'qu', label: '长安区市场监督管理局' } };
    assert.deepEqual(columnRecord(columns[1]!, record), { _tenant: 'qu' });
    assert.deepEqual(
      model(true).lists['_bureaus']!.codes!.map(({ label }) => label),
      ['石家庄市', '长安区'],
    );
    assert.deepEqual(
      viewColumns(model(false), view).map(({ path }) => path),
      ['no', 'risk'],
    );
  });

  test('the bureaus of the address are asked for beside the filter, and only across', ({ assert }) => {
    assert.deepEqual(listRequest(model(true), view, address), { filter: "record.risk == 'C'", tenant: 'qu,shi' });
    assert.deepEqual(listRequest(model(false), view, address), { filter: "record.risk == 'C'" });
  });

  test("another bureau's record is only looked at", ({ assert }) => {
    const theirs = entityFor(model(true), shop(true), { _tenant: { name: 'qu', label: '' } });
    assert.deepEqual(theirs.can, {
      create: false,
      update: false,
      delete: false,
      restore: false,
      import: false,
      export: true,
      history: false,
    });
    assert.deepEqual(theirs.reveal, []);
    assert.deepEqual(entityFor(model(true), shop(true), { _tenant: { name: 'shi', label: '' } }).can, can);
  });

  test('what all names end with is left out, but never a whole name', ({ assert }) => {
    assert.equal(commonTail(['石家庄市市场监督管理局', '长安区市场监督管理局']), 7);
    assert.equal(commonTail(['市场监督管理局', '长安区市场监督管理局']), 6);
    assert.equal(commonTail(['甲局', '乙局']), 0);
  });
});
