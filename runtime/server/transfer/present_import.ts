// An import as the wizard shows it: the file, what its columns may mean, what the dry run or the import found.
import { createHash } from 'node:crypto';
import type { Fault } from '../exceptions/problem.ts';
import type { Access } from '../records/access.ts';
import type { Desk } from '../records/desk.ts';
import type { Scene } from '../records/scene.ts';
import { entryOf } from '../revisions/tenants.ts';
import {
  describeField,
  guessColumns,
  importFields,
  importKeys,
  importModes,
  type ImportField,
  type ImportMode,
  type Mapping,
} from './import_columns.ts';
import { faultsOf, type Counts, type ImportRow, type ImportState, type Undo } from './import_store.ts';

const FAULTS_SHOWN = 200;

export interface PastImport {
  id: string;
  file_name: string;
  lines: number;
  state: ImportState;
  counts: Counts | null;
  undo: Undo | null;
  by: string;
  /** Only who imported may fetch its lines and undo it. */
  own: boolean;
  created_at: string;
  finished_at: string | null;
}

export interface ImportView extends PastImport {
  headings: string[];
  sample: { line: number; cells: string[] }[];
  job: string | null;
  /** As chosen, or as guessed by label, name and what was chosen for such a heading before. */
  mapping: Mapping;
  fields: ImportField[];
  keys: { name: string; label: string; fields: string[] }[];
  modes: ImportMode[];
  checked: Counts | null;
  /** Of the dry run until it is imported, then of the import; the first of them. */
  faults: { line: number; faults: Fault[] }[];
}

export async function presentImport(desk: Desk, scene: Scene, access: Access, row: ImportRow): Promise<ImportView> {
  const run = row.state === 'checked' || row.state === 'ready' || row.state === 'checking' ? 'check' : 'import';
  const keys = importKeys(access);
  return {
    ...presentPast(scene, row),
    headings: row.headings,
    sample: row.sample,
    job: row.job,
    mapping: row.mapping ?? (await guess(desk, scene, access, row)),
    fields: importFields(access).map((field) => describeField(scene, field)),
    keys: keys.map(({ name, label, fields }) => ({ name, label, fields })),
    modes: importModes(access),
    checked: row.checked,
    faults: await faultsOf(desk, scene, row.id, run, FAULTS_SHOWN),
  };
}

export function presentPast(scene: Scene, row: ImportRow): PastImport {
  const { id, file_name, lines, state, counts, undo, created_at, finished_at } = row;
  const own = row.account === scene.actor.user;
  // Titles of kept records are for who undid it.
  return {
    id,
    file_name,
    lines,
    state,
    counts,
    undo: undo && (own ? undo : { ...undo, kept_records: [] }),
    by: row.account_name,
    own,
    created_at,
    finished_at,
  };
}

/** Same file, same columns, same way: what went in by one such import does not go in by the next. Null where keys see to it. */
export function digestOf(row: ImportRow, mapping: Mapping): string | null {
  if (mapping.mode !== 'create') return null;
  return createHash('sha256')
    .update(`${row.entity} ${row.sha256} ${JSON.stringify(mapping)}`)
    .digest('hex');
}

/** Name of the preference that keeps what an officer chose for each heading. */
export function keptColumns(entity: string): string {
  return `import.${entity}`;
}

async function guess(desk: Desk, scene: Scene, access: Access, row: ImportRow): Promise<Mapping> {
  const [kept] = await desk.database.read(entryOf(scene.state), {
    text: 'select value::text as value from platform.preference where tenant_id = $1::int4 and account = $2::uuid and key = $3::text',
    values: [scene.state.id, scene.actor.user, keptColumns(row.entity)],
  });
  const columns = guessColumns(
    access,
    row.headings,
    kept ? (JSON.parse(kept.value!) as Record<string, string | null>) : {},
  );
  const [mode] = importModes(access);
  const key = importKeys(access).find(({ fields }) => fields.every((name) => columns.includes(name)));
  return { columns, mode: mode ?? 'create', key: mode === 'create' ? null : (key?.name ?? null) };
}
