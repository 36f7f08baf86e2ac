// A record as the revision that wrote a version of it showed and judged it: the words, lists and checks of that time over the values of that
// version. What the actor may see is what he may see today; a field that is no longer there is shown to whom it was shown then.
import {
  evaluate,
  fieldsRead,
  readsOf,
  readsOtherRows,
  renderTemplate,
  type CheckModel,
  type Expr,
  type FieldModel,
} from '@shijian/kernel';
import { Problem } from '../exceptions/problem.ts';
import { entered } from '../door/entered.ts';
import { pastState } from '../revisions/past_state.ts';
import { entryOf, type TenantState } from '../revisions/tenants.ts';
import { accessOf, isMasked, isOverClear, type Access } from './access.ts';
import type { Desk } from './desk.ts';
import { envOf } from './evaluation.ts';
import { changesOf, parseImage, titlesOfImages, valueOf, type Image } from './history.ts';
import { isAsked, pastSections, type PastField, type PastInsight, type PastSection } from './past_page.ts';
import { checkedId, fetchRecord, readable } from './read_record.ts';
import { WHOLE } from './project.ts';
import type { Sight } from './reach.ts';
import { rowView, type Stored } from './row_values.ts';
import { dateIn, type Scene } from './scene.ts';

export interface PastRecord {
  version: number;
  at: string;
  actor: { name: string };
  /** The revision that wrote it, and its date. */
  rev: number;
  edition: string;
  /** It is the current one. */
  current: boolean;
  /** What the entity was called. */
  label: string;
  fields: PastField[];
  /** Its page as it was laid out: sections with the fields that stood in them. */
  sections: PastSection[];
  /** `holds` is null where it cannot be told from the record alone. */
  checks: { name: string; level: string; message: string; holds: boolean | null }[];
}

/**
 * @param asked `version`: that one; `rev`: the last that was written by that revision or one before it; neither: the last
 * @throws Problem 404 E_RECORD_NONE, E_VERSION_NONE; 403 E_GRANT_HISTORY
 */
export async function recordAsOf(
  desk: Desk,
  scene: Scene,
  entityName: string,
  id: string,
  asked: { version: string | null; rev: string | null },
): Promise<PastRecord> {
  const access = readable(scene, entityName);
  const key = checkedId(id);
  const { state } = scene;
  const found = await fetchRecord(desk, scene, access, key, { ...WHOLE, fields: [] }, 'any');
  if (!access.history || found.tenant !== state.id)
    throw new Problem(403, 'E_GRANT_HISTORY', `您没有查看${access.entity.label}变更记录的权限`);
  const [row] = await desk.database.read(entryOf(state), {
    text: `select to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, a.actor_name, a.version::text as version, a.rev::text as rev,
             a.after::text as after
           from platform.audit a where a.tenant_id = $1::int4 and a.entity = $2::text and a.record = $3::uuid and a.after ? 'id'
             and ($4::int8 is null or a.version = $4::int8) and ($5::int4 is null or a.rev <= $5::int4) order by a.seq desc limit 1`,
    values: [state.id, access.entity.name, key, numberOf(asked.version), numberOf(asked.rev)],
  });
  const past = row && (await pastState(entered(desk, scene), state, Number(row.rev)));
  if (!row || !past?.model.entities[entityName])
    throw new Problem(404, 'E_VERSION_NONE', '没有留下这个版本，或者当时还没有这类记录');
  const image = parseImage(row.after);
  const sight = sightInto(scene, access, past);
  const titles = await titlesOfImages(desk, scene, sight, [image]);
  const texts = new Map(changesOf(sight, {}, image, titles).map(({ field, after }) => [field, after]));
  const then = { ...scene, state: past, now: row.at!, today: dateIn(new Date(row.at!), past.model.tenant.time_zone) };
  const insight = insightInto(then, sight, image);
  const fields = sight.access.fields.map((field): PastField => ({
    ...{ field: field.name, label: field.label, text: texts.get(field.name) ?? null },
    required: isAsked(field, insight),
  }));
  return {
    ...{ version: Number(row.version), at: row.at!, actor: { name: row.actor_name! } },
    ...{ rev: Number(row.rev), edition: past.edition, current: past === state, label: sight.access.entity.label },
    fields,
    sections: pastSections(sight, fields, insight),
    checks: judge(sight, insight),
  };
}

function numberOf(text: string | null): string | null {
  if (text === null || text === '') return null;
  if (!/^\d{1,9}$/.test(text)) throw new Problem(404, 'E_VERSION_NONE', '没有留下这个版本');
  return text;
}

/** What was shown then, as far as it is shown today; the stricter mask of both. */
function sightInto(scene: Scene, access: Access, past: TenantState): Sight {
  const entity = past.model.entities[access.entity.name]!;
  const then = accessOf(past, scene.actor.roles, entity.name);
  const today = new Map(access.entity.fields.map((field) => [field.uid, field]));
  const seen = new Set(access.fields.map(({ uid }) => uid));
  const fields = entity.fields.flatMap((field): FieldModel[] => {
    const now = today.get(field.uid);
    if (field.value) return [];
    if (!now) return then?.fields.includes(field) ? [field] : [];
    if (!seen.has(field.uid)) return [];
    return [isMasked(now) ? { ...field, personal: now.personal, mask: now.mask } : field];
  });
  return { state: past, window: null, access: { ...(then ?? access), entity, fields }, home: past };
}

/** What can be told of the version: by its values and its moment, over what the actor reads in clear. */
function insightInto(scene: Scene, sight: Sight, image: Image): PastInsight {
  const { access, state } = sight;
  const clear = new Set(access.fields.filter((field) => !isMasked(field)).map(({ name }) => name));
  const env = envOf(scene, { record: rowView(storedOf(sight, image)) });
  const isReadable = (expr: Expr): boolean =>
    isOverClear(state, scene.actor.roles, expr) &&
    fieldsRead(expr, access.entity.name).every((name) => clear.has(name));
  return {
    env,
    isReadable,
    tell(expr) {
      const alone = !readsOtherRows(expr) && readsOf(expr).fields.every(({ entity }) => entity === access.entity.name);
      const value = alone && isReadable(expr) ? evaluate(expr, env) : null;
      return value === true ? true : value === false ? false : null;
    },
  };
}

function judge(sight: Sight, { env, isReadable, tell }: PastInsight): PastRecord['checks'] {
  const readable = (check: CheckModel): boolean =>
    [check.rule, ...check.message.flatMap((part) => ('expr' in part ? [part.expr] : []))].every(isReadable);
  return sight.access.entity.checks.filter(readable).map((check) => ({
    ...{ name: check.name, level: check.level, message: renderTemplate(check.message, env) },
    holds: tell(check.rule),
  }));
}

/** The image by the names of that time; numbers that are kept exactly are texts in expressions. */
function storedOf(sight: Sight, image: Image): Stored {
  const { entity } = sight.access;
  const columns = sight.state.columns.get(entity.name);
  return Object.fromEntries(
    entity.fields.map((field) => {
      const value = valueOf(sight, field, image);
      const exact = typeof value === 'number' && columns?.get(field.name)?.type === 'numeric';
      return [field.name, exact ? String(value) : value];
    }),
  );
}
