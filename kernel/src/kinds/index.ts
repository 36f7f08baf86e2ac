// The kinds of documents by name, and the shapes that refer to themselves.
import { checklistKind } from './checklist.ts';
import { codeListKind } from './code_list.ts';
import { connectorKind } from './connector.ts';
import { dashboardKind } from './dashboard.ts';
import { datasetKind } from './dataset.ts';
import { drawKind } from './draw.ts';
import { entityKind } from './entity.ts';
import { fieldShape, inputShape } from './field.ts';
import { formKind } from './form.ts';
import type { Kind } from './kind.ts';
import { menuKind } from './menu.ts';
import { patchKind, pluginKind, tenantKind } from './package_kinds.ts';
import { pageKind } from './page.ts';
import { publicationKind } from './publication.ts';
import { recordsKind } from './records.ts';
import { roleKind } from './role.ts';
import { ruleKind } from './rule.ts';
import { scoreModelKind } from './score_model.ts';
import type { Shape, ShapeName } from './shape.ts';
import { templateKind } from './template.ts';
import { viewCases, viewKind } from './view.ts';
import { workflowKind } from './workflow.ts';

export type KindName =
  | 'Entity'
  | 'CodeList'
  | 'Records'
  | 'Form'
  | 'View'
  | 'Menu'
  | 'Role'
  | 'Workflow'
  | 'Checklist'
  | 'Document'
  | 'Draw'
  | 'Rule'
  | 'Dataset'
  | 'ScoreModel'
  | 'Connector'
  | 'Publication'
  | 'Page'
  | 'Dashboard'
  | 'Plugin'
  | 'Tenant'
  | 'Patch';

export const kinds: Record<KindName, Kind> = {
  Entity: entityKind,
  CodeList: codeListKind,
  Records: recordsKind,
  Form: formKind,
  View: viewKind,
  Menu: menuKind,
  Role: roleKind,
  Workflow: workflowKind,
  Checklist: checklistKind,
  Document: templateKind,
  Draw: drawKind,
  Rule: ruleKind,
  Dataset: datasetKind,
  ScoreModel: scoreModelKind,
  Connector: connectorKind,
  Publication: publicationKind,
  Page: pageKind,
  Dashboard: dashboardKind,
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
let input: Shape | null = null;

export function namedShape(name: ShapeName): Shape {
  switch (name) {
    case 'field':
      return (field ??= fieldShape());
    case 'input':
      return (input ??= inputShape());
  }
}
