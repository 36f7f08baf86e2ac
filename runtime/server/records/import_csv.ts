// A CSV file → new records, a result per line: good lines go in, bad ones come back with line, field, code and reason.
import type { HttpContext } from '@adonisjs/core/http';
import { fieldType, parseCsv, type FieldModel } from '@shijian/kernel';
import { Problem, type Fault } from '../exceptions/problem.ts';
import { entryOf } from '../revisions/tenants.ts';
import { type Access } from './access.ts';
import type { Desk } from './desk.ts';
import type { Checked } from './check_levels.ts';
import { envOf } from './evaluation.ts';
import { cell } from './export_csv.ts';
import { inTenant } from './in_tenant.ts';
import { findRefs, type RefFinder } from './find_refs.ts';
import { queryOf } from './query_of.ts';
import { readable } from './read_record.ts';
import { claimsOf, fieldContext, rowView, ruleOf, type Stored } from './row_values.ts';
import type { Scene } from './scene.ts';
import { checkNew, insertRecord } from './write_record.ts';

const MOST_LINES = 5_000;

interface LineResult {
  line: number;
  id: string | null;
  ok: boolean;
  faults: Fault[];
}

export async function importRecords(ctx: HttpContext): Promise<object> {
  if (!/^text\/(csv|plain)\b/i.test(ctx.request.header('content-type') ?? ''))
    throw new Problem(415, 'E_CSV_TYPE', '请以 text/csv 上传文件');
  const text = ctx.request.raw() ?? '';
  if (text.includes('\u0000')) throw new Problem(422, 'E_CSV', '这不是 CSV 文件，请用表格软件另存为 CSV 后再试');
  const dryRun = queryOf(ctx).dry_run === 'true';
  const entity = String(ctx.params.entity);
  const { columns, lines, refs } = await inTenant(ctx, (desk, scene) => openFile(desk, scene, entity, text));
  const seen = new Map<string, number>();
  const results: LineResult[] = [];
  // Each line enters the tenant anew: rights that change during a long import count from that line on, and no line goes in twice.
  for (const line of lines) {
    const one = { refs, seen, dryRun };
    results.push(
      await inTenant(ctx, (desk, scene) => importLine(desk, scene, importable(scene, entity), columns, line, one)),
    );
  }
  const good = results.filter((result) => result.ok).length;
  return { dry_run: dryRun, total: results.length, good, bad: results.length - good, lines: results };
}

export async function importTemplate(ctx: HttpContext): Promise<void> {
  const { name, line } = await inTenant(ctx, async (_desk, scene) => {
    const access = importable(scene, String(ctx.params.entity));
    return {
      name: `${access.entity.label}_导入模板.csv`,
      line: columnsOf(access)
        .map((field) => cell(field.label))
        .join(','),
    };
  });
  ctx.response.header('Content-Type', 'text/csv; charset=utf-8');
  ctx.response.header('Content-Disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`);
  ctx.response.send(`\ufeff${line}\r\n`);
}

interface OpenFile {
  columns: (FieldModel | null)[];
  lines: { cells: string[]; line: number }[];
  refs: RefFinder;
}

/** Reads the file, matches its headings and looks up what its cells point at. */
async function openFile(desk: Desk, scene: Scene, entityName: string, text: string): Promise<OpenFile> {
  const access = importable(scene, entityName);
  const { rows, faults } = parseCsv(text);
  if (faults.length > 0)
    throw new Problem(422, 'E_CSV', '文件不是可以识别的 CSV', {
      faults: faults.map((fault) => ({
        code: fault.code,
        path: `line:${fault.line}`,
        value: null,
        message: `第 ${fault.line} 行的引号没有配对，请用表格软件另存为 CSV 后再试`,
      })),
    });
  const [heading, ...lines] = rows.filter((row) => row.cells.some((value) => value.trim() !== ''));
  if (!heading) throw new Problem(422, 'E_CSV_EMPTY', '文件是空的，请先下载模板');
  if (lines.length > MOST_LINES)
    throw new Problem(
      422,
      'E_CSV_ROWS',
      `一次最多导入 ${MOST_LINES} 行，这个文件有 ${lines.length} 行，请分成几个文件`,
    );
  const columns = matchHeadings(access, heading.cells);
  const refs = await findRefs(
    desk,
    scene,
    columns.flatMap((field, i) =>
      field?.to.length ? [{ field, texts: lines.map((line) => line.cells[i] ?? '') }] : [],
    ),
  );
  return { columns, lines, refs };
}

interface Context {
  refs: RefFinder;
  /** Unique keys of earlier lines of the file. */
  seen: Map<string, number>;
  dryRun: boolean;
}

async function importLine(
  desk: Desk,
  scene: Scene,
  access: Access,
  columns: (FieldModel | null)[],
  line: { cells: string[]; line: number },
  { refs, seen, dryRun }: Context,
): Promise<LineResult> {
  const failed = (faults: readonly Fault[]): LineResult => ({
    line: line.line,
    id: null,
    ok: false,
    faults: [...faults],
  });
  try {
    const { body, faults } = readCells(scene, columns, line.cells, refs);
    const checked = checkLine(scene, access, body, faults);
    const { image } = checked;
    const claims = claimsOf(access.entity, image, envOf(scene, { record: rowView(image) }), desk.seal);
    const twice = claims.flatMap((claim): Fault[] => {
      const first = seen.get(`${claim.rule} ${claim.key}`);
      const key = access.entity.keys.find((candidate) => claim.rule.endsWith(`#${candidate.name}`));
      return first === undefined || first === line.line
        ? []
        : [
            {
              code: 'E_KEY_TWICE',
              path: key?.fields[0] ?? '',
              value: null,
              message: `${key?.label ?? ''}与第 ${first} 行相同`,
            },
          ];
    });
    if (twice.length > 0) return failed(twice);
    for (const claim of claims) seen.set(`${claim.rule} ${claim.key}`, line.line);
    if (dryRun) {
      const taken = await takenKeys(desk, scene, access, claims);
      return taken.length > 0 ? failed(taken) : { line: line.line, id: null, ok: true, faults: [] };
    }
    const written = await insertRecord(desk, scene, access, checked, null, body);
    return { line: line.line, id: written.id, ok: true, faults: [] };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return failed(error.extra.faults ?? [{ code: error.code, path: '', value: null, message: error.title }]);
  }
}

/** @throws Problem 422 with the faults of the cells and those of the record, each field once */
function checkLine(scene: Scene, access: Access, body: Stored, faults: readonly Fault[]): Checked {
  const told = new Set(faults.map((fault) => fault.path));
  const more: Fault[] = [];
  try {
    const checked = checkNew(scene, access, body, 'import');
    if (faults.length === 0) return checked;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    more.push(...(error.extra.faults ?? []).filter((fault) => !told.has(fault.path)));
  }
  throw new Problem(422, 'E_RECORD_INVALID', '', { faults: [...faults, ...more] });
}

/** Cells as what the record's check takes, and the faults of refs that mean no record. */
function readCells(
  scene: Scene,
  columns: (FieldModel | null)[],
  cells: readonly string[],
  refs: RefFinder,
): { body: Stored; faults: Fault[] } {
  const body: Stored = {};
  const faults: Fault[] = [];
  columns.forEach((field, i) => {
    const text = (cells[i] ?? '').trim();
    if (!field || text === '') return;
    if (field.to.length > 0) {
      const found = refs(field, text);
      if (typeof found === 'object' && 'code' in found) faults.push(found);
      else body[field.name] = found;
      return;
    }
    const read = fieldType(field.type).fromText(text, field, fieldContext(scene.state));
    // What cannot be read as a cell goes on as it is, so that the record's own check says why, with all its other faults.
    body[field.name] = read.ok ? read.value : text;
  });
  return { body, faults };
}

async function takenKeys(
  desk: Desk,
  scene: Scene,
  access: Access,
  claims: { rule: string; key: string }[],
): Promise<Fault[]> {
  if (claims.length === 0) return [];
  const rows = await desk.database.read(entryOf(scene.state), {
    text: `select c.rule from platform.claim c join unnest($2::text[], $3::text[]) as w(rule, key) on w.rule = c.rule and w.key = c.key where c.tenant_id = $1::int4
           union all select h.rule from platform.held_elsewhere($2::text[], $3::text[]) h`,
    values: [scene.state.id, claims.map((claim) => claim.rule), claims.map((claim) => claim.key)],
  });
  return rows.map((row) => {
    const key = access.entity.keys.find((candidate) => ruleOf(access.entity, candidate) === row.rule);
    return {
      code: 'E_KEY_TAKEN',
      path: key?.fields[0] ?? '',
      value: null,
      message: `已有相同${key?.label ?? ''}的${access.entity.label}`,
    };
  });
}

function importable(scene: Scene, entityName: string): Access {
  const access = readable(scene, entityName);
  if (!access.import || !access.create)
    throw new Problem(403, 'E_GRANT_IMPORT', `您没有导入${access.entity.label}的权限`);
  return access;
}

/** Fields a file may bring: everything stored in one cell. */
function columnsOf(access: Access): FieldModel[] {
  return access.fields.filter(
    (field) => !field.value && field.fields.length === 0 && !['upload', 'image'].includes(fieldType(field.type).widget),
  );
}

/** @throws Problem 422 E_CSV_HEADING naming every heading that is no field */
function matchHeadings(access: Access, headings: readonly string[]): (FieldModel | null)[] {
  const fields = columnsOf(access);
  const faults: Fault[] = [];
  const columns = headings.map((heading, i) => {
    const name = heading.replace(/^\ufeff/, '').trim();
    if (name === '') return null;
    const field = fields.find((candidate) => candidate.label === name || candidate.name === name);
    if (!field)
      faults.push({
        code: 'E_CSV_HEADING',
        path: `column:${i + 1}`,
        value: name,
        message: `第 ${i + 1} 列“${name}”不是可以导入的内容`,
        remedy: '请按模板的表头填写，或删去这一列',
      });
    return field ?? null;
  });
  if (faults.length > 0) throw new Problem(422, 'E_CSV_HEADING', `表头有 ${faults.length} 列认不出来`, { faults });
  return columns;
}
