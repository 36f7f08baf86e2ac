// What this user last wrote, for the home page: from his own audit rows, titled and filtered by today's rights.
import { entryOf } from '../revisions/tenants.ts';
import { accessOf } from './access.ts';
import type { Desk } from './desk.ts';
import { titlesOf } from './history.ts';
import type { Scene } from './scene.ts';

export interface RecentItem {
  entity: string;
  entity_label: string;
  id: string;
  title: string;
  action: string;
  at: string;
}

const SHOWN = 12;

/** Each record once, newest first. */
export async function recentWork(desk: Desk, scene: Scene): Promise<{ items: RecentItem[] }> {
  const rows = await desk.database.read(entryOf(scene.state), {
    text: `select entity, record::text as id, action, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
           from (select distinct on (entity, record) entity, record, action, at, seq
                 from (select * from platform.audit where tenant_id = $1::int4 and actor = $2::uuid and record is not null and action in ('create', 'update', 'delete', 'restore', 'import') order by seq desc limit 1000) mine
                 order by entity, record, seq desc) latest
           where action <> 'delete' order by seq desc limit 40`,
    values: [scene.state.id, scene.actor.user],
  });
  const titles = new Map<string, string>();
  for (const entity of new Set(rows.map((row) => row.entity!))) {
    const ids = rows.filter((row) => row.entity === entity).map((row) => row.id!);
    for (const [id, title] of await titlesOf(desk, scene, entity, ids, { live: true })) titles.set(id, title);
  }
  const items = rows.flatMap((row) => {
    const access = accessOf(scene.state, scene.actor.roles, row.entity!);
    const title = titles.get(row.id!);
    if (!access || title === undefined) return [];
    return [
      { entity: row.entity!, entity_label: access.entity.label, id: row.id!, title, action: row.action!, at: row.at! },
    ];
  });
  return { items: items.slice(0, SHOWN) };
}
