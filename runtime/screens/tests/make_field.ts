// Fields and entities for tests, with everything that a test does not speak of left at its default.
import type { EntityModel, FieldModel } from '@shijian/kernel';

const origin = { package: 'test', path: 'test.yaml', line: 1 };

export function makeField(name: string, type: string, parts: Partial<FieldModel> = {}): FieldModel {
  return {
    uid: name,
    name,
    label: name,
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
    rows: null,
    retain: null,
    value: null,
    as: null,
    origin,
    ...parts,
  };
}

export function makeEntity(fields: FieldModel[], parts: Partial<EntityModel> = {}): EntityModel {
  return {
    name: 'test.shop',
    package: 'test',
    label: '店铺',
    title: [],
    kept: 'tenant',
    plays: null,
    source: null,
    tree: null,
    history: 'full',
    retain: null,
    fields,
    filters: {},
    checks: [],
    keys: [],
    backs: {},
    origin,
    ...parts,
  };
}
