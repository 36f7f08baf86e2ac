// CodeList documents → lists with their codes in order.
import { suggest, suggestName } from '../diagnostics/suggest.ts';
import { tones } from '../kinds/code_list.ts';
import type { CodeListModel, CodeModel } from '../model.ts';
import type { LoadedDocument } from '../parse/load_package.ts';
import { booleanAt, child, entriesAt, scalarAt, textAt } from '../parse/node.ts';
import type { Source } from '../parse/node.ts';
import { qualified } from '../validate/names.ts';
import { documentsOf, nameOf, own } from './context.ts';
import type { Context } from './context.ts';
import { lineStart, readCsv } from './read_csv.ts';

interface PlacedCode extends CodeModel {
  source: Source;
  offset(): number;
}

/** Bureaus on the same packages share the lists, and the indexes made over them. */
export function resolveLists(ctx: Context): void {
  for (const document of documentsOf(ctx, 'CodeList')) {
    const name = nameOf(document);
    // A list of the model's own names changes with any entity.
    const read = child(document.node, 'from') ? [document, ...documentsOf(ctx, 'Entity')] : [document];
    ctx.model.lists[name] = ctx.round.once(`list ${name}`, read, () => resolveList(document, ctx));
  }
  for (const document of documentsOf(ctx, 'CodeList'))
    ctx.round.once(`crosswalk ${nameOf(document)}`, [document], () => checkCrosswalk(document, ctx));
}

/** Every code of another system stands for one of ours. */
function checkCrosswalk(document: LoadedDocument, ctx: Context): void {
  const written = scalarAt(document.node, 'crosswalk');
  if (!written || typeof written.value !== 'string') return;
  const { source, start, value } = written;
  const name = qualified(value, source.package);
  const ours = own(ctx.model.lists, name);
  if (!ours) {
    const params = suggestName(value, source.package, Object.keys(ctx.model.lists));
    return ctx.sink.add('E_LIST_UNKNOWN', source, start, 'crosswalk', value, params);
  }
  const codes = new Set(ours.codes.map(({ code }) => code));
  for (const { code, parent, ...at } of placedCodes(document, ctx))
    if (parent === null || !codes.has(parent))
      ctx.sink.add('E_CROSSWALK_CODE', at.source, at.offset(), 'codes', code, {
        found: parent ?? '',
        list: name,
        ...suggest(parent ?? '', codes),
      });
}

function resolveList(document: LoadedDocument, ctx: Context): CodeListModel {
  const hasCodes = child(document.node, 'codes') !== undefined;
  const hasFile = child(document.node, 'file') !== undefined;
  const from = child(document.node, 'from') !== undefined;
  if ([hasCodes, hasFile, from].filter(Boolean).length !== 1)
    ctx.sink.add('E_LIST_SOURCE', document.source, document.node.start, '', '');
  return listOf(document, placedCodes(document, ctx), ctx);
}

function placedCodes(document: LoadedDocument, ctx: Context): PlacedCode[] {
  if (child(document.node, 'codes') !== undefined) return codesOfDocument(document);
  if (child(document.node, 'file') !== undefined) return codesOfFile(document, ctx);
  return child(document.node, 'from') === undefined ? [] : codesOfModel(document, ctx);
}

function listOf(document: LoadedDocument, placed: PlacedCode[], ctx: Context): CodeListModel {
  const byCode = new Map<string, PlacedCode>();
  for (const code of placed) {
    if (byCode.has(code.code)) ctx.sink.add('E_LIST_CODE_TWICE', code.source, code.offset(), 'codes', code.code);
    else byCode.set(code.code, code);
  }
  const crosswalk = textAt(document.node, 'crosswalk');
  for (const code of byCode.values()) {
    if (code.parent === null || crosswalk !== undefined) continue;
    if (!byCode.has(code.parent)) {
      ctx.sink.add('E_LIST_PARENT', code.source, code.offset(), 'codes', code.parent, { code: code.code });
      code.parent = null;
    }
  }
  if (crosswalk === undefined) breakCycles(byCode, ctx);
  const codes = [...byCode.values()].map(({ code, label, parent, tone, retired, level }) => ({
    code,
    label,
    parent,
    tone,
    retired,
    level,
  }));
  return {
    name: nameOf(document),
    label: textAt(document.node, 'label') ?? document.name,
    standard: textAt(document.node, 'standard') ?? 'own',
    tree: crosswalk === undefined && codes.some((code) => code.parent !== null),
    ...(crosswalk !== undefined && { crosswalk: qualified(crosswalk, document.package) }),
    codes,
  };
}

/** Walks every chain of parents once. */
function breakCycles(byCode: Map<string, PlacedCode>, ctx: Context): void {
  const good = new Set<string>();
  for (const start of byCode.values()) {
    if (start.parent === null) {
      good.add(start.code);
      continue;
    }
    const trail = new Set<string>();
    let at: PlacedCode | undefined = start;
    while (at && !good.has(at.code)) {
      if (trail.has(at.code)) {
        ctx.sink.add('E_LIST_CYCLE', at.source, at.offset(), 'codes', at.code);
        at.parent = null;
        break;
      }
      trail.add(at.code);
      at = at.parent === null ? undefined : byCode.get(at.parent);
    }
    for (const code of trail) good.add(code);
  }
}

function codesOfDocument(document: LoadedDocument): PlacedCode[] {
  return entriesAt(document.node, 'codes').map((entry) => ({
    code: entry.key,
    label: textAt(entry.value, 'label') ?? entry.key,
    parent: textAt(entry.value, 'parent') ?? null,
    tone: toneOf(textAt(entry.value, 'tone')),
    retired: booleanAt(entry.value, 'retired') === true,
    level: textAt(entry.value, 'level') ?? null,
    source: entry.source,
    offset: () => entry.keyStart,
  }));
}

/** The entities of the model as codes, so that what the platform writes down about them is read in an officer's words. */
function codesOfModel(document: LoadedDocument, ctx: Context): PlacedCode[] {
  return documentsOf(ctx, 'Entity').map((entity) => ({
    code: nameOf(entity),
    label: textAt(entity.node, 'label') ?? entity.name,
    parent: null,
    tone: null,
    retired: false,
    level: null,
    source: document.source,
    offset: () => document.node.start,
  }));
}

const columns = ['code', 'label', 'parent', 'level', 'tone', 'retired'];

function codesOfFile(document: LoadedDocument, ctx: Context): PlacedCode[] {
  const table = readCsv(document, ctx);
  if (!table) return [];
  const { source, heading, rows } = table;
  for (const name of heading)
    if (!columns.includes(name))
      ctx.sink.add('E_CSV_COLUMN_UNKNOWN', source, 0, '', name, { known: columns.join(', ') });
  for (const column of ['code', 'label'])
    if (!heading.includes(column)) {
      ctx.sink.add('E_CSV_COLUMN_MISSING', source, 0, '', '', { column });
      return [];
    }
  const [code, label, parent, level, tone, retired] = columns.map((column) => heading.indexOf(column));
  const cell = (cells: string[], at: number | undefined): string =>
    at === undefined || at < 0 ? '' : (cells[at] ?? '').trim();
  return rows.flatMap(({ cells, line }) => {
    const offset = (): number => lineStart(source, line);
    const value = cell(cells, code);
    const name = cell(cells, label);
    const wrong = (column: keyof typeof expected, found: string): void => {
      const [en, zh] = expected[column];
      ctx.sink.add('E_CSV_CELL', source, offset(), '', found, { column, expected: en, expectedZh: zh });
    };
    if (value === '' || value.length > 40) wrong('code', value);
    else if (name === '') wrong('label', name);
    const shade = cell(cells, tone);
    if (shade !== '' && toneOf(shade) === null) wrong('tone', shade);
    const gone = yesOrNo.get(cell(cells, retired).toLowerCase());
    if (gone === undefined) wrong('retired', cell(cells, retired));
    if (value === '' || value.length > 40 || name === '') return [];
    return {
      code: value,
      label: name,
      parent: cell(cells, parent) || null,
      level: cell(cells, level) || null,
      tone: toneOf(shade),
      retired: gone === true,
      source,
      offset,
    };
  });
}

/** What a cell of each column may be, in both languages. */
const expected = {
  code: ['Codes have 1 to 40 characters.', '代码须为 1 至 40 个字符。'],
  label: ['Every code has a label.', '每个代码都要有名称。'],
  tone: [`Tones are ${tones.join(', ')}.`, `请从 ${tones.join('、')} 中选一个，或留空。`],
  retired: ['Write true or leave it empty.', '停用的填“是”，在用的留空。'],
} as const;

const yesOrNo = new Map([
  ...['true', '1', '是', 'yes'].map((text): [string, boolean] => [text, true]),
  ...['', 'false', '0', '否', 'no'].map((text): [string, boolean] => [text, false]),
]);

function toneOf(text: string | undefined): CodeModel['tone'] {
  return tones.find((tone) => tone === text) ?? null;
}
