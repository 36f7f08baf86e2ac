// A field and an entity with nothing set, for tests that change the one thing they are about.
import type { CodeListModel, EntityModel, FieldContext, FieldModel } from '../src/index.ts';

export function field(type: string, more: Partial<FieldModel> = {}): FieldModel {
  return {
    uid: 'a',
    name: 'a',
    label: '甲',
    type,
    own: false,
    package: 'test',
    required: false,
    unique: false,
    indexed: false,
    searchable: false,
    default: null,
    personal: null,
    mask: null,
    visible: null,
    editable: true,
    unit: null,
    hint: null,
    example: null,
    options: {},
    list: null,
    to: [],
    choose: null,
    back: null,
    fields: [],
    value: null,
    as: null,
    origin: { package: 'test', path: 'a.yaml', line: 1 },
    ...more,
  };
}

export function entity(fields: FieldModel[], more: Partial<EntityModel> = {}): EntityModel {
  return {
    name: 'test.thing',
    package: 'test',
    label: '事项',
    title: [],
    kept: 'tenant',
    plays: null,
    source: null,
    tree: null,
    history: 'full',
    fields,
    filters: {},
    checks: [],
    keys: [],
    backs: {},
    origin: { package: 'test', path: 'a.yaml', line: 1 },
    ...more,
  };
}

const code = (value: string, label: string, parent: string | null = null, retired = false) => ({
  code: value,
  label,
  parent,
  tone: null,
  retired,
  level: null,
});

export const lists: Record<string, CodeListModel> = {
  'test.grade': {
    name: 'test.grade',
    label: '等级',
    standard: 'own',
    tree: false,
    codes: [code('A', 'A 级'), code('B', 'B 级'), code('Z', '旧级', null, true)],
  },
  'test.region': {
    name: 'test.region',
    label: '区划',
    standard: 'GB/T 2260-2007',
    tree: true,
    codes: [
      code('130000', '河北省'),
      code('130100', '石家庄市', '130000'),
      code('130102', '长安区', '130100'),
      code('610116', '长安区', '130000'),
    ],
  },
};

export const ctx: FieldContext = { list: (name) => lists[name], time_zone: 'Asia/Shanghai' };
