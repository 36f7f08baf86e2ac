// Where fields stand in a form, and what rjsf is told about them.
import { test } from '@japa/runner';
import type { Env, Expr } from '@shijian/kernel';
import { buildSchema, RECORD_FIELD } from '../src/form/build_schema.ts';
import { conditionsOf, isEditable, refsRead } from '../src/form/conditions.ts';
import { placeFields } from '../src/form/sections.ts';
import { rowView } from './row_view.ts';
import { makeEntity, makeField } from './make_field.ts';

const lists = { list: () => undefined };
const all = () => true;
const section = (name: string, fields: string[]) => ({ name, label: name, columns: 2 as const, fields, visible: null });
const names = (sections: { fields: { name: string }[] }[]) =>
  sections.map((one) => one.fields.map((field) => field.name));

/** record.<field> == '<value>' */
function equals(field: string, value: string): Expr {
  return {
    op: 'eq',
    type: 'boolean',
    left: { op: 'path', type: 'text', root: 'record', entity: 'test.shop', steps: [field], refs: [] },
    right: { op: 'literal', type: 'text', value },
  };
}

function envOf(record: Record<string, string | null>): Env {
  return {
    record: rowView(record),
    now: '2026-11-20T00:00:00.000Z',
    time_zone: 'Asia/Shanghai',
    list: () => undefined,
  };
}

test.group('Placing fields', () => {
  test("a bureau's own field follows its neighbour in a form that does not know it", ({ assert }) => {
    const entity = makeEntity([
      makeField('phone', 'phone'),
      makeField('x_stall_no', 'string', { own: true }),
      makeField('risk', 'code'),
    ]);
    assert.deepEqual(names(placeFields(entity, [section('a', ['phone', 'risk'])], all)), [
      ['phone', 'x_stall_no', 'risk'],
    ]);
  });

  test('a field that the author left out stays out, unless it has to be filled in', ({ assert }) => {
    const entity = makeEntity([
      makeField('a', 'string'),
      makeField('b', 'string'),
      makeField('c', 'string', { required: true }),
    ]);
    assert.deepEqual(names(placeFields(entity, [section('s', ['a'])], all)), [['a', 'c']]);
  });

  test('a section whose fields this actor may not see is not there', ({ assert }) => {
    const entity = makeEntity([makeField('a', 'string')]);
    assert.deepEqual(
      placeFields(entity, [section('s', ['a']), section('hidden', ['gone'])], all).map((one) => one.name),
      ['s'],
    );
  });

  test('without a form facts, rows and files get sections of their own', ({ assert }) => {
    const entity = makeEntity([
      makeField('photo', 'image'),
      makeField('name', 'string'),
      makeField('staff', 'children', { label: '人员' }),
    ]);
    const placed = placeFields(entity, null, all);
    assert.deepEqual(
      placed.map((one) => one.label),
      ['基本信息', '人员', '附件'],
    );
    assert.deepEqual(names(placed), [['name'], ['staff'], ['photo']]);
  });
});

test.group('The schema', () => {
  test('values lie flat under the record and every field is drawn by ours', ({ assert }) => {
    const entity = makeEntity([
      makeField('name', 'string', { required: true, label: '名称', hint: '与执照一致' }),
      makeField('area', 'decimal'),
    ]);
    const { schema, uiSchema } = buildSchema(placeFields(entity, [section('s', ['name', 'area'])], all), lists);
    assert.deepEqual(Object.keys(schema.properties ?? {}), ['name', 'area']);
    assert.deepEqual(schema.required, ['name']);
    assert.equal(uiSchema['name']?.['ui:field'], RECORD_FIELD);
    assert.equal(uiSchema['name']?.['ui:options']?.['hint'], '与执照一致');
    assert.deepEqual(uiSchema['ui:options']?.['sections'], [
      { name: 's', label: 's', columns: 2, fields: ['name', 'area'] },
    ]);
  });

  test('code lists and defaults stay out of it', ({ assert }) => {
    const list = {
      name: 'test.risk',
      label: '风险',
      standard: 'own',
      tree: false,
      codes: [{ code: 'A', label: 'A', parent: null, tone: null, retired: false, level: null }],
    };
    const entity = makeEntity([makeField('risk', 'code', { list: 'test.risk', default: { value: 'A' } })]);
    const { schema } = buildSchema(placeFields(entity, null, all), { list: () => list });
    assert.notProperty(schema.properties?.['risk'], 'enum');
    assert.notProperty(schema.properties?.['risk'], 'default');
  });
});

test.group('Conditions', () => {
  const entity = makeEntity([
    makeField('category', 'string'),
    makeField('seats', 'integer', { visible: equals('category', '2') }),
    makeField('reason', 'text', { required: equals('category', '2') }),
  ]);
  const sections = placeFields(entity, [section('s', ['category', 'reason']), section('t', ['seats'])], all);

  test('a field and its section are shown when the condition is definitely true', ({ assert }) => {
    const shown = conditionsOf(sections, envOf({ category: '2' }));
    assert.sameMembers([...shown.shown], ['category', 'reason', 'seats']);
    assert.sameMembers([...shown.sections], ['s', 't']);
  });

  test('a section of which nothing is shown is not shown', ({ assert }) => {
    const shown = conditionsOf(sections, envOf({ category: null }));
    assert.notInclude([...shown.shown], 'seats');
    assert.notInclude([...shown.sections], 't');
  });

  test('required by expression holds as long as the expression does', ({ assert }) => {
    assert.isTrue(conditionsOf(sections, envOf({ category: '2' })).required.has('reason'));
    assert.isFalse(conditionsOf(sections, envOf({ category: '1' })).required.has('reason'));
  });

  test('a field outside the update grant is shown and not typed', ({ assert }) => {
    assert.isFalse(isEditable(makeField('risk', 'code'), envOf({}), ['phone']));
    assert.isTrue(isEditable(makeField('phone', 'phone'), envOf({}), ['phone']));
    assert.isFalse(isEditable(makeField('no', 'string', { editable: false }), envOf({}), null));
  });

  test('refs that a condition looks through are asked for whole', ({ assert }) => {
    const far: Expr = {
      op: 'path',
      type: 'text',
      root: 'record',
      entity: 'test.shop',
      steps: ['subject', 'kind'],
      refs: ['test.subject'],
    };
    assert.deepEqual(refsRead([{ visible: far }, equals('category', '1')]), ['subject']);
  });
});
