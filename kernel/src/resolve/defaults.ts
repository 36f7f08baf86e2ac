// What an entity gets that nobody wrote a form, list or detail for: one document dropped in must give working screens.
import { fieldType } from '../field_types/index.ts';
import type {
  DetailViewModel,
  EntityModel,
  FieldModel,
  FormModel,
  FormSection,
  ListViewModel,
  MenuModel,
  Model,
} from '../model.ts';
import { searchable } from './resolve_screens.ts';

/** All fields in their order; rows and files in sections of their own behind the rest. */
export function defaultForm(entity: EntityModel): FormModel {
  const asked = entity.fields.filter((field) => field.as === null);
  return { name: `${entity.name}_form`, of: entity.name, label: entity.label, sections: sectionsFor(asked) };
}

/** The first seven fields that fit into a cell, searchable ones first searched, newest first. */
export function defaultListView(entity: EntityModel): ListViewModel {
  const shown = entity.fields.filter(
    (field) => field.personal !== 'sensitive' && field.fields.length === 0 && !isLong(field) && !isFile(field),
  );
  return {
    type: 'list',
    name: `${entity.name}_list`,
    of: entity.name,
    label: entity.label,
    columns: shown.slice(0, 7).map((field) => field.name),
    search: searchable(entity),
    sort: [{ path: 'created_at', desc: true }],
    saved: Object.entries(entity.filters).flatMap(([name, filter]) =>
      filter.label === null ? [] : [{ name, label: filter.label, where: filter.expr, text: name, alert: false }],
    ),
    filters: shown
      .filter((field) => field.list !== null || field.type === 'boolean')
      .slice(0, 4)
      .map((field) => field.name),
    side: null,
    form: null,
    actions: ['create', 'import', 'export'],
  };
}

/** All fields, and a tab for every sort of record that points here. */
export function defaultDetailView(entity: EntityModel, model: Pick<Model, 'entities'>): DetailViewModel {
  const facts = entity.fields.filter((field) => field.list !== null && field.fields.length === 0).slice(0, 4);
  return {
    type: 'detail',
    name: `${entity.name}_detail`,
    of: entity.name,
    label: entity.label,
    facts: facts.map((field) => field.name),
    sections: sectionsFor(entity.fields),
    tabs: Object.entries(entity.backs).flatMap(([back, { entity: name, field, label }]) => {
      const other = model.entities[name];
      if (!other) return [];
      const columns = defaultListView(other).columns.filter((column) => column !== field);
      return [{ name: back.replace('.', '_'), label, back, entity: name, field, columns: columns.slice(0, 6) }];
    }),
    form: null,
  };
}

/** Entry for an entity that no menu names. */
export function defaultMenuItem(entity: EntityModel, view: string): MenuModel['items'][number] {
  return { name: entity.name.replace('.', '_'), label: entity.label, view, icon: 'list', count: false };
}

const isLong = (field: FieldModel): boolean => fieldType(field.type).widget === 'textarea';
const isFile = (field: FieldModel): boolean => ['upload', 'image'].includes(fieldType(field.type).widget);

function sectionsFor(fields: FieldModel[]): FormSection[] {
  const plain = fields.filter((field) => field.fields.length === 0 && !isFile(field));
  const rows = fields.filter((field) => field.fields.length > 0);
  const files = fields.filter(isFile);
  const section = (name: string, label: string, columns: 1 | 2 | 3, part: FieldModel[]): FormSection[] =>
    part.length === 0 ? [] : [{ name, label, columns, fields: part.map((field) => field.name), visible: null }];
  return [
    ...section('basic', '基本信息', 2, plain),
    ...rows.flatMap((field) => section(`rows_${field.name}`, field.label, 1, [field])),
    ...section('files', '附件', 1, files),
  ];
}
