// What somebody wants to write, held against the entity: every fault at once, defaults, notices for what was wrong before.
import { test } from '@japa/runner';
import { checkRecord, compile } from '../src/index.ts';
import type { CheckedRecord, EntityModel, Expr, Model, Value } from '../src/index.ts';
import { goldenInput } from './golden_input.ts';

const model: Model = build();
const operator = model.entities['food.operator']!;
const visit = model.entities['food.visit']!;
const id = '0199aaaa-0000-7000-8000-000000000001';

function build(): Model {
  const { model: compiled, diagnostics } = compile({ packages: goldenInput(null).packages, tenant: null });
  if (!compiled) throw new Error(JSON.stringify(diagnostics));
  return compiled;
}

function check(
  entity: EntityModel,
  body: Record<string, unknown>,
  old?: Record<string, unknown>,
  mayWrite = (_: string) => true,
  { reasons = {}, unread }: { reasons?: Record<string, string>; unread?: ReadonlyMap<string, unknown> } = {},
): CheckedRecord {
  return checkRecord(entity, body, {
    mode: old ? 'update' : 'create',
    ...(old && { old }),
    env: (image) => ({
      record: { get: (name) => (image[name] ?? null) as Value },
      ...(old && { old: { get: (name: string) => (old[name] ?? null) as Value } }),
      now: '2026-11-20T04:00:00.000Z',
      time_zone: 'Asia/Shanghai',
      list: () => undefined,
    }),
    ctx: { list: (name) => model.lists[name] },
    mayWrite,
    reasons,
    ...(unread && { unread }),
  });
}

const good = { subject: id, station: id, category: '1', issued_on: '2026-01-01', valid_until: '2031-01-01' };
const stored = { ...good, licence_no: null, risk: 'B', manager: '李明', phone: '13800002046' };
const codes = (faults: CheckedRecord['faults']): [string, string][] => faults.map((fault) => [fault.path, fault.code]);

test.group('A new record', () => {
  test('gets its defaults, literal and computed, and every stored field', ({ assert }) => {
    const { record, faults } = check(operator, good);
    assert.deepEqual(faults, []);
    assert.deepEqual(record, { ...good, licence_no: null, risk: 'B', manager: null, phone: null });
    assert.equal(check(visit, { operator: id }).record['on'], '2026-11-20');
  });

  test('is told all its faults at once, in Chinese, each at its field', ({ assert }) => {
    const { faults } = check(operator, {
      ...good,
      subject: null,
      category: '9',
      licence_no: 'JY1',
      valid_until: '2026-13-01',
      licence: 'x',
      expired: true,
    });
    assert.sameDeepMembers(codes(faults), [
      ['category', 'E_CODE_UNKNOWN'],
      ['licence_no', 'E_LICENCE_FORMAT'],
      ['valid_until', 'E_DATE'],
      ['licence', 'E_FIELD_UNKNOWN'],
      ['expired', 'E_FIELD_COMPUTED'],
      ['subject', 'E_REQUIRED'],
    ]);
    assert.equal(faults.find((fault) => fault.path === 'subject')?.message, '请选择市场主体');
    assert.notMatch(faults.map((fault) => fault.message + fault.remedy).join(), /[{}]|undefined/);
  });

  test('breaks a check only when the rule is definitely false, and the fault stands at its field', ({ assert }) => {
    const { faults } = check(operator, { ...good, valid_until: '2025-01-01' });
    assert.deepInclude(faults[0], { path: 'valid_until', code: 'E_CHECK', message: '有效期必须晚于发证日期' });
    assert.deepEqual(codes(check(operator, { ...good, issued_on: null }).faults), [['issued_on', 'E_REQUIRED']]);
  });

  test('has its rows read one by one, with places and defaults of their own', ({ assert }) => {
    const { record, faults } = check(visit, { operator: id, finds: [{ name: '过期' }, { times: 100 }] });
    assert.deepEqual(codes(faults), [
      ['finds[1].name', 'E_REQUIRED'],
      ['finds[1].times', 'E_TOO_LARGE'],
    ]);
    assert.match(faults[0]?.message ?? '', /第 2 项的问题/);
    assert.deepEqual(check(visit, { operator: id, finds: [{ name: '过期' }] }).record['finds'], [
      { name: '过期', times: 1 },
    ]);
    assert.isNotNull(record);
  });

  test('of hundreds of faults is told the first, and how many more there are', ({ assert }) => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`x${i}`, i]));
    const { faults } = check(operator, { ...many, ...good, category: '9' });
    assert.lengthOf(faults, 201);
    assert.deepInclude(faults[200], { code: 'E_FAULTS_MORE', path: '', message: '还有 301 处没有列出' });
    const rows = check(visit, { operator: id, finds: [{ name: '过期', ...many }] }).faults;
    assert.lengthOf(rows, 201);
    assert.deepInclude(rows[0], { code: 'E_FIELD_UNKNOWN', path: 'finds[0].x0', message: '没有“x0”这一项' });
    assert.deepInclude(rows[200], { code: 'E_FAULTS_MORE', path: '', message: '还有 300 处没有列出' });
  });

  test('is held to rules over its own rows, and the message is filled in', ({ assert }) => {
    const finds = Array.from({ length: 10 }, () => ({ name: '过期' }));
    assert.deepInclude(check(visit, { operator: id, finds }).faults[0], {
      code: 'E_CHECK',
      path: '',
      message: '问题太多：10 个',
    });
  });

  test('may not hold what the actor may not write, and hidden fields are not suggested', ({ assert }) => {
    const { faults } = check(
      operator,
      { ...good, phone: '13800002046', managr: 'x' },
      undefined,
      (name) => name !== 'phone' && name !== 'manager',
    );
    assert.deepEqual(codes(faults), [
      ['phone', 'E_FIELD_FORBIDDEN'],
      ['managr', 'E_FIELD_UNKNOWN'],
    ]);
    assert.notInclude(faults[1]?.remedy, 'manager');
  });
});

test.group('A change', () => {
  test('answers with the whole record as it would be', ({ assert }) => {
    const { record, faults } = check(operator, { risk: 'C' }, stored);
    assert.deepEqual(faults, []);
    assert.deepEqual(record, { ...stored, risk: 'C' });
  });

  test('to nothing clears the field, and a required one is refused', ({ assert }) => {
    assert.isNull(check(operator, { manager: null }, stored).record['manager']);
    assert.deepEqual(codes(check(operator, { category: null }, stored).faults), [['category', 'E_REQUIRED']]);
  });

  test('does not bring defaults back', ({ assert }) => {
    assert.isNull(check(operator, { risk: null }, stored).record['risk']);
  });

  test('of one field is let through with a notice when others were wrong before', ({ assert }) => {
    const { faults, notices } = check(
      operator,
      { manager: '王芳' },
      { ...stored, valid_until: '2020-01-01', category: null },
    );
    assert.deepEqual(faults, []);
    assert.deepEqual(codes(notices), [
      ['category', 'E_REQUIRED'],
      ['valid_until', 'E_CHECK'],
    ]);
    assert.deepEqual(
      codes(check(operator, { issued_on: '2026-02-01' }, { ...stored, valid_until: '2020-01-01' }).faults),
      [['valid_until', 'E_CHECK']],
    );
  });

  test('does not store the text of a mask', ({ assert }) => {
    assert.deepEqual(codes(check(operator, { phone: '138****2046', manager: '李*' }, stored).faults), [
      ['phone', 'E_MASK_WRITTEN'],
      ['manager', 'E_MASK_WRITTEN'],
    ]);
  });

  test('never repeats a personal value in its answer', ({ assert }) => {
    const { faults } = check(operator, { phone: '1380000204' }, stored);
    assert.notInclude(JSON.stringify(faults), '1380000204');
  });

  test('that sends back what is there asks for no right', ({ assert }) => {
    assert.deepEqual(check(operator, { ...stored }, stored, () => false).faults, []);
  });

  test('holds a field that was sent unread like a new value, the same or not', ({ assert }) => {
    const unread = new Map([['phone', undefined]]);
    const closed = {
      ...operator,
      fields: operator.fields.map((field) => (field.name === 'phone' ? { ...field, editable: false } : field)),
    };
    for (const phone of [String(stored['phone']), '13900000000']) {
      assert.deepEqual(codes(check(closed, { phone }, stored, undefined, { unread }).faults), [
        ['phone', 'E_FIELD_READONLY'],
      ]);
      assert.deepEqual(codes(check(operator, { phone }, stored, () => false, { unread }).faults), [
        ['phone', 'E_FIELD_FORBIDDEN'],
      ]);
    }
    assert.deepEqual(check(closed, { phone: stored['phone'] }, stored).faults, []);
  });

  test('leaves a retired code where it stands and refuses to choose it', ({ assert }) => {
    assert.deepEqual(check(operator, { category: '3', risk: 'A' }, { ...stored, category: '3' }).faults, []);
    assert.deepEqual(codes(check(operator, { category: '3' }, stored).faults), [['category', 'E_CODE_RETIRED']]);
  });

  test('of a field that may not be changed is refused, and judged by the record as it was', ({ assert }) => {
    const closed = {
      ...operator,
      fields: operator.fields.map((field) => (field.name === 'risk' ? { ...field, editable: false } : field)),
    };
    assert.deepEqual(codes(check(closed, { risk: 'A' }, stored).faults), [['risk', 'E_FIELD_READONLY']]);
    assert.deepEqual(check(closed, { ...good, risk: 'A' }).faults, []);
  });
});

test.group('Visible and required', () => {
  const yes = { op: 'literal', type: 'boolean', value: true } as const;
  const no = { op: 'literal', type: 'boolean', value: false } as const;
  const unknown: Expr = {
    op: 'lt',
    type: 'boolean',
    left: { op: 'path', type: 'text', root: 'record', entity: 'food.operator', steps: ['licence_no'], refs: [] },
    right: { op: 'literal', type: 'text', value: 'x' },
  };
  const withField = (more: Partial<EntityModel['fields'][number]>): EntityModel => ({
    ...operator,
    fields: operator.fields.map((field) => (field.name === 'manager' ? { ...field, ...more } : field)),
  });

  test('a field that is not shown is not asked for', ({ assert }) => {
    assert.deepEqual(codes(check(withField({ required: true }), good).faults), [['manager', 'E_REQUIRED']]);
    assert.deepEqual(check(withField({ required: true, visible: no }), good).faults, []);
  });

  test('a condition asks only when definitely true', ({ assert }) => {
    assert.deepEqual(codes(check(withField({ required: yes }), good).faults), [['manager', 'E_REQUIRED']]);
    assert.deepEqual(check(withField({ required: unknown }), good).faults, []);
  });
});

test.group('Levels of checks', () => {
  const late = { ...good, valid_until: '2020-01-01' };
  const at = (level: 'warn' | 'explain' | 'quarantine'): EntityModel => ({
    ...operator,
    checks: operator.checks.map((one) => ({ ...one, level })),
  });

  test('warn and quarantine let the record through and say so; quarantine marks it', ({ assert }) => {
    const warned = check(at('warn'), late);
    assert.deepEqual([warned.faults, codes(warned.notices)], [[], [['valid_until', 'E_CHECK']]]);
    assert.isFalse(warned.quarantined);
    const marked = check(at('quarantine'), late);
    assert.deepEqual([marked.faults, codes(marked.notices)], [[], [['valid_until', 'E_CHECK_QUARANTINE']]]);
    assert.isTrue(marked.quarantined);
    assert.isFalse(check(at('quarantine'), good).quarantined);
    // It stays marked while the fault stays, whatever else is changed.
    assert.isTrue(check(at('quarantine'), { manager: '王芳' }, { ...stored, valid_until: '2020-01-01' }).quarantined);
  });

  test('explain wants a reason of two characters at least for its own check, once', ({ assert }) => {
    const asked = check(at('explain'), late);
    assert.deepEqual(codes(asked.faults), [['valid_until', 'E_CHECK_EXPLAIN']]);
    assert.equal(asked.faults[0]!.check, 'dates');
    const reasons: [Record<string, string>, number][] = [
      [{ dates: '延期' }, 0],
      [{ dates: '延' }, 1],
      [{ other: '延期' }, 1],
      [{ dates: 'x'.repeat(201) }, 1],
    ];
    for (const [given, faults] of reasons)
      assert.lengthOf(
        check(at('explain'), late, undefined, undefined, { reasons: given }).faults,
        faults,
        JSON.stringify(given),
      );
    assert.deepEqual(check(at('explain'), { manager: '王芳' }, { ...stored, valid_until: '2020-01-01' }).faults, []);
  });
});
