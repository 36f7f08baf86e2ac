// The job that takes one import back, batch by batch from the end: records that it made go to the recycle bin, those that it
// changed get their values of before, from the audit. What somebody has changed since stays and is named.
import { JobStopped, type JobOutcome, type JobRun } from '../jobs/runner.ts';
import type { Statement } from '../database/client.ts';
import { Problem } from '../exceptions/problem.ts';
import { accessOf, updateScope, type Access } from '../records/access.ts';
import { envOf } from '../records/evaluation.ts';
import { baseOf } from '../records/names.ts';
import { projectStored, titleSql } from '../records/project.ts';
import { claimsOf, rowsOf, rowView, type Stored } from '../records/row_values.ts';
import type { Scene } from '../records/scene.ts';
import { bindPlan } from '../records/sql_builder.ts';
import { same, writtenOf } from '../records/check_write.ts';
import { entryOf } from '../revisions/tenants.ts';
import { importable } from './import_columns.ts';
import { oldLine, type GoodLine, type ImportWork } from './import_lines.ts';
import { isPassing, judgeLines, writeStatements } from './write_lines.ts';
import { readImport, type Undo } from './import_store.ts';
import { planRemoveLines } from './plan_import.ts';

const NAMED = 200;

interface Image {
  record: string;
  version: string;
  /** Null for a record that the import made. */
  before: Stored | null;
  quarantined: boolean;
  after: Stored;
  /** Fields that were sent unread, by uid: they are put back whether they differ or not. */
  sent: string[];
}

export async function undoImport(run: JobRun): Promise<JobOutcome> {
  const id = (run.input as { import: string }).import;
  try {
    const row = await run.inScene((scene) => theImport(run, scene, id));
    let undo: Undo = row.undo ?? { at: null, removed: 0, restored: 0, kept: 0, kept_records: [] };
    const total = (row.counts?.created ?? 0) + (row.counts?.updated ?? 0);
    for (;;) {
      const next = await passing(() => run.inScene((scene) => undoBatch(run, scene, id, row.entity, undo, total)));
      if (!next) break;
      undo = next;
    }
    await run.inScene((scene) => finish(run, scene, id, row.entity, row.file_name, undo));
    const parts = [
      undo.removed > 0 ? `收回新建的 ${undo.removed.toLocaleString('zh-CN')} 条` : '',
      undo.restored > 0 ? `恢复更新过的 ${undo.restored.toLocaleString('zh-CN')} 条` : '',
      undo.kept > 0 ? `${undo.kept.toLocaleString('zh-CN')} 条后来有人改过，保留不动` : '',
    ];
    return { message: ['已撤销', ...parts.filter(Boolean)].join('，'), result: undo };
  } catch (error) {
    if (error instanceof Problem || (error instanceof JobStopped && error.reason === 'cancelled'))
      await run.inScene((scene) => setState(run, scene, id, 'done')).catch(() => {});
    throw error;
  }
}

async function theImport(
  run: JobRun,
  scene: Scene,
  id: string,
): Promise<NonNullable<Awaited<ReturnType<typeof readImport>>>> {
  const row = await readImport(run.desk, scene, id);
  if (!row || row.account !== scene.actor.user)
    throw new Problem(404, 'E_IMPORT_NONE', '没有这次导入，或者不是您导入的');
  return row;
}

/** Undoes the last batch that is not undone yet. @returns null when there is none */
async function undoBatch(
  run: JobRun,
  scene: Scene,
  id: string,
  entity: string,
  undo: Undo,
  total: number,
): Promise<Undo | null> {
  const { desk } = run;
  const access = importable(scene, entity);
  const [batch] = await desk.database.read(entryOf(scene.state), {
    text: `select b.first_seq::text as first_seq, b.last_seq::text as last_seq, b.xid::text as xid from platform.import_batch b where b.tenant_id = $1::int4 and b.import = $2::uuid and ($3::int8 is null or b.first_seq < $3::int8) order by b.first_seq desc limit 1`,
    values: [scene.state.id, id, undo.at],
  });
  if (!batch) return null;
  const images = await imagesOf(run, scene, access, {
    first: batch.first_seq!,
    last: batch.last_seq!,
    xid: batch.xid!,
  });
  const work: ImportWork = {
    desk,
    scene,
    access,
    columns: [],
    mapping: { columns: [], mode: 'both', key: null },
    seen: new Map(),
    added: [],
  };
  const changed = images.flatMap((image, i) => linesBack(work, image, i) ?? []);
  const judged = await judgeLines(work, changed);
  const made = images.filter(({ before }) => before === null);
  const there = await remaining(work, made);
  const gone = made.filter(({ record }) => there.has(record));
  const kept = images
    .map(({ record }) => record)
    .filter((record) => !there.has(record) && !judged.good.some((line) => line.id === record));
  const now: Undo = {
    at: batch.first_seq!,
    removed: undo.removed + gone.length,
    restored: undo.restored + judged.good.length,
    kept: undo.kept + kept.length,
    kept_records: [
      ...undo.kept_records,
      ...(await titled(run, scene, access, kept.slice(0, NAMED - undo.kept_records.length))),
    ],
  };
  const done = now.removed + now.restored + now.kept;
  await desk.database.write(
    entryOf(scene.state),
    removal(work, gone, 'remove'),
    ...(await writeStatements(work, judged.good, 'restore')),
    stateStatement(scene, id, 'undoing', now),
    run.hold({ done, total, message: '正在撤销' }),
  );
  return now;
}

/** Records that an import made and nobody has changed since. */
async function remaining(work: ImportWork, made: readonly Image[]): Promise<Set<string>> {
  const rows = await work.desk.database.read(entryOf(work.scene.state), removal(work, made, 'look'));
  return new Set(rows.map((row) => row.id!));
}

function removal({ desk, scene, access }: ImportWork, made: readonly Image[], doing: 'look' | 'remove'): Statement {
  const plan = desk.plan(scene, `import ${doing} ${access.entity.name}`, (builder) =>
    planRemoveLines(builder, access, doing),
  );
  return bindPlan(plan, scene, {
    'l.id': made.map(({ record }) => record),
    'l.version': made.map(({ version }) => version),
  });
}

async function imagesOf(
  run: JobRun,
  scene: Scene,
  access: Access,
  batch: { first: string; last: string; xid: string },
): Promise<Image[]> {
  const base = baseOf(access.entity.name);
  const plan = run.desk.plan(scene, `import images ${access.entity.name}`, (builder) => {
    const stored = (alias: string, column: string): string =>
      `(select row_to_json(x)::text from (select ${projectStored(builder, access.entity, alias)} from jsonb_populate_record(null::${base}, a.${column}) ${alias}) x)`;
    return builder.plan(`select a.record::text as record, a.version::text as version, case when a.before is not null then ${stored('b', 'before')} end as before, ${stored('f', 'after')} as after, coalesce(a.before ->> 'quarantined', 'false') as quarantined,
        a.after ->> '_sent' as sent
      from platform.audit a where a.tenant_id = $1::int4 and a.seq between ${builder.arg('first', 'int8')} and ${builder.arg('last', 'int8')} and a.xid = ${builder.arg('xid', 'text')}::xid8
        and a.action = 'import' and a.record is not null order by a.seq`);
  });
  const rows = await run.desk.database.read(entryOf(scene.state), bindPlan(plan, scene, batch));
  const image = (text: string): Stored => rowsOf(scene.state, access.entity, JSON.parse(text) as Stored, run.desk.seal);
  return rows.map((row) => ({
    record: row.record!,
    version: row.version!,
    before: row.before ? image(row.before) : null,
    after: image(row.after!),
    quarantined: row.quarantined === 'true',
    sent: JSON.parse(row.sent ?? '[]') as string[],
  }));
}

/** The line that gives a changed record its values of before; null for a record that was made, or whose fields are not the actor's to change. */
function linesBack(
  work: ImportWork,
  { record, version, before, after, quarantined, sent }: Image,
  index: number,
): GoodLine | null {
  if (!before) return null;
  const { access, scene, desk } = work;
  const stored = scene.state.columns.get(access.entity.name)!;
  const unread = access.entity.fields.flatMap(({ name, uid }) =>
    stored.has(name) && sent.includes(uid) ? [name] : [],
  );
  const changed = access.entity.fields
    .map(({ name }) => name)
    .filter((name) => stored.has(name) && (unread.includes(name) || !same(before[name], after[name])));
  const scope = updateScope(access, writtenOf(access, changed));
  if (!scope || changed.length === 0) return null;
  const claims = claimsOf(access.entity, before, envOf(scene, { record: rowView(before) }), desk.seal);
  return {
    line: index + 1,
    id: record,
    image: before,
    quarantined,
    claims,
    old: oldLine(work, { version, image: after }, { changed, unread, scope, claims }),
  };
}

/** Records that stay, by their titles, as far as the actor may see them. */
async function titled(
  run: JobRun,
  scene: Scene,
  access: Access,
  ids: readonly string[],
): Promise<{ id: string; title: string }[]> {
  const seen = accessOf(scene.state, scene.actor.roles, access.entity.name);
  if (ids.length === 0 || !seen) return [];
  const plan = run.desk.plan(scene, `import titles ${access.entity.name}`, (builder) =>
    builder.plan(
      `select t.id::text as id, ${titleSql(builder, seen, 't')} as title from ${builder.relation(access.entity.name, 'actor')} t where t.id = any (${builder.arg('ids', 'uuid[]')})`,
    ),
  );
  const rows = await run.desk.database.read(entryOf(scene.state), bindPlan(plan, scene, { ids }));
  return rows.map((row) => ({ id: row.id!, title: row.title! }));
}

async function finish(run: JobRun, scene: Scene, id: string, entity: string, file: string, undo: Undo): Promise<void> {
  const { actor, state } = scene;
  await setState(run, scene, id, 'undone', undo);
  await run.desk.database.write(entryOf(state), {
    text: `insert into platform.audit (tenant_id, actor, actor_name, ip, action, entity, rev, after)
           values ($1::int4, $2::uuid, $3::text, $4::text, 'undo_import', $5::text, $6::int4, $7::jsonb)`,
    values: [
      state.id,
      actor.user,
      actor.name,
      actor.ip,
      entity,
      state.model_rev,
      JSON.stringify({ import: id, file, removed: undo.removed, restored: undo.restored, kept: undo.kept }),
    ],
  });
}

async function setState(run: JobRun, scene: Scene, id: string, state: 'undone' | 'done', undo?: Undo): Promise<void> {
  await run.desk.database.write(entryOf(scene.state), stateStatement(scene, id, state, undo));
}

function stateStatement(scene: Scene, id: string, state: 'undoing' | 'undone' | 'done', undo?: Undo): Statement {
  return {
    text: 'update platform.import set state = $3::text, undo = coalesce($4::jsonb, undo) where tenant_id = $1::int4 and id = $2::uuid',
    values: [scene.state.id, id, state, undo ? JSON.stringify(undo) : null],
  };
}

/** A few attempts at what somebody else's writes got in the way of. */
async function passing<T>(body: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await body();
    } catch (error) {
      if (!isPassing(error) || attempt === 4) throw error;
    }
  }
}
