// The rows that each source offers, as SQL over the platform's own tables: what every entity's table has, and the columns that
// the kernel's list of sources names. Hashes of passwords, cookies and receipts are in none of them.
import { sources } from '@shijian/kernel';
import { saidOf } from '../revisions/said_of.ts';

/** SQL of the columns of a source, and the tables they come from; the row is `t`. */
interface SourceView {
  /** id, version, when and by whom: the columns of every entity that differ from the table's own. */
  system?: Partial<Record<(typeof SYSTEM)[number], string>>;
  /** What quick search finds a row by, as normaliseSearch has it. */
  search?: string;
  columns: Record<string, string>;
  from: string;
}

const SYSTEM = ['id', 'version', 'created_at', 'created_by', 'updated_at', 'updated_by', 'deleted_at'] as const;

/** Of rows that are written once and never again. */
const logged = {
  id: 'platform.seq_id(t.seq)',
  version: '1::int8',
  created_at: 't.at',
  created_by: 'null::uuid',
  updated_at: 't.at',
  updated_by: 'null::uuid',
  deleted_at: 'null::timestamptz',
};

const views: Record<string, SourceView> = {
  account: {
    system: { deleted_at: 'null::timestamptz' },
    search: `t.login || E'\\n' || t.name`,
    columns: {
      login: 't.login',
      name: 't.name',
      state: `(case when t.stopped_at is not null then 'left' when t.frozen_at is not null then 'frozen'
        when t.password = '!' then 'new' else 'active' end) collate "C"`,
      person: 't.person',
      org: 't.org',
      phone: 't.phone',
      email: 't.email',
      note: 't.note',
      last_login_at: 't.last_login_at',
      last_login_ip: 't.last_login_ip',
      password_at: `(case when t.password <> '!' then t.password_at end)::timestamptz(3)`,
      demo: 't.demo',
    },
    from: 'platform.account t',
  },
  assignment: {
    columns: {
      account: 't.account',
      role: 'r.id',
      org: 't.org',
      starts_on: 't.starts_on',
      ends_on: 't.ends_on',
      note: 't.note',
    },
    from: 'platform.assignment t left join platform.role r on r.tenant_id = t.tenant_id and r.name = t.role',
  },
  role: {
    system: { version: '1::int8', created_by: 'null::uuid', updated_by: 'null::uuid' },
    search: `t.label || E'\\n' || t.name`,
    columns: { code: 't.name', label: 't.label', package: 't.package', own: 't.own', summary: 't.summary' },
    from: 'platform.role t',
  },
  session: {
    system: {
      version: '1::int8',
      created_by: 't.account',
      updated_at: 't.seen_at',
      updated_by: 't.account',
      deleted_at: 't.revoked_at',
    },
    columns: {
      account: 't.account',
      org: 't.org',
      device: 't.device',
      ip: 't.ip',
      opened_at: 't.created_at::timestamptz(3)',
      seen_at: 't.seen_at::timestamptz(3)',
      open: '(t.revoked_at is null and t.expires_at > now())',
    },
    from: 'platform.session t',
  },
  login: {
    system: logged,
    search: 't.login',
    columns: {
      at: 't.at::timestamptz(3)',
      login: 't.login',
      account: 't.account',
      outcome: 't.outcome',
      ip: 't.ip',
      place: 't.place',
      device: `(case when t.device = '' then t.agent else t.device end) collate "C"`,
      signs: 't.signs',
      // Bureaus of this country share one zone; the day of a log begins with it.
      hour: `extract(hour from t.at at time zone 'Asia/Shanghai')::int8`,
    },
    from: 'platform.login_log t',
  },
  audit: {
    system: { ...logged, created_by: 't.actor', updated_by: 't.actor' },
    columns: {
      at: 't.at::timestamptz(3)',
      account: 't.actor',
      name: 't.actor_name',
      // Of a refused act only its method is known.
      action: `(case t.action when 'refused' then case t.after ->> 'method' when 'POST' then 'create' when 'PATCH' then 'update'
        when 'DELETE' then 'delete' else 'read' end else replace(t.action, ' ', '_') end) collate "C"`,
      // Logins and tokens are done to no record.
      entity: `(case when t.entity <> '' and t.entity not like 'platform.%' then t.entity end) collate "C"`,
      record: `t.record::text collate "C"`,
      outcome: `(case when t.action in ('refused', 'login_refused') then 'refused' else 'ok' end) collate "C"`,
      code: `(case t.action when 'refused' then t.after ->> 'code' end) collate "C"`,
      ip: 't.ip',
    },
    from: 'platform.audit t',
  },
  revision: {
    system: { ...logged, id: 'platform.seq_id(t.rev)' },
    columns: {
      number: 't.rev::int8',
      at: 't.at::timestamptz(3)',
      edition: 't.edition',
      by_name: `${saidOf('t').by} collate "C"`,
      note: `nullif(${saidOf('t').note}, '') collate "C"`,
      packages: `(select string_agg(distinct f ->> 'package', '、') from jsonb_array_elements(t.files) f where f ->> 'kind' = 'package') collate "C"`,
      kind: 't.kind',
      base: 't.parent::int8',
      approved_by: `t.approved_by collate "C"`,
    },
    from: 'platform.revision t',
  },
  draft: {
    system: { created_by: 't.author', deleted_at: 'null::timestamptz' },
    search: `t.title || E'\\n' || t.author_name`,
    columns: {
      title: 't.title',
      // A text without a letter is none, as everywhere in records.
      message: `nullif(t.message, '')`,
      kind: 't.kind',
      state: 't.state',
      base: 't.base_rev::int8',
      author: 't.author',
      author_name: 't.author_name',
      documents: 'jsonb_array_length(t.changes)::int8',
      submitted_at: 't.submitted_at',
      decided_at: 't.decided_at',
      decided_name: 't.decided_name',
      comment: 't.comment',
      number: 't.applied_rev::int8',
    },
    from: 'platform.draft t',
  },
  registration: {
    system: {
      created_at: 't.asked_at',
      created_by: 'null::uuid',
      updated_by: 'null::uuid',
      deleted_at: 'null::timestamptz',
    },
    search: `t.name || E'\\n' || t.login || E'\\n' || t.unit`,
    columns: {
      login: 't.login',
      name: 't.name',
      phone: 't.phone',
      email: 't.email',
      unit: 't.unit',
      reason: 't.reason',
      proof: 't.proof',
      state: 't.state',
      reply: 't.reply',
      asked_at: 't.asked_at',
      decided_at: 't.decided_at',
      decided_by: 't.decided_by',
      account: 't.account',
    },
    from: 'platform.registration t',
  },
};

/**
 * The select that an entity with this source stands over: one column for each that the kernel names, in its order.
 * @throws Error for a source that has no rows here; a test holds both lists together
 */
export function sourceSelect(source: string): string {
  const view = Object.hasOwn(views, source) ? views[source] : undefined;
  const known = Object.hasOwn(sources, source) ? sources[source] : undefined;
  if (!view || !known) throw new Error(`there is no source ${source}`);
  const system = SYSTEM.map((name) => `${view.system?.[name] ?? `t.${name}`} as ${name}`);
  const columns = Object.keys(known.columns).map((name) => {
    const sql = view.columns[name];
    if (!sql) throw new Error(`the source ${source} has no column ${name}`);
    return `${sql} as "${name}"`;
  });
  return `select t.tenant_id, ${system.join(', ')}, 0::int4 as rev, false as quarantined, lower(normalize(${view.search ?? `''`}, NFKC)) collate "C" as search_text,
    '{}'::jsonb as ext, ${columns.join(', ')} from ${view.from}`;
}
