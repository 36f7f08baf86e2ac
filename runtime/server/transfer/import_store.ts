// Imports as the database keeps them and as officers see them. The first lines of a file are kept encrypted: what stands in them is
// not looked at before an officer has said what its columns mean.
import { Problem, type Fault } from '../exceptions/problem.ts';
import type { Desk } from '../records/desk.ts';
import type { Scene } from '../records/scene.ts';
import { entryOf } from '../revisions/tenants.ts';
import type { Mapping } from './import_columns.ts';
import type { SheetFormat, SheetLine } from './sheets/sheet.ts';

export type ImportState = 'ready' | 'checking' | 'checked' | 'running' | 'done' | 'stopped' | 'undoing' | 'undone';

/** How many lines came to what. */
export interface Counts {
  created: number;
  updated: number;
  /** They said what their record says already. */
  unchanged: number;
  /** They had gone in by an earlier import of the same file. */
  repeated: number;
  bad: number;
}

/** What undoing has done so far. */
export interface Undo {
  /** First audit row of the batch that was undone last; batches are undone from the end. */
  at: string | null;
  removed: number;
  restored: number;
  kept: number;
  /** Some of the records that somebody has changed since. */
  kept_records: { id: string; title: string }[];
}

export interface ImportRow {
  id: string;
  entity: string;
  account: string;
  account_name: string;
  file_name: string;
  format: SheetFormat;
  size: number;
  sha256: string;
  headings: string[];
  sample: SheetLine[];
  lines: number;
  mapping: Mapping | null;
  digest: string | null;
  state: ImportState;
  job: string | null;
  at_line: number;
  checked: Counts | null;
  counts: Counts | null;
  undo: Undo | null;
  created_at: string;
  finished_at: string | null;
}

export const NO_COUNTS: Counts = { created: 0, updated: 0, unchanged: 0, repeated: 0, bad: 0 };

const instant = (name: string): string => `to_char(${name} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const ROW = `json_build_object('id', i.id, 'entity', i.entity, 'account', i.account, 'account_name', i.account_name, 'file_name', i.file_name, 'format', i.format,
  'size', i.size, 'sha256', i.sha256, 'headings', i.headings, 'sample', i.sample, 'lines', i.lines, 'mapping', i.mapping, 'digest', i.digest, 'state', i.state, 'job', i.job,
  'at_line', i.at_line, 'checked', i.checked, 'counts', i.counts, 'undo', i.undo, 'created_at', ${instant('i.created_at')}, 'finished_at', ${instant('i.finished_at')})::text as body`;

/** One of the actor's own imports of an entity. @throws Problem 404 E_IMPORT_NONE */
export async function ownImport(desk: Desk, scene: Scene, entity: string, id: string): Promise<ImportRow> {
  const row = await readImport(desk, scene, id.toLowerCase());
  if (!row || row.entity !== entity || row.account !== scene.actor.user)
    throw new Problem(404, 'E_IMPORT_NONE', '没有这次导入，或者不是您导入的');
  return row;
}

/** An import by id, whoever made it; null where there is none. For jobs. */
export async function readImport(desk: Desk, scene: Scene, id: string): Promise<ImportRow | null> {
  if (!/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(id)) return null;
  const [row] = await desk.database.read(entryOf(scene.state), {
    text: `select ${ROW} from platform.import i where i.tenant_id = $1::int4 and i.id = $2::uuid`,
    values: [scene.state.id, id],
  });
  return row ? rowOf(desk, row.body!) : null;
}

/** The last imports of an entity in the bureau, newest first. */
export async function recentImports(desk: Desk, scene: Scene, entity: string): Promise<ImportRow[]> {
  const rows = await desk.database.read(entryOf(scene.state), {
    text: `select ${ROW} from platform.import i where i.tenant_id = $1::int4 and i.entity = $2::text and i.state not in ('ready', 'checking', 'checked') order by i.created_at desc limit 30`,
    values: [scene.state.id, entity],
  });
  return rows.map((row) => rowOf(desk, row.body!));
}

/** An older version kept the first lines as they were. */
function rowOf(desk: Desk, body: string): ImportRow {
  const row = JSON.parse(body) as Omit<ImportRow, 'sample'> & { sample: string | SheetLine[] };
  const { sample } = row;
  return {
    ...row,
    sample: typeof sample === 'string' ? (JSON.parse(desk.seal.unwrap(sample)) as SheetLine[]) : sample,
  };
}

/** Faults of lines, in the order of the file. */
export async function faultsOf(
  desk: Desk,
  scene: Scene,
  id: string,
  run: 'check' | 'import',
  limit: number | null,
): Promise<{ line: number; faults: Fault[] }[]> {
  const rows = await desk.database.read(entryOf(scene.state), {
    text: `select f.line::text as line, f.faults::text as faults from platform.import_fault f where f.tenant_id = $1::int4 and f.import = $2::uuid and f.run = $3::text order by f.line limit $4::int4`,
    values: [scene.state.id, id, run, limit],
  });
  return rows.map((row) => ({ line: Number(row.line), faults: JSON.parse(row.faults!) as Fault[] }));
}
