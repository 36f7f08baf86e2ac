// What a published revision still owes to rows that are there: done beside requests, and shown while it is under way.
import type { Scene } from '../records/scene.ts';
import type { Desk } from '../records/desk.ts';
import { baseOf } from '../records/names.ts';
import { entryOf } from '../revisions/tenants.ts';

export interface OpenWork {
  /** An index; the values of an own field on their way into an indexed column; search texts; defaults; what was left behind. */
  what: 'index' | 'slot' | 'search' | 'fill' | 'tidy' | 'wipe';
  entity: string;
  /** In an admin's words. */
  says: string;
  /** Rows that are done, of an index blocks of its table; `total` null where nobody knows. */
  done: number;
  total: number | null;
  since: string;
  /** It failed so often, and is tried again. */
  failures: number;
}

const WORDS: Record<OpenWork['what'], string> = {
  index: '正在建立索引',
  slot: '正在为本局字段建立索引',
  search: '正在更新搜索内容',
  fill: '正在补上新字段的默认值',
  tidy: '正在整理字段的存放位置',
  wipe: '正在清理不再使用的索引列',
};

const instant = (name: string): string => `to_char(${name} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as since`;

/** Of this bureau's rows, and of tables that it shares with others. */
export async function openWork(desk: Desk, scene: Scene): Promise<OpenWork[]> {
  const [tasks, indexes] = await desk.database.readAll(
    entryOf(scene.state),
    [
      {
        text: `select task, done::text as done, ${instant('started_at')} from platform.backfill where tenant_id = $1::int4 and open order by task`,
        values: [scene.state.id],
      },
      {
        text: `select base, done::text as done, total::text as total, failures::text as failures, ${instant('wanted_at')} from platform.index_build order by wanted_at, name`,
        values: [],
      },
    ],
    false,
  );
  const { entities } = scene.state.model;
  const byBase = new Map(Object.keys(entities).map((name) => [baseOf(name), name]));
  const shown = (what: string, entity: string, row: Record<string, string | null | undefined>): OpenWork[] =>
    Object.hasOwn(WORDS, what) && Object.hasOwn(entities, entity)
      ? [
          {
            what: what as OpenWork['what'],
            entity,
            says: `${entities[entity]!.label}：${WORDS[what as OpenWork['what']]}`,
            done: Number(row.done),
            total: row.total == null ? null : Number(row.total),
            since: row.since!,
            failures: Number(row.failures ?? 0),
          },
        ]
      : [];
  return [
    ...indexes!.flatMap((row) => shown('index', byBase.get(row.base!) ?? '', row)),
    ...tasks!.flatMap((row) => shown(row.task!.split(' ')[0]!, row.task!.split(' ')[1] ?? '', row)),
  ];
}
