// The check in the browser: what it says, and what it leaves to the server.
import { test } from '@japa/runner';
import type { EntityModel, Env, Expr, FieldModel } from '@shijian/kernel';
import { checkValues } from '../src/form/check_values.ts';
import type { Values } from '../src/form/changes.ts';
import type { RecordJson } from '../src/client/types.ts';
import { makeEntity, makeField } from './make_field.ts';
import { rowView } from './row_view.ts';

const env: Env = { now: '2026-11-20T00:00:00.000Z', time_zone: 'Asia/Shanghai', list: () => undefined };
const date = (field: string): Expr => ({
  op: 'path',
  type: 'date',
  root: 'record',
  entity: 'test.shop',
  steps: [field],
  refs: [],
});
const fields = [
  makeField('name', 'string', { label: '名称', required: true }),
  makeField('from', 'date', { label: '发证日期' }),
  makeField('until', 'date', { label: '有效期至' }),
  makeField('staff', 'children', {
    label: '人员',
    fields: [
      makeField('who', 'person_name', { label: '姓名', personal: 'basic', required: true }),
      makeField('post', 'string', { label: '岗位', required: true }),
    ],
  }),
];
const entity = makeEntity(fields, {
  checks: [
    {
      name: 'dates',
      rule: { op: 'gt', type: 'boolean', left: date('until'), right: date('from') },
      message: [{ text: '有效期至必须晚于发证日期' }],
      at: 'until',
      level: 'refuse',
    },
  ],
});

function codes(
  values: Values,
  stored: Values | null,
  shown: FieldModel[] = fields,
  of: EntityModel = entity,
): string[] {
  const record = stored === null ? null : ({ id: 'r', version: 1, _title: '', ...stored } as RecordJson);
  const input = {
    entity: of,
    fields: shown,
    values,
    stored: record,
    env,
    refs: {},
    lists: { list: () => undefined },
    view: (row: object) => rowView(row as Record<string, null>),
  };
  return checkValues(input).map((fault) => `${fault.code} ${fault.path} ${fault.level ?? ''}`);
}

test.group('The check in the browser', () => {
  test('what has to be filled in is asked for', ({ assert }) => {
    assert.deepEqual(codes({}, null), ['E_REQUIRED name refuse']);
  });

  test('a rule of the model refuses with its own text, at its field', ({ assert }) => {
    assert.deepEqual(codes({ name: '甲', from: '2026-01-05', until: '2025-01-05' }, null), ['E_CHECK until refuse']);
  });

  test('what was typed and cannot be read is a fault of its field', ({ assert }) => {
    assert.deepEqual(codes({ name: '甲', from: '二〇二六' }, null), ['E_DATE from refuse']);
  });

  test('a field that this form does not show is not held against the officer', ({ assert }) => {
    assert.deepEqual(codes({}, null, fields.slice(1)), []);
  });

  test('an old value that breaks a rule of today is a notice, as long as nobody touches it', ({ assert }) => {
    const old = { name: '甲', from: '2026-01-05', until: '2025-01-05' };
    assert.deepEqual(codes({ ...old, name: '乙' }, old), ['E_CHECK until warn']);
    assert.deepEqual(codes({ ...old, from: '2026-02-01' }, old), ['E_CHECK until refuse']);
  });

  test('a masked cell that nobody touched is not read, one that was retyped is', ({ assert }) => {
    const id = '0199c2a0-0000-7000-8000-000000000001';
    const old = { name: '甲', staff: [{ id, who: '李**', post: '厨师' }] };
    assert.deepEqual(codes({ ...old, staff: [{ id, who: '李**', post: '店长' }] }, old), []);
    assert.deepEqual(codes({ ...old, staff: [{ id, who: null, post: '店长' }] }, old), [
      'E_REQUIRED staff[0].who refuse',
    ]);
    assert.deepEqual(codes({ ...old, staff: [{ id, who: '李**', post: null }] }, old), [
      'E_REQUIRED staff[0].post refuse',
    ]);
  });
});
