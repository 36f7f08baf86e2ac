// The jobs "check" and "import" of a file, batch by batch. A batch's rows, its faults and how far the import has come are one
// transaction: a server that dies leaves whole batches, and the next one goes on behind the last. Two are written side by side; each
// commits behind the one before it or not at all.
import { JobStopped, type JobOutcome, type JobRun } from '../jobs/runner.ts';
import { drawnFields, drawsNumbers } from '../records/draw_numbers.ts';
import { stagedFile } from '../jobs/job_folder.ts';
import { Problem } from '../exceptions/problem.ts';
import type { Scene } from '../records/scene.ts';
import { entryOf } from '../revisions/tenants.ts';
import type { SqlValue, Statement } from '../database/client.ts';
import { importable, parseMapping } from './import_columns.ts';
import { readLines, type BadLine, type GoodLine, type ImportWork, type ReadLines } from './import_lines.ts';
import { isPassing, judgeLines, writeStatements } from './write_lines.ts';
import { NO_COUNTS, readImport, type Counts, type ImportRow } from './import_store.ts';
import { batchSize } from './sees_siblings.ts';
import type { SheetLine } from './sheets/sheet.ts';
import { stagedLines } from './sheets/stage_sheet.ts';

type Run = 'check' | 'import';

/** Batches that are being written at a time: while one waits for its commit the next is judged and indexed. */
const SIDE_BY_SIDE = 2;

export const checkImport = (run: JobRun): Promise<JobOutcome> => runImport(run, 'check');
export const writeImport = (run: JobRun): Promise<JobOutcome> => runImport(run, 'import');

async function runImport(run: JobRun, kind: Run): Promise<JobOutcome> {
  const id = (run.input as { import: string }).import;
  const { row, size } = await run.inScene(async (scene) => {
    const found = await theImport(run, scene, id);
    return { row: found, size: batchSize(scene, found) };
  });
  try {
    if (row.state === (kind === 'check' ? 'checked' : 'done'))
      return outcomeOf(kind, kind === 'check' ? row.checked! : row.counts!);
    const state = new ImportState(run, kind, row);
    await state.begin();
    await state.batches(stagedLines(await state.file(), run.desk.seal, state.at, size), size > 1);
    await state.finish();
    return outcomeOf(kind, state.counts);
  } catch (error) {
    if (error instanceof Problem || (error instanceof JobStopped && error.reason === 'cancelled'))
      await stopImport(run, id, kind);
    throw error;
  }
}

/** Lines as they were read at one moment, before anything that the database has against them. */
interface Ahead {
  work: ImportWork;
  fresh: readonly SheetLine[];
  read: ReadLines;
}

/** Lines of one transaction: what goes in, and what is told of the others. */
interface Written {
  work: ImportWork | null;
  lines: readonly SheetLine[];
  good: readonly GoodLine[];
  bad: readonly BadLine[];
  place: Place;
}

/** Where a batch stands behind the others of its run. */
interface Place {
  /** Line that the import must have come to before this batch may count. */
  after: number;
  /** Lines before it. */
  handled: number;
  /** Done with the batch before it. */
  before: Promise<void>;
}

/** How far one run of an import has come. */
class ImportState {
  at: number;
  counts: Counts;
  private readonly run: JobRun;
  private readonly kind: Run;
  private readonly row: ImportRow;
  private readonly seen = new Map<string, number>();
  private repeated = new Set<number>();
  /** Whether lines are written without asking first what there is against them: as long as there was nothing. */
  private trusting = true;
  private readonly handled: number;

  constructor(run: JobRun, kind: Run, row: ImportRow) {
    this.run = run;
    this.kind = kind;
    this.row = row;
    this.at = row.at_line;
    this.counts = { ...NO_COUNTS, ...((kind === 'check' ? row.checked : row.counts) ?? {}) };
    this.handled = Object.values(this.counts).reduce((sum, n) => sum + n, 0);
  }

  /** What earlier imports of the same file and the batches before a break have done. */
  async begin(): Promise<void> {
    const { desk } = this.run;
    await this.run.inScene(async (scene) => {
      const earlier = await desk.database.read(entryOf(scene.state), {
        text: `select i.at_line::text as at_line, (select coalesce(json_agg(f.line), '[]')::text from platform.import_fault f
                 where f.tenant_id = $1::int4 and f.import = i.id and f.run = 'import') as bad
               from platform.import i where i.tenant_id = $1::int4 and i.digest = $2::text and i.id <> $3::uuid and i.state in ('done', 'stopped', 'running')`,
        values: [scene.state.id, this.row.digest, this.row.id],
      });
      this.repeated = linesIn(
        earlier.map((one) => ({ to: Number(one.at_line), bad: JSON.parse(one.bad!) as number[] })),
      );
      if (this.kind === 'check' || this.at === 0) return;
      const keys = await desk.database.read(entryOf(scene.state), {
        text: `select a.record::text as record, c.rule, c.key from platform.import_batch b
               join platform.audit a on a.tenant_id = $1::int4 and a.seq between b.first_seq and b.last_seq and a.xid = b.xid
               left join platform.claim c on c.tenant_id = $1::int4 and c.record = a.record
               where b.tenant_id = $1::int4 and b.import = $2::uuid`,
        values: [scene.state.id, this.row.id],
      });
      for (const key of keys) {
        this.seen.set(key.record!, 0);
        if (key.rule) this.seen.set(`${key.rule} ${key.key}`, 0);
      }
    });
  }

  file(): Promise<string> {
    return this.run.inScene(async (scene) => stagedFile(this.run.desk, scene.state.name, this.row.id));
  }

  /** @param ahead whether a batch may be read and written while the one before it is still being written */
  async batches(blocks: AsyncIterable<SheetLine[]>, ahead: boolean): Promise<void> {
    const writing: Promise<void>[] = [];
    let place: Place = { after: this.at, handled: this.handled, before: Promise.resolve() };
    try {
      for await (const lines of blocks) {
        const read = ahead ? await this.run.inScene((scene) => this.read(scene, lines)) : null;
        if (writing.length >= (ahead ? SIDE_BY_SIDE : 1)) await writing.shift();
        const batch = this.batch(lines, read, place);
        // Told of at a later turn, when it is waited for.
        batch.catch(() => {});
        writing.push(batch);
        place = { after: lines.at(-1)!.line, handled: place.handled + lines.length, before: batch };
      }
    } finally {
      // Nothing is under way any more when the run has ended, however it did.
      await Promise.allSettled(writing);
    }
    await Promise.all(writing);
  }

  /** Lines that go in together; halves of them when somebody else keeps getting in the way. */
  private async batch(lines: readonly SheetLine[], ahead: Ahead | null, place: Place): Promise<void> {
    let read = ahead;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.run.inScene(async (scene) => {
          // What was read under other rights or in another revision is read again.
          if (read?.work.scene.state !== scene.state) {
            this.takeBack(read);
            read = await this.read(scene, lines);
          }
          await this.once(scene, lines, read, place);
        });
        return;
      } catch (error) {
        if (!isPassing(error)) throw error;
        this.takeBack(read);
        read = null;
        // What was in the way may be that the batch before had not come through; where it never does, this one has no place either.
        await place.before;
        if (attempt < 3) continue;
        if (lines.length === 1) return this.refuse(lines[0]!, place);
        const half = Math.ceil(lines.length / 2);
        await this.batch(lines.slice(0, half), null, place);
        const { handled, before } = place;
        return this.batch(lines.slice(half), null, { after: lines[half - 1]!.line, handled: handled + half, before });
      }
    }
  }

  private async read(scene: Scene, lines: readonly SheetLine[]): Promise<Ahead> {
    const work = this.workOf(scene);
    const fresh = lines.filter(({ line }) => !this.repeated.has(line));
    try {
      return { work, fresh, read: await readLines(work, fresh) };
    } catch (error) {
      this.takeBack({ work });
      throw error;
    }
  }

  /** Keys and records of lines that are read once more are not those of earlier lines. */
  private takeBack(ahead: Pick<Ahead, 'work'> | null): void {
    for (const name of ahead?.work.added.splice(0) ?? []) this.seen.delete(name);
  }

  /** One attempt at a batch, as the actor is now. */
  private async once(
    scene: Scene,
    lines: readonly SheetLine[],
    { work, fresh, read }: Ahead,
    place: Place,
  ): Promise<void> {
    const write = (good: readonly GoodLine[], bad: readonly BadLine[]): Promise<void> =>
      this.record(
        scene,
        { work, lines, good, bad, place },
        {
          created: good.filter(({ old }) => old === null).length,
          updated: good.filter(({ old }) => old !== null).length,
          unchanged: read.unchanged.length,
          repeated: lines.length - fresh.length,
          bad: bad.length,
        },
      );
    // Writing judges every line as well, but does not say which one was wrong.
    if (this.kind === 'import' && this.trusting && !drawsNumbers(work.access.entity)) {
      try {
        return await write(read.good, read.bad);
      } catch (error) {
        if (!isPassing(error)) throw error;
      }
    }
    const judged = await judgeLines(work, read.good);
    this.trusting = judged.bad.length === 0;
    await write(judged.good, [...read.bad, ...judged.bad]);
  }

  /** @param counts what the lines came to */
  private async record(scene: Scene, { work, lines, good, bad, place }: Written, counts: Counts): Promise<void> {
    const { run, kind, row } = this;
    const last = lines.at(-1)!.line;
    const batch = { import: row.id, first_line: lines[0]!.line, last_line: last };
    const draws = good.some(({ old, image }) => !old && work && drawnFields(work.access.entity, image).length > 0);
    // Numbers follow the file: those of the batch before are drawn for good when it is through.
    if (kind === 'import' && draws) await place.before;
    const written = kind === 'import' && work && good.length > 0 ? await writeStatements(work, good, batch) : [];
    const done = place.handled + lines.length;
    await run.desk.database.write(
      entryOf(scene.state),
      turnStatement(row.id, last),
      ...written,
      ...faultStatements(scene, row.id, kind, bad),
      turnStatement(row.id, place.after),
      run.hold({ done, total: row.lines, message: kind === 'check' ? '正在检查' : '正在导入' }),
      progressStatement(scene, row.id, kind, place.after, last, counts),
    );
    this.at = Math.max(this.at, last);
    this.counts = added(this.counts, counts);
  }

  /** A line that somebody else's writes keep from going in. */
  private refuse(line: SheetLine, place: Place): Promise<void> {
    const faults = [
      { code: 'E_KEY_TAKEN', path: '', value: null, message: '这一行与别人同时写入的内容相冲突，请再导入这一行' },
    ];
    const bad = [{ line: line.line, faults }];
    return this.run.inScene((scene) =>
      this.record(scene, { work: null, lines: [line], good: [], bad, place }, { ...NO_COUNTS, bad: 1 }),
    );
  }

  async finish(): Promise<void> {
    const { run, kind, row } = this;
    await run.inScene(async (scene) => {
      const { actor, state } = scene;
      const done: Statement = {
        text: `update platform.import set state = $3::text, at_line = $4::int4, ${kind === 'check' ? 'checked' : 'counts'} = $5::jsonb, finished_at = now() where tenant_id = $1::int4 and id = $2::uuid`,
        values: [
          state.id,
          row.id,
          kind === 'check' ? 'checked' : 'done',
          kind === 'check' ? 0 : this.at,
          JSON.stringify(this.counts),
        ],
      };
      // One audit row says which file went in; every record's own row has its after-image.
      const logged: Statement = {
        text: `insert into platform.audit (tenant_id, actor, actor_name, ip, action, entity, rev, after)
               values ($1::int4, $2::uuid, $3::text, $4::text, 'import', $5::text, $6::int4, $7::jsonb)`,
        values: [
          state.id,
          actor.user,
          actor.name,
          actor.ip,
          row.entity,
          state.model_rev,
          JSON.stringify({ import: row.id, file: row.file_name, sha256: row.sha256, lines: row.lines, ...this.counts }),
        ],
      };
      await run.desk.database.write(
        entryOf(state),
        done,
        ...(kind === 'import' ? [logged] : []),
        run.hold({ done: row.lines, total: row.lines }),
      );
    });
  }

  /** Rights and mapping are judged anew for every batch. */
  private workOf(scene: Scene): ImportWork {
    const access = importable(scene, this.row.entity);
    const mapping = parseMapping(access, this.row.headings, this.row.mapping);
    const columns = mapping.columns.map((name) => access.fields.find((field) => field.name === name) ?? null);
    return { desk: this.run.desk, scene, access, columns, mapping, seen: this.seen, added: [] };
  }
}

async function theImport(run: JobRun, scene: Scene, id: string): Promise<ImportRow> {
  const row = await readImport(run.desk, scene, id);
  if (!row || row.account !== scene.actor.user)
    throw new Problem(404, 'E_IMPORT_NONE', '这次导入已经不在了，请重新选择文件');
  return row;
}

/** What has gone in stays, is counted and can be undone. */
async function stopImport(run: JobRun, id: string, kind: Run): Promise<void> {
  await run
    .inScene((scene) =>
      run.desk.database.write(entryOf(scene.state), {
        text: `update platform.import set state = $3::text, finished_at = now() ${kind === 'check' ? ', at_line = 0' : ''} where tenant_id = $1::int4 and id = $2::uuid and state in ('checking', 'running')`,
        values: [scene.state.id, id, kind === 'check' ? 'ready' : 'stopped'],
      }),
    )
    .catch(() => {});
}

function faultStatements(scene: Scene, id: string, kind: Run, bad: readonly BadLine[]): Statement[] {
  if (bad.length === 0) return [];
  const faults = bad.map((line): SqlValue => JSON.stringify(line.faults.slice(0, 20)));
  return [
    {
      text: `insert into platform.import_fault (tenant_id, import, run, line, faults)
             select $1::int4, $2::uuid, $3::text, b.line, b.faults from unnest($4::int4[], $5::jsonb[]) as b(line, faults) on conflict do nothing`,
      values: [scene.state.id, id, kind, bad.map(({ line }) => line), faults as string[]],
    },
  ];
}

/** Held by a batch under its last line until it commits, and asked for by the next one under the line before its first. */
function turnStatement(id: string, line: number): Statement {
  return { text: 'select pg_advisory_xact_lock(7305, hashtext($1::text))', values: [`${id} ${line}`] };
}

/** Moves the import on; refused, with all of its trip, where it has not come to the line before. */
function progressStatement(
  scene: Scene,
  id: string,
  kind: Run,
  after: number,
  line: number,
  counts: Counts,
): Statement {
  const column = kind === 'check' ? 'checked' : 'counts';
  return {
    text: `with moved as (
        update platform.import i set at_line = $4::int4,
          ${column} = (select jsonb_object_agg(d.key, coalesce((i.${column} ->> d.key)::int8, 0) + d.value::int8) from jsonb_each_text($5::jsonb) d)
        where i.tenant_id = $1::int4 and i.id = $2::uuid and i.at_line = $3::int4 returning 1)
      select platform.refuse(case when exists (select from moved) then '{}'::text[] else array['again'] end)`,
    values: [scene.state.id, id, after, line, JSON.stringify(counts)],
  };
}

/** Lines that earlier imports of the same file have brought in. */
function linesIn(earlier: readonly { to: number; bad: number[] }[]): Set<number> {
  const lines = new Set<number>();
  for (const { to, bad } of earlier) {
    const refused = new Set(bad);
    for (let line = 1; line <= to; line += 1) if (!refused.has(line)) lines.add(line);
  }
  return lines;
}

function added(counts: Counts, more: Counts): Counts {
  return Object.fromEntries(
    Object.entries(counts).map(([name, n]) => [name, n + more[name as keyof Counts]]),
  ) as unknown as Counts;
}

function outcomeOf(kind: Run, counts: Counts): JobOutcome {
  const { created, updated, unchanged, repeated, bad } = counts;
  const would = kind === 'check' ? '可' : '已';
  const parts = [
    created > 0 ? `${would}新建 ${created.toLocaleString('zh-CN')} 条` : '',
    updated > 0 ? `${would}更新 ${updated.toLocaleString('zh-CN')} 条` : '',
    unchanged > 0 ? `${unchanged.toLocaleString('zh-CN')} 行没有变化` : '',
    repeated > 0 ? `${repeated.toLocaleString('zh-CN')} 行上次已经导入` : '',
    bad > 0 ? `${bad.toLocaleString('zh-CN')} 行有问题` : '',
  ].filter(Boolean);
  return { message: parts.length > 0 ? parts.join('，') : '没有可以导入的内容', result: counts };
}
