// The kinds of documents by name, and the shapes that refer to themselves.
import { codeListKind } from './code_list.ts';
import { entityKind } from './entity.ts';
import { fieldShape } from './field.ts';
import { formKind } from './form.ts';
import type { Kind } from './kind.ts';
import { menuKind } from './menu.ts';
import { patchKind, pluginKind, tenantKind } from './package_kinds.ts';
import { recordsKind } from './records.ts';
import { roleKind } from './role.ts';
import type { Shape, ShapeName } from './shape.ts';
import { viewCases, viewKind } from './view.ts';

export type KindName =
  'Entity' | 'CodeList' | 'Records' | 'Form' | 'View' | 'Menu' | 'Role' | 'Plugin' | 'Tenant' | 'Patch';

export const kinds: Record<KindName, Kind> = {
  Entity: entityKind,
  CodeList: codeListKind,
  Records: recordsKind,
  Form: formKind,
  View: viewKind,
  Menu: menuKind,
  Role: roleKind,
  Plugin: pluginKind,
  Tenant: tenantKind,
  Patch: patchKind,
};

export const kindNames = Object.keys(kinds);

export function isKindName(name: string): name is KindName {
  return Object.hasOwn(kinds, name);
}

/** Shape of a whole document. */
export function documentShape(kind: KindName): Shape {
  const { doc, keys } = kinds[kind];
  return kind === 'View'
    ? { is: 'variant', doc, on: 'type', common: keys, cases: viewCases, unknownCode: 'E_VIEW_TYPE_UNKNOWN' }
    : { is: 'object', doc, keys };
}

let field: Shape | null = null;

export function namedShape(name: ShapeName): Shape {
  switch (name) {
    case 'field':
      return (field ??= fieldShape());
  }
}
