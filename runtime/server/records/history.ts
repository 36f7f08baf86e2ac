// What happened to a record, read from the audit through the field policy: shown texts, masked as everywhere.
import { columnName, fieldType, type FieldModel } from '@shijian/kernel';
import { Problem } from '../exceptions/problem.ts';
import { accessOf, isMasked, type Access } from './access.ts';
import type { Desk } from './desk.ts';
import { checkedId, fetchRecord, readable } from './read_record.ts';
import { entryInto, sightOf, type Sight } from './reach.ts';
import { fieldContext } from './row_values.ts';
import type { Scene } from './scene.ts';
import { bindPlan } from './sql_builder.ts';
import { titleSql } from './project.ts';
import { WHOLE } from './project.ts';

export interface HistoryItem {
  at: string;
  actor: { name: string };
  action: string;
  /** In the words of the model; 操作 where it has none. */
  label: string;
  version: number;
  /** The whole record is in the audit as it was then: a version that can be looked back at. */
  kept: boolean;
  /** What was seen and why, of a reveal. */
  note: string | null;
  changes: { field: string; label: string; before: string | null; after: string | null }[];
}

/** Newest first, at most 200. @throws Problem 404, 403 E_GRANT_HISTORY */
export async function recordHistory(
  desk: Desk,
  scene: Scene,
  entityName: string,
  id: string,
): Promise<{ items: HistoryItem[] }> {
  const access = readable(scene, entityName);
  const key = checkedId(id);
  // The record itself decides who may read its history.
  const found = await fetchRecord(desk, scene, access, key, { ...WHOLE, fields: [] }, 'any');
  const sight = sightOf(scene, access, found.tenant);
  if (!sight?.access.history)
    throw new Problem(403, 'E_GRANT_HISTORY', `您没有查看${access.entity.label}变更记录的权限`);
  const rows = await desk.database.read(entryInto(scene, sight.home), {
    text: `select to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, a.actor_name, a.action, a.version::text as version,
             a.before::text as before, a.after::text as after
           from platform.audit a where a.tenant_id = $1::int4 and a.entity = $2::text and a.record = $3::uuid and a.action <> 'refused' order by a.seq desc limit 200`,
    values: [sight.home.id, access.entity.name, key],
  });
  const items = rows.map((row) => ({
    at: row.at!,
    actor: { name: row.actor_name! },
    action: row.action!,
    label: actLabel(sight.state, row.action!),
    version: Number(row.version ?? 0),
    images: imagesOf(row),
  }));
  const titles = await titlesOfImages(
    desk,
    scene,
    sight,
    items.flatMap((item) => item.images),
  );
  const gone = new Set<string>();
  return {
    items: items.map(({ images: [before, after], ...item }) => {
      // Newest first: what was cleared later is not told of what was before.
      for (const uid of retainOf(after)?.fields ?? []) gone.add(uid);
      return {
        ...item,
        kept: Object.hasOwn(after, 'id'),
        note:
          item.action === 'reveal'
            ? revealNote(sight.access, after)
            : (retainNote(sight.access, after) ??
              explainNote(sight.state, after) ??
              reasonNote(after) ??
              actNote(after)),
        changes: changesOf(sight, before, after, titles, gone),
      };
    }),
  };
}

/** What an act is called in the code list of whatever entity shows the audit. */
function actLabel({ model }: Sight['state'], act: string): string {
  const log = Object.values(model.entities).find(({ source }) => source === 'audit');
  const list = log?.fields.find(({ uid }) => uid === 'action')?.list;
  const codes = list && Object.hasOwn(model.lists, list) ? model.lists[list]?.codes : undefined;
  return codes?.find(({ code }) => code === act)?.label ?? '操作';
}

/** A row as the audit kept it, by column. */
export type Image = Record<string, unknown>;

/** "联系电话：核对身份": what was seen in clear and why. */
export function revealNote(access: Access, after: Image): string {
  const names = Array.isArray(after.revealed) ? (after.revealed as string[]) : [];
  const labels = names.flatMap((name) => access.fields.find((field) => field.name === name)?.label ?? []);
  return `${labels.join('、')}：${String(after.purpose ?? '')}`;
}

/** "对食品经营者的权限": what of this person's rights somebody looked into. */
function explainNote(state: Sight['state'], after: Image): string | null {
  if (typeof after.explained !== 'string') return null;
  return `查看了对“${state.model.entities[after.explained]?.label ?? after.explained}”的权限`;
}

/** Why a check was passed over, in the words of who did. */
function reasonNote(after: Image): string | null {
  const reasons = Object.values((after._reasons as Record<string, string> | undefined) ?? {});
  return reasons.length > 0 ? `原因：${reasons.join('；')}` : null;
}

/** What a function of a package did. */
function actNote(after: Image): string | null {
  const act = after._act as { label?: unknown } | undefined;
  return typeof act?.label === 'string' ? act.label : null;
}

interface Retained {
  for: string;
  then: string;
  /** By uid. */
  fields: string[];
}

/** What the daily clearing wrote of itself. */
function retainOf(after: Image): Retained | undefined {
  return after._retain as Retained | undefined;
}

const units: Record<string, string> = { day: '天', month: '个月', year: '年' };

/** "保存期（3 年）已满，清理了：联系电话". */
function retainNote(access: Access, after: Image): string | null {
  const retained = retainOf(after);
  if (!retained) return null;
  const labels = retained.fields.flatMap((uid) => access.fields.find((field) => field.uid === uid)?.label ?? []);
  const [many = '', unit = ''] = retained.for.split(' ');
  return `保存期（${many} ${units[unit.replace(/s$/, '')] ?? unit}）已满，清理了：${labels.join('、')}`;
}

/** An image of the audit; empty where there is none. */
export function parseImage(text: string | null | undefined): Image {
  return text ? (JSON.parse(text) as Image) : {};
}

/**
 * The row before and after an act of the audit. Of a change only the columns that changed are kept of what was before; the
 * written image has the rest.
 */
export function imagesOf(row: { before?: string | null; after?: string | null }): [before: Image, after: Image] {
  const [before, after] = [parseImage(row.before), parseImage(row.after)];
  const isPart = row.before && Object.hasOwn(after, 'id') && !Object.hasOwn(before, 'id');
  return [isPart ? { ...after, ...before } : before, after];
}

/** The fields that differ or were sent unread, as texts that this actor may read. */
export function changesOf(
  sight: Sight,
  before: Image,
  after: Image,
  titles: Map<string, string>,
  gone: ReadonlySet<string> = new Set(),
): HistoryItem['changes'] {
  const sent = sentOf(after);
  return sight.access.fields.flatMap((field) => {
    if (gone.has(field.uid)) return [];
    const [old, now] = [valueOf(sight, field, before), valueOf(sight, field, after)];
    if (JSON.stringify(old) === JSON.stringify(now) && !sent.includes(field.uid)) return [];
    const text = (value: unknown) => (value === null ? null : shownText(sight, field, value, titles));
    return [{ field: field.name, label: field.label, before: text(old), after: text(now) }];
  });
}

/** Fields that were sent over a value which their sender saw masked, by uid: whether they differ is not told. */
export function sentOf(after: Image): string[] {
  return (after._sent as string[] | undefined) ?? [];
}

/** A field's value in an audit image: a column, a slot or a member of ext, by uid. */
export function valueOf(sight: Sight, field: FieldModel, image: Image): unknown {
  const column = sight.state.columns.get(sight.access.entity.name)?.get(field.name);
  if (!column) return null;
  // A field of the bureau's own lives in ext until it is indexed: what was written before then is there.
  const ext = image.ext as Image | undefined;
  const own = ext?.[columnName(field)] ?? (field.convert && field.own ? ext?.[field.uid] : null) ?? null;
  // Before the field had its type now the value stood under its first name.
  const known = field.convert && !field.own && !Object.hasOwn(image, column.name) ? field.uid : column.name;
  const value = column.place === 'ext' ? own : (image[known] ?? (column.place === 'slot' ? own : null));
  return Array.isArray(value) && value.length === 0 ? null : value;
}

function shownText(sight: Sight, field: FieldModel, value: unknown, titles: Map<string, string>): string {
  const column = sight.state.columns.get(sight.access.entity.name)!.get(field.name)!;
  if (column.sealed) return String(value).split(':')[2] ?? '';
  const type = fieldType(field.type);
  if (isMasked(field)) return type.mask(value, field) ?? '';
  if (field.to.length > 0)
    return [value]
      .flat()
      .map((id) => titles.get(String(id)) ?? '（看不到的记录）')
      .join('、');
  if (field.fields.length > 0 && Array.isArray(value)) {
    return (value as Image[]).map((row) => rowText(sight, field, row)).join('；');
  }
  return type.toText(value, field, fieldContext(sight.home));
}

function rowText(sight: Sight, field: FieldModel, row: Image): string {
  return field.fields
    .flatMap((child) => {
      const value = row[child.uid];
      if (value === null || value === undefined) return [];
      const type = fieldType(child.type);
      return [isMasked(child) ? (type.mask(value, child) ?? '') : type.toText(value, child, fieldContext(sight.home))];
    })
    .join(' ');
}

/** Titles of all records that refs in these images point at, as the actor sees them. */
export async function titlesOfImages(
  desk: Desk,
  scene: Scene,
  sight: Sight,
  images: readonly Image[],
): Promise<Map<string, string>> {
  const wanted = new Map<string, Set<string>>();
  for (const field of sight.access.fields) {
    for (const image of images) {
      const ids = [valueOf(sight, field, image)].flat().filter((id) => typeof id === 'string');
      // An id of several kinds is asked for among all of them: it is the id of one record only.
      for (const to of field.to) wanted.set(to, new Set([...(wanted.get(to) ?? []), ...ids]));
    }
  }
  const titles = new Map<string, string>();
  for (const [entity, ids] of wanted)
    for (const [id, title] of await titlesOf(desk, scene, entity, [...ids], { sight })) titles.set(id, title);
  return titles;
}

/**
 * Titles of records of one bureau by id, of those the actor may see; his own bureau when none is given.
 * @param live without those in the recycle bin
 */
export async function titlesOf(
  desk: Desk,
  scene: Scene,
  entity: string,
  ids: readonly string[],
  { sight, live = false }: { sight?: Pick<Sight, 'window' | 'home'>; live?: boolean } = {},
): Promise<Map<string, string>> {
  const { window, home } = sight ?? { window: null, home: scene.state };
  // By the roles of today, whichever revision the images are from.
  const target = accessOf(window ?? scene.state, scene.actor.roles, entity);
  if (!target || ids.length === 0) return new Map();
  const plan = desk.plan(scene, `titles ${entity} ${window?.hash ?? ''} ${live}`, (builder) => {
    const rows = window ? builder.window(window, builder.arg('home', 'int4')) : builder;
    return builder.plan(
      `select t.id::text as id, ${titleSql(rows, target, 't')} as title from ${rows.relation(entity, 'actor')} t where t.id = any (${builder.arg('ids', 'uuid[]')})${live ? ' and t.deleted_at is null' : ''}`,
    );
  });
  const args = { ids: [...ids], ...(window && { home: home.id }) };
  const rows = await desk.database.read(entryInto(scene, home), bindPlan(plan, scene, args));
  return new Map(rows.map((row) => [row.id!, row.title!]));
}
