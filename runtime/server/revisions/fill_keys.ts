// A key that is new, or means something else, is claimed for the rows that are there before the revision counts. Rows that share it stop
// the revision, and are named. Resumable: a batch that is done stays done.
import { createHash } from 'node:crypto';
import { columnName, renderTemplate, type EntityModel, type KeyModel, type Model } from '@shijian/kernel';
import type pg from 'pg';
import { toldTo } from '../records/access.ts';
import { envOf } from '../records/evaluation.ts';
import { claimsOf, rowView, ruleOf } from '../records/row_values.ts';
import type { Scene } from '../records/scene.ts';
import { Seal } from '../records/seal.ts';
import { systemScene } from '../records/system_scene.ts';
import { asOwner } from './as_owner.ts';
import { BATCH, readImages, type Image } from './read_images.ts';
import type { TenantState } from './tenants.ts';

export interface KeyFill {
  entity: EntityModel;
  keys: { key: KeyModel; rule: string; /** Where claims are kept until the revision counts. */ target: string }[];
  task: string;
}

/** Rows that share a key; nothing was changed. */
export interface Duplicates {
  entity: string;
  count: number;
  examples: string[];
}

const EXAMPLES = 5;
/** A write that began this long ago may end after the first batch was read. */
const MARGIN = `interval '60 seconds'`;

/** Keys of a model that rows made under the one before do not hold yet. */
export function newKeys(before: Model, after: Model): KeyFill[] {
  return Object.values(after.entities).flatMap((entity) => {
    const old = before.entities[entity.name];
    if (!old) return [];
    const known = new Map(old.keys.map((key) => [ruleOf(old, key), meaning(old, key)]));
    const keys = entity.keys.flatMap((key) => {
      const rule = ruleOf(entity, key);
      if (known.get(rule) === meaning(entity, key)) return [];
      return [{ key, rule, target: known.has(rule) ? `~${rule}` : rule }];
    });
    if (keys.length === 0) return [];
    const said = keys.map(({ rule, key }) => `${rule} ${meaning(entity, key)}`).join(' ');
    const hash = createHash('sha256').update(said).digest('hex').slice(0, 12);
    return [{ entity, keys, task: `keys ${entity.name} ${hash}` }];
  });
}

/** Rules that no key of the new model has. */
export function droppedRules(before: Model, after: Model): string[] {
  const kept = new Set(Object.values(after.entities).flatMap((e) => e.keys.map((key) => ruleOf(e, key))));
  const rules = Object.values(before.entities).flatMap((e) => e.keys.map((key) => ruleOf(e, key)));
  return rules.filter((rule) => !kept.has(rule));
}

function meaning(entity: EntityModel, key: KeyModel): string {
  const uids = key.fields.map((name) => {
    const field = entity.fields.find((candidate) => candidate.name === name);
    return field && columnName(field);
  });
  return JSON.stringify([uids, key.where]);
}

/**
 * Claims the keys of every row, batch by batch, while writers go on.
 * @returns what stands in the way; null when nothing does
 */
export async function fillKeys(
  migrator: pg.Client,
  state: TenantState,
  fill: KeyFill,
  seal: () => Seal,
  say: (line: string) => void,
): Promise<Duplicates | null> {
  const scene = systemScene(state);
  await asOwner(migrator, state.id, (client) =>
    client.query('insert into platform.backfill (tenant_id, task) values ($1, $2) on conflict do nothing', [
      state.id,
      fill.task,
    ]),
  );
  for (let more = true; more;) {
    more = await asOwner(migrator, state.id, async (client) => {
      const { rows } = await client.query<{ cursor: string | null; done: string }>(
        'select cursor::text, done::text from platform.backfill where tenant_id = $1 and task = $2',
        [state.id, fill.task],
      );
      const images = await readImages(client, state, fill.entity, seal, { after: rows[0]!.cursor });
      if (images.length === 0) return false;
      const faults = await claim(client, scene, fill, images, seal);
      await client.query(
        `update platform.backfill set cursor = $3, done = done + $4, found = found + $5, examples = (examples || $6::text[])[1:${EXAMPLES}]
         where tenant_id = $1 and task = $2`,
        [state.id, fill.task, images.at(-1)!.id, images.length, faults.length, faults.slice(0, EXAMPLES)],
      );
      say(`Keys of ${fill.entity.name} in ${state.name}: ${Number(rows[0]!.done) + images.length} records`);
      return images.length === BATCH;
    });
  }
  return readDuplicates(migrator, state, fill);
}

/** Under the fence: what was written meanwhile, then the keys count. @returns what stands in the way, to be rolled back */
export async function finishKeys(
  client: pg.Client,
  state: TenantState,
  fill: KeyFill,
  seal: () => Seal,
): Promise<Duplicates | null> {
  const scene = systemScene(state);
  const { rows } = await client.query<{ since: string }>(
    `select (started_at - ${MARGIN})::text as since from platform.backfill where tenant_id = $1 and task = $2`,
    [state.id, fill.task],
  );
  const { since } = rows[0]!;
  const faults: string[] = [];
  for (let after: string | null = null; ;) {
    const images: Image[] = await readImages(client, state, fill.entity, seal, { since, after });
    if (images.length === 0) break;
    await client.query('delete from platform.claim where tenant_id = $1 and rule = any ($2) and record = any ($3)', [
      state.id,
      fill.keys.map(({ target }) => target),
      images.map(({ id }) => id),
    ]);
    faults.push(...(await claim(client, scene, fill, images, seal)));
    after = images.at(-1)!.id;
  }
  if (faults.length > 0) return { entity: fill.entity.name, count: faults.length, examples: faults.slice(0, EXAMPLES) };
  for (const { rule, target } of fill.keys.filter((key) => key.rule !== key.target)) {
    await client.query('delete from platform.claim where tenant_id = $1 and rule = $2', [state.id, rule]);
    await client.query(
      `insert into platform.claim (tenant_id, rule, key, record) select tenant_id, $2, key, record from platform.claim where tenant_id = $1 and rule = $3`,
      [state.id, rule, target],
    );
    await client.query('delete from platform.claim where tenant_id = $1 and rule = $2', [state.id, target]);
  }
  await client.query('delete from platform.backfill where tenant_id = $1 and task = $2', [state.id, fill.task]);
  return null;
}

/** Takes back what a refused revision had claimed. */
export async function dropKeys(migrator: pg.Client, state: TenantState, fill: KeyFill): Promise<void> {
  await asOwner(migrator, state.id, async (client) => {
    await client.query('delete from platform.claim where tenant_id = $1 and rule = any ($2)', [
      state.id,
      fill.keys.map(({ target }) => target),
    ]);
    await client.query('delete from platform.backfill where tenant_id = $1 and task = $2', [state.id, fill.task]);
  });
}

/** Claims for live rows. @returns titles of rows whose key another one has */
async function claim(
  client: pg.Client,
  scene: Scene,
  fill: KeyFill,
  images: readonly Image[],
  seal: () => Seal,
): Promise<string[]> {
  const targets = new Map(fill.keys.map(({ rule, target }) => [rule, target]));
  const live = images.filter(({ deleted }) => !deleted);
  const sealed = fill.entity.fields.some((field) => field.personal === 'sensitive');
  const key = sealed ? seal() : new Seal(Buffer.alloc(32));
  const wanted = live.flatMap((image) =>
    claimsOf(fill.entity, image.values, envOf(scene, { record: rowView(image.values) }), key).flatMap(
      ({ rule, key: text }) => (targets.has(rule) ? [{ rule: targets.get(rule)!, key: text, record: image.id }] : []),
    ),
  );
  if (wanted.length === 0) return [];
  const { rows } = await client.query<{ record: string }>(
    `with wanted as (select * from unnest($2::text[], $3::text[], $4::uuid[]) as w(rule, key, record)),
     done as (
       insert into platform.claim (tenant_id, rule, key, record) select $1, rule, key, record from wanted
       on conflict (tenant_id, rule, key) do nothing returning rule, key, record)
     select distinct w.record::text as record from wanted w
     left join done d on d.rule = w.rule and d.key = w.key and d.record = w.record
     left join platform.claim c on c.tenant_id = $1 and c.rule = w.rule and c.key = w.key and c.record = w.record
     where d.record is null and c.record is null`,
    [scene.state.id, wanted.map((w) => w.rule), wanted.map((w) => w.key), wanted.map((w) => w.record)],
  );
  return rows.map(({ record }) =>
    titleOf(
      scene,
      fill.entity,
      live.find(({ id }) => id === record)!,
    ),
  );
}

/** What a record is called without what is masked; its id where nothing is left. */
function titleOf(scene: Scene, entity: EntityModel, image: Image): string {
  return (
    renderTemplate(toldTo(scene.state, [], entity.title), envOf(scene, { record: rowView(image.values) })).trim() ||
    image.id
  );
}

async function readDuplicates(migrator: pg.Client, state: TenantState, fill: KeyFill): Promise<Duplicates | null> {
  return asOwner(migrator, state.id, async (client) => {
    const { rows } = await client.query<{ found: string; examples: string[] }>(
      'select found::text, examples from platform.backfill where tenant_id = $1 and task = $2',
      [state.id, fill.task],
    );
    const { found, examples } = rows[0]!;
    return found === '0' ? null : { entity: fill.entity.name, count: Number(found), examples };
  });
}
