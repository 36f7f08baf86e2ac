// Lines of a file → records: read, found again by key, checked. What the database has against them, and the writing, stands in
// write_lines.ts; the dry run does all but that last step, so that what it says is what will happen.
import { fieldType, type Expr, type FieldModel } from '@shijian/kernel';
import { Problem, type Fault } from '../exceptions/problem.ts';
import type { Access } from '../records/access.ts';
import type { Checked } from '../records/check_levels.ts';
import type { Desk } from '../records/desk.ts';
import { envOf } from '../records/evaluation.ts';
import { findRefs } from '../records/find_refs.ts';
import { projectStored } from '../records/project.ts';
import {
  claimOf,
  claimsOf,
  fieldContext,
  rowsOf,
  rowView,
  ruleOf,
  settleStored,
  type Claim,
  type Stored,
} from '../records/row_values.ts';
import type { Scene } from '../records/scene.ts';
import { takeRows } from '../records/row_sources.ts';
import { bindPlan } from '../records/sql_builder.ts';
import { uuidV7 } from '../records/uuid_v7.ts';
import { changedFields, check, checkNew, mayUpdate, settleMasked, type Unread } from '../records/check_write.ts';
import { entryOf } from '../revisions/tenants.ts';
import type { Mapping } from './import_columns.ts';
import { CLEAR, readCells } from './read_cells.ts';
import type { SheetLine } from './sheets/sheet.ts';

/** What one import knows while it runs. */
export interface ImportWork {
  desk: Desk;
  scene: Scene;
  access: Access;
  /** Field of each column of the file. */
  columns: (FieldModel | null)[];
  mapping: Mapping;
  /** Keys and records of earlier lines of the file, and the line of each. */
  seen: Map<string, number>;
  /** Names that this batch put into `seen`. */
  added: string[];
}

/** A line that can be written. */
export interface GoodLine {
  line: number;
  id: string;
  /** Stored values as they will be. */
  image: Stored;
  quarantined: boolean;
  claims: Claim[];
  /** The record that it changes, at the version that was looked at. */
  old: OldLine | null;
}

export interface OldLine {
  version: string;
  changed: string[];
  /** Those among them that were sent unread. */
  unread: string[];
  /** Row scope under which the actor may change these fields. */
  scope: Expr;
  /** Keys that it did not hold before, and rules whose key it gives up. */
  fresh: Claim[];
  dropped: string[];
}

export interface BadLine {
  line: number;
  faults: Fault[];
}

export interface ReadLines {
  good: GoodLine[];
  bad: BadLine[];
  /** Lines that hold what their record holds already. */
  unchanged: number[];
}

/** Reads and checks lines on their own, and finds the records they mean. Nothing is written, nothing judged that needs other rows. */
export async function readLines(work: ImportWork, lines: readonly SheetLine[]): Promise<ReadLines> {
  const { desk, scene, columns } = work;
  const refs = await findRefs(
    desk,
    scene,
    columns.flatMap((field, i) =>
      field?.to.length
        ? [{ field, texts: lines.map(({ cells }) => cells[i] ?? '').filter((text) => text.trim() !== CLEAR) }]
        : [],
    ),
  );
  const read = lines.map(({ line, cells }) => ({ line, ...readCells(scene, columns, cells, refs) }));
  const found = await findRecords(work, read);
  const out: ReadLines = { good: [], bad: [], unchanged: [] };
  for (const [i, { line, body, faults }] of read.entries()) {
    // A block of checks is a long time for whoever waits for this process.
    if (i % 50 === 49) await new Promise(setImmediate);
    try {
      const meant = found.get(line) ?? null;
      const old = meant && meant !== 'hidden' ? meant.image : null;
      // Rows that are copied from their source come along, as they do in a form.
      const taken = await takeRows(desk, scene, work.access, body, old);
      const good = readOne(work, { line, body: taken.body, faults: [...faults, ...taken.faults] }, meant);
      if (good) out.good.push(good);
      else out.unchanged.push(line);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      out.bad.push({
        line,
        faults: [...(error.extra.faults ?? [{ code: error.code, path: '', value: null, message: error.title }])],
      });
    }
  }
  return out;
}

const NONE_UNREAD: Unread = new Map();

type Found = { id: string; version: string; image: Stored } | 'hidden';

function readOne(
  work: ImportWork,
  read: { line: number; body: Stored; faults: Fault[] },
  found: Found | null,
): GoodLine | null {
  const { scene, access, mapping, desk } = work;
  const { line, body, faults } = read;
  const old = found && found !== 'hidden' ? found : null;
  if (!old && mapping.mode === 'update') {
    const key = access.entity.keys.find(({ name }) => name === mapping.key)!;
    throw refused(faults, [
      {
        code: 'E_IMPORT_ABSENT',
        path: key.fields[0]!,
        value: body[key.fields[0]!] ?? null,
        message: `没有找到“${key.label}”相同的${access.entity.label}`,
        remedy: '请核对，或改用“新建和更新”',
      },
    ]);
  }
  if (!old && !access.create)
    throw refused(faults, [
      { code: 'E_GRANT_CREATE', path: '', value: null, message: `您没有新建${access.entity.label}的权限` },
    ]);
  const unread = old ? settleMasked(access, body, old.image).unread : NONE_UNREAD;
  if (old) mayUpdate(access, [...unread.keys()]);
  const { image, quarantined } = checked(work, { body, faults, unread }, old?.image ?? null);
  settleStored(scene.state, access.entity, image);
  const claims = claimsOf(access.entity, image, envOf(scene, { record: rowView(image) }), desk.seal);
  const twice = repeats(work, line, old?.id ?? null, claims);
  if (twice.length > 0) throw refused([], twice);
  if (!old) return { line, id: uuidV7(), image, quarantined, claims, old: null };
  const changed = changedFields(scene.state, access, image, old.image, unread);
  const scope = mayUpdate(access, changed);
  if (changed.length === 0) return null;
  const now = { changed, unread: [...unread.keys()], scope, claims };
  return { line, id: old.id, image, quarantined, claims, old: oldLine(work, old, now) };
}

/** What an update of a record at this version and image writes beside its fields. */
export function oldLine(
  { scene, access, desk }: ImportWork,
  old: { version: string; image: Stored },
  now: Pick<OldLine, 'changed' | 'unread' | 'scope'> & { claims: readonly Claim[] },
): OldLine {
  const before = claimsOf(access.entity, old.image, envOf(scene, { record: rowView(old.image) }), desk.seal);
  const isSame = (a: Claim, b: Claim): boolean => a.rule === b.rule && a.key === b.key;
  return {
    version: old.version,
    changed: now.changed,
    unread: now.unread,
    scope: now.scope,
    fresh: now.claims.filter((claim) => !before.some((held) => isSame(held, claim))),
    dropped: before.filter((held) => !now.claims.some((claim) => isSame(held, claim))).map(({ rule }) => rule),
  };
}

/** @throws Problem 422 with the faults of the cells and those of the record, each field once */
function checked(
  { scene, access }: ImportWork,
  { body, faults, unread }: { body: Stored; faults: readonly Fault[]; unread: Unread },
  old: Stored | null,
): Checked {
  const told = new Set(faults.map((fault) => fault.path));
  try {
    const checked = old
      ? check(scene, access, body, 'import', old, { unread })
      : checkNew(scene, access, body, 'import');
    if (faults.length === 0) return old ? { ...checked, image: { ...old, ...checked.image } } : checked;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw refused(
      faults,
      (error.extra.faults ?? []).filter((fault) => !told.has(fault.path)),
    );
  }
  throw refused(faults, []);
}

/** Keys and records that an earlier line of the file has already. */
function repeats(
  { access, seen, added }: ImportWork,
  line: number,
  record: string | null,
  claims: readonly Claim[],
): Fault[] {
  const held = [...claims.map((claim) => `${claim.rule} ${claim.key}`), ...(record ? [record] : [])];
  const faults = held.flatMap((name, i): Fault[] => {
    const first = seen.get(name);
    if (first === undefined || first === line) return [];
    const key = access.entity.keys.find((candidate) => claims[i]?.rule === ruleOf(access.entity, candidate));
    const message =
      first === 0 ? `${key?.label ?? '这条记录'}与前面的行相同` : `${key?.label ?? '这条记录'}与第 ${first} 行相同`;
    return [{ code: 'E_KEY_TWICE', path: key?.fields[0] ?? '', value: null, message, remedy: '请只留一行' }];
  });
  if (faults.length > 0) return faults.slice(0, 1);
  for (const name of held) {
    if (!seen.has(name)) added.push(name);
    seen.set(name, line);
  }
  return [];
}

/** Records that lines mean by the mapping's key, through the actor's eyes; 'hidden' for one that he may not see. */
async function findRecords(
  work: ImportWork,
  read: readonly { line: number; body: Stored }[],
): Promise<Map<number, Found>> {
  const { desk, scene, access, mapping } = work;
  const found = new Map<number, Found>();
  const key = mapping.mode === 'create' ? undefined : access.entity.keys.find(({ name }) => name === mapping.key);
  if (!key) return found;
  const wanted = read.flatMap(({ line, body }) => {
    const claim = claimOf(access.entity, key, canonical(scene, access, key.fields, body), desk.seal);
    return claim ? [{ line, key: claim.key }] : [];
  });
  if (wanted.length === 0) return found;
  const plan = desk.plan(scene, `import find ${access.entity.name}`, (builder) =>
    builder.plan(`select w.n::text as n, c.record::text as id, s.version, s.stored from unnest(${builder.arg('n', 'int4[]')}, ${builder.arg('keys', 'text[]')}) as w(n, key)
      join platform.claim c on c.tenant_id = $1::int4 and c.rule = ${builder.arg('rule', 'text')} and c.key = w.key
      left join lateral (select t.version::text as version, (select row_to_json(x) from (select ${projectStored(builder, access.entity, 't')}) x)::text as stored
        from ${builder.relation(access.entity.name, 'actor')} t where t.id = c.record and t.deleted_at is null) s on true`),
  );
  const args = {
    n: wanted.map(({ line }) => line),
    keys: wanted.map((one) => one.key),
    rule: ruleOf(access.entity, key),
  };
  for (const row of await desk.database.read(entryOf(scene.state), bindPlan(plan, scene, args))) {
    const image = row.stored ? rowsOf(scene.state, access.entity, JSON.parse(row.stored) as Stored, desk.seal) : null;
    found.set(Number(row.n), image ? { id: row.id!, version: row.version!, image } : 'hidden');
  }
  return found;
}

/** Values of a key's fields as they are stored; what has a fault is left out and found by the check. */
function canonical(scene: Scene, access: Access, names: readonly string[], body: Stored): Stored {
  const image: Stored = {};
  for (const name of names) {
    const field = access.entity.fields.find((candidate) => candidate.name === name)!;
    const read = fieldType(field.type).read(body[name], field, fieldContext(scene.state));
    if (read.ok) image[name] = read.value;
  }
  return image;
}

function refused(cells: readonly Fault[], more: readonly Fault[]): Problem {
  return new Problem(422, 'E_RECORD_INVALID', '', { faults: [...cells, ...more] });
}
