// What the parts of a document of the later kinds must agree on, kind by kind, beyond what a shape can say.
import { pageComponents } from '../../kinds/page.ts';
import { child, entriesAt, scalarAt, textAt, textsAt } from '../../parse/node.ts';
import type { Entry, Node } from '../../parse/node.ts';
import type { DiagnosticCode } from '../../diagnostics/catalogue.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import type { FieldType } from '../../field_types/contract.ts';
import { fieldType, fieldTypes } from '../../field_types/index.ts';
import { bound } from '../../field_types/parse_number.ts';
import type { FieldModel } from '../../model.ts';
import { qualified } from '../../validate/names.ts';
import { findField, own } from '../context.ts';
import { checkActs } from './acts.ts';
import { entityAtKey } from './names.ts';
import type { Place } from './place.ts';

type Check = (place: Place) => void;

function tell(place: Place, code: DiagnosticCode, at: string, on: Node | Entry, value: string, params = {}): void {
  place.ctx.sink.add(code, on.source, 'keyStart' in on ? on.keyStart : on.start, at, value, params);
}

/** Exactly one of the keys. */
function oneOf(place: Place, node: Node, keys: readonly string[], at: string, on: Node | Entry): void {
  const found = keys.filter((key) => child(node, key));
  if (found.length !== 1) tell(place, 'E_ONE_OF', at, on, found.join(', '), { known: keys.join(', ') });
}

/** Grades go down; only the last has no `from`. */
function checkGrades(place: Place, node: Node | undefined, at: string): void {
  const entries = entriesAt(node, 'grades');
  let above: string | number | boolean | null | undefined;
  entries.forEach((entry, i) => {
    const from = scalarAt(entry.value, 'from')?.value;
    const [high, low] = [bound(above), bound(from)];
    const ordered = i === 0 || (high && (!low || low.compare(high) < 0));
    if ((from === undefined) !== (i === entries.length - 1) || !ordered)
      tell(place, 'E_GRADES', `${at}.${entry.key}`, entry, entry.key);
    above = from;
  });
}

const checkChecklist: Check = (place) => {
  const { node } = place.document;
  const used = new Set(entriesAt(node, 'items').map((entry) => textAt(entry.value, 'in')));
  for (const section of entriesAt(node, 'sections'))
    if (!used.has(section.key)) tell(place, 'E_SECTION_EMPTY', `sections.${section.key}`, section, section.key);
  for (const item of entriesAt(node, 'items')) {
    const type = textAt(child(item.value, 'answer'), 'type') ?? 'boolean';
    if (type !== 'boolean' && type !== 'text' && !child(item.value, 'pass'))
      tell(place, 'E_ITEM_PASS', `items.${item.key}`, item, item.key, { type });
    const list = child(child(item.value, 'answer'), 'list') !== undefined;
    const answer = child(item.value, 'answer');
    if (answer && (type === 'code') !== list) tell(place, 'E_ANSWER_LIST', `items.${item.key}.answer`, answer, type);
    for (const { text, node: basis } of textsAt(item.value, 'basis')) {
      const entity = text.split('.').slice(0, 2).join('.');
      if (!own(place.ctx.model.entities, entity))
        tell(
          place,
          'E_ENTITY_UNKNOWN',
          `items.${item.key}.basis`,
          basis,
          text,
          suggest(entity, Object.keys(place.ctx.model.entities)),
        );
    }
  }
  checkGrades(place, child(node, 'scoring'), 'scoring.grades');
};

const checkDocument: Check = (place) => {
  const number = scalarAt(place.document.node, 'number');
  for (const [part] of number?.raw.matchAll(/\{[^}]*\}?/g) ?? [])
    if (number && !/^\{(org|year|month|day|region|n(:[1-9])?)\}$/.test(part))
      tell(place, 'E_NUMBER_PATTERN', 'number', number, part);
  if (number && !/\{n[:}]/.test(number.raw)) tell(place, 'E_NUMBER_PATTERN', 'number', number, number.raw);
  checkActs(place.document.node, 'on_issue', '', place);
};

const checkDraw: Check = (place) => {
  const objects = child(place.document.node, 'objects');
  if (!objects) return;
  oneOf(place, objects, ['strata', 'take'], 'objects', objects);
  const by = textAt(objects, 'by');
  const field = by !== undefined && place.entity ? findField(place.entity, by) : undefined;
  const list = field?.list ? own(place.ctx.model.lists, field.list) : undefined;
  const strata = entriesAt(objects, 'strata');
  if (strata.length > 0 && !list)
    tell(place, 'E_DRAW_STRATA', 'objects.by', scalarAt(objects, 'by') ?? objects, by ?? '');
  const codes = list?.codes.map((code) => code.code) ?? [];
  for (const stratum of list ? strata : [])
    if (!codes.includes(stratum.key))
      tell(place, 'E_DRAW_STRATA', `objects.strata.${stratum.key}`, stratum, stratum.key, suggest(stratum.key, codes));
};

const checkRule: Check = (place) => {
  const { node } = place.document;
  oneOf(place, node, ['watch', 'on', 'every'], '', node);
  const of = child(node, 'of');
  const watch = child(node, 'watch') ?? child(node, 'when');
  if (watch && !of && !child(node, 'on')) tell(place, 'E_KEY_MISSING', '', watch, '', { key: 'of' });
  checkActs(node, 'do', '', place);
};

const measures = ['count', 'sum', 'average', 'least', 'most', 'ratio'] as const;

const checkDataset: Check = (place) => {
  for (const entry of entriesAt(place.document.node, 'measures'))
    oneOf(place, entry.value, measures, `measures.${entry.key}`, entry);
};

const checkScore: Check = (place) => {
  const { node } = place.document;
  for (const entry of entriesAt(node, 'factors')) {
    oneOf(place, entry.value, ['value', 'measure'], `factors.${entry.key}`, entry);
    const bands = child(entry.value, 'bands');
    if (child(entry.value, 'measure') && !bands)
      tell(place, 'E_KEY_MISSING', `factors.${entry.key}`, entry, '', { key: 'bands' });
  }
  const known = entriesAt(node, 'factors').map((entry) => entry.key);
  for (const variant of entriesAt(node, 'variants'))
    for (const factor of entriesAt(variant.value, 'factors'))
      if (!known.includes(factor.key))
        tell(place, 'E_ITEM_UNKNOWN', `variants.${variant.key}.factors`, factor, factor.key, {
          map: 'factors',
          known: known.join(', '),
          ...suggest(factor.key, known),
        });
  const names = entriesAt(node, 'grades').map((entry) => entry.key);
  for (const entry of entriesAt(node, 'supervision'))
    if (!names.includes(entry.key))
      tell(place, 'E_ITEM_UNKNOWN', 'supervision', entry, entry.key, {
        map: 'grades',
        known: names.join(', '),
        ...suggest(entry.key, names),
      });
  checkGrades(place, node, 'grades');
};

/** Keys that a direction needs, and those that only it has. */
const directions: Record<string, { needs: string[]; only: string[] }> = {
  pull: { needs: ['table', 'key', 'map'], only: ['since', 'deleted', 'key'] },
  match: { needs: ['from', 'match'], only: ['from', 'match'] },
  push: { needs: ['table'], only: ['when', 'send', 'needs', 'incomplete', 'receipt'] },
};

const checkConnector: Check = (place) => {
  const { document, ctx } = place;
  const setting = scalarAt(document.node, 'setting');
  const settings = `${document.package}.${setting?.raw ?? ''}`;
  const declared = ctx.settings.get(document.package) ?? [];
  if (setting && !declared.includes(setting.raw))
    tell(place, 'E_SETTING_UNKNOWN', 'setting', setting, settings, {
      known: declared.join(', '),
      ...suggest(setting.raw, declared),
    });
  for (const entry of entriesAt(document.node, 'streams')) {
    const direction = textAt(entry.value, 'direction') ?? '';
    const at = `streams.${entry.key}`;
    checkCrosswalks(entry, at, place);
    for (const key of own(directions, direction)?.needs ?? [])
      if (!child(entry.value, key)) tell(place, 'E_KEY_MISSING', at, entry, '', { key });
    for (const [other, { only }] of Object.entries(directions))
      for (const key of only) {
        const part = other === direction ? undefined : child(entry.value, key);
        if (part) tell(place, 'E_STREAM_KEY', `${at}.${key}`, part, key, { direction, wanted: other });
      }
  }
};

/** Codes of theirs become codes of the field's own list. */
function checkCrosswalks(stream: Entry, at: string, place: Place): void {
  const entity = entityAtKey(stream.value, 'of', place);
  for (const entry of entriesAt(stream.value, 'map')) {
    const written = scalarAt(entry.value, 'codes');
    const list = entity && findField(entity, entry.key)?.list;
    const crosswalk = written && own(place.ctx.model.lists, qualified(written.raw, written.source.package));
    if (written && list && crosswalk && crosswalk.crosswalk !== list)
      tell(place, 'E_CROSSWALK_LIST', `${at}.map.${entry.key}.codes`, written, written.raw, { list });
  }
}

const checkPublication: Check = (place) => {
  const { node } = place.document;
  const to = textAt(node, 'to');
  const opens = child(node, 'opens');
  if (opens) oneOf(place, opens, ['view', 'checklist'], 'opens', opens);
  if (to !== 'public' && to !== 'partner') return;
  for (const { text, node: field } of textsAt(node, 'fields')) {
    const [first = '', second] = text.split('.');
    const found = place.entity ? findField(place.entity, first) : undefined;
    const target = second === undefined ? undefined : own(place.ctx.model.entities, found?.to[0] ?? '');
    const last = second === undefined ? found : target && findField(target, second);
    if (last?.personal) tell(place, 'E_PUBLICATION_PERSONAL', 'fields', field, text, { to });
  }
};

const checkPage: Check = (place) => {
  const body = child(place.document.node, 'body');
  if (body) checkComponents(body, 'body', place);
};

function checkComponents(node: Node, at: string, place: Place): void {
  if (node.kind === 'list') node.items.forEach((item, i) => checkComponents(item, `${at}[${i}]`, place));
  if (node.kind !== 'map') return;
  const type = scalarAt(node, 'type');
  if (type && !pageComponents.includes(type.raw))
    tell(place, 'E_PAGE_COMPONENT', `${at}.type`, type, type.raw, suggest(type.raw, pageComponents));
  for (const entry of node.entries.values()) {
    if (/^on[A-Z]|^(script|html|dangerouslySetInnerHTML|src|url)$/.test(entry.key))
      tell(place, 'E_PAGE_COMPONENT', `${at}.${entry.key}`, entry, entry.key);
    checkComponents(entry.value, `${at}.${entry.key}`, place);
  }
}

const checkDashboard: Check = (place) => {
  const { node } = place.document;
  const layouts = child(node, 'layouts');
  const known = entriesAt(node, 'widgets').map((entry) => entry.key);
  const rows = [...textsAt(layouts, 'desk'), ...textsAt(layouts, 'phone'), ...textsAt(child(layouts, 'wall'), 'rows')];
  for (const row of rows)
    for (const name of row.text.trim().split(/\s+/))
      if (!known.includes(name))
        tell(place, 'E_ITEM_UNKNOWN', 'layouts', row.node, name, {
          map: 'widgets',
          known: known.join(', '),
          ...suggest(name, known),
        });
  for (const widget of entriesAt(node, 'widgets')) checkDimensions(widget, place);
};

/** A widget's dimensions are those of the dataset of its measure. */
function checkDimensions(widget: Entry, place: Place): void {
  const written = child(widget.value, 'measure');
  const first = written?.kind === 'list' ? written.items[0] : written;
  if (first?.kind !== 'scalar') return;
  const dataset = qualified(first.raw.split('.').slice(0, -1).join('.'), first.source.package);
  const dimensions = entriesAt(place.ctx.documents.get(`Dataset ${dataset}`)?.node, 'dimensions').map(
    (entry) => entry.key,
  );
  const by = scalarAt(widget.value, 'by');
  for (const { text, node } of [...(by ? [{ text: by.raw, node: by }] : []), ...textsAt(widget.value, 'then')])
    if (dimensions.length > 0 && !dimensions.includes(text))
      tell(place, 'E_ITEM_UNKNOWN', `widgets.${widget.key}.by`, node, text, {
        map: 'dimensions',
        known: dimensions.join(', '),
        ...suggest(text, dimensions),
      });
}

/** Views that no screen shows yet: their fields are of the right sort. */
const checkView: Check = (place) => {
  const { node } = place.document;
  const { entity } = place;
  const type = textAt(node, 'type');
  if (!entity || type === undefined) return;
  if (type === 'tree' && entity.tree === null) {
    const of = child(node, 'of');
    if (of) tell(place, 'E_VIEW_TREE', 'of', of, entity.name);
  }
  for (const [key, sort] of Object.entries(own(viewFields, type) ?? {})) {
    const written = scalarAt(node, key);
    const field = written && findField(entity, written.raw);
    if (written && field && !sort(fieldType(field.type), field))
      tell(place, 'E_VIEW_FIELD', key, written, written.raw, {
        type: field.type,
        known: fieldTypes.flatMap((each) => (sort(each, { ...field, list: 'list' }) ? [each.name] : [])).join(', '),
      });
  }
  for (const edge of entriesAt(node, 'edges')) checkEdge(edge, place);
};

type Sort = (type: FieldType, field: FieldModel) => boolean;

const coded: Sort = (type, field) => type.expression(field).startsWith('code:');
const dated: Sort = (type, field) => ['date', 'datetime'].includes(type.expression(field));

/** What the fields that a view names must be, by type of view and key. */
const viewFields: Record<string, Record<string, Sort>> = {
  kanban: { by: coded },
  calendar: { from: dated, to: dated, colour: coded },
  map: { place: (type) => type.located === true, colour: coded },
};

function checkEdge(edge: Entry, place: Place): void {
  const entity = entityAtKey(edge.value, 'of', place);
  for (const key of ['from', 'to']) {
    const end = scalarAt(edge.value, key);
    const field = end && entity ? findField(entity, end.raw) : undefined;
    if (end && field && field.to.length === 0)
      tell(place, 'E_VIEW_FIELD', `edges.${edge.key}.${key}`, end, end.raw, { type: field.type, known: 'ref' });
  }
}

export const checks: Record<string, Check> = {
  Checklist: checkChecklist,
  Document: checkDocument,
  Draw: checkDraw,
  Rule: checkRule,
  Dataset: checkDataset,
  ScoreModel: checkScore,
  Connector: checkConnector,
  Publication: checkPublication,
  Page: checkPage,
  Dashboard: checkDashboard,
  View: checkView,
};
