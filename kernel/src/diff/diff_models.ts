// What differs between two models, whatever their documents are made of: the same question for a label and for a flow.
import type { KindName } from '../kinds/index.ts';
import type { Model, RecordsModel } from '../model.ts';
import { change, diffValues, type Where } from './diff_values.ts';
import { sameMeaning } from './meaning.ts';
import type { ModelChange } from './model_change.ts';

type Named = Record<string, unknown>;

/** Parts of a model by the kind of the documents that they come from. */
const parts: readonly [KindName, (model: Model) => Named][] = [
  ['Entity', (model) => model.entities],
  ['CodeList', (model) => model.lists],
  ['Form', (model) => model.forms],
  ['View', (model) => ({ ...model.views, ...model.further_views })],
  ['Menu', (model) => byName(model.menus)],
  ['Role', (model) => model.roles],
  ['Workflow', (model) => model.workflows],
  ['Checklist', (model) => model.checklists],
  ['Document', (model) => model.documents],
  ['Draw', (model) => model.draws],
  ['Rule', (model) => model.rules],
  ['Dataset', (model) => model.datasets],
  ['ScoreModel', (model) => model.score_models],
  ['Connector', (model) => model.connectors],
  ['Publication', (model) => model.publications],
  ['Page', (model) => model.pages],
  ['Dashboard', (model) => model.dashboards],
  ['Plugin', (model) => byName(model.packages)],
];

/**
 * Every difference of meaning between two models; nothing for two models of one meaning.
 * @param before null: there was nothing, every document is new
 */
export function diffModels(before: Model | null, after: Model): ModelChange[] {
  const changes: ModelChange[] = [];
  if (before) changes.push(...diffTenant(before, after));
  for (const [kind, part] of parts) changes.push(...diffNamed(kind, before ? part(before) : {}, part(after)));
  changes.push(...diffRecords(before?.records ?? [], after.records));
  return changes;
}

function* diffTenant(before: Model, after: Model): Generator<ModelChange> {
  // What types the settings have follows from the packages.
  const plain = ({ tenant }: Model): Named => ({ ...tenant, setting_types: undefined });
  const at: Where = { kind: 'Tenant', name: after.tenant.name, path: [], labels: [after.tenant.label] };
  yield* diffValues(plain(before), plain(after), at);
}

function* diffNamed(kind: KindName, before: Named, after: Named): Generator<ModelChange> {
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [before[name], after[name]];
    if (was === is) continue;
    const at: Where = { kind, name, path: [], labels: [labelOf(is ?? was) ?? name] };
    if (was === undefined) yield change('added', at, undefined, is);
    else if (is === undefined) yield change('removed', at, was, undefined);
    else yield* diffValues(was, is, at);
  }
}

/** Seed rows are met by their key, as when they are loaded. */
function* diffRecords(before: readonly RecordsModel[], after: readonly RecordsModel[]): Generator<ModelChange> {
  const [old, now] = [byName(before), byName(after)] as Record<string, RecordsModel>[];
  for (const name of new Set([...Object.keys(old!), ...Object.keys(now!)])) {
    const [was, is] = [old![name], now![name]];
    if (was === is) continue;
    const at: Where = { kind: 'Records', name, path: [], labels: [name] };
    if (!was) yield change('added', at, undefined, is);
    else if (!is) yield change('removed', at, was, undefined);
    else {
      yield* diffValues({ ...was, rows: undefined }, { ...is, rows: undefined }, at);
      if (!sameMeaning(was.rows, is.rows)) yield* diffValues(rowsByKey(was, is.key), rowsByKey(is, is.key), within(at));
    }
  }
}

const within = (at: Where): Where => ({ ...at, path: [...at.path, 'rows'] });

function rowsByKey({ rows }: RecordsModel, key: readonly string[]): Named {
  return Object.fromEntries(rows.map((row) => [key.map((column) => row[column] ?? '').join(' '), row]));
}

function byName<T extends { name: string }>(items: readonly T[]): Record<string, T> {
  return Object.fromEntries(items.map((item) => [item.name, item]));
}

function labelOf(value: unknown): string | undefined {
  const label = typeof value === 'object' && value !== null && 'label' in value ? value.label : undefined;
  return typeof label === 'string' ? label : undefined;
}
