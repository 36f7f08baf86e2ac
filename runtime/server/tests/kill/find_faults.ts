// What must hold after any number of kills: nothing acknowledged is lost, and of every write there is all or nothing: row, audit, event,
// claim of the key, idempotency.
import type pg from 'pg';
import type { Writers } from './writers.ts';

/** Installed before the writers begin: events leave the outbox when they are handed on, this copy of them stays. */
export const COPY_EVENTS = `
  create schema if not exists proof;
  create table proof.event (record uuid, version int8, event text);
  create function proof.keep() returns trigger language plpgsql security definer as $$
  begin insert into proof.event values (new.record, new.version, new.event); return null; end $$;
  create trigger proof after insert on platform.outbox for each row execute function proof.keep();`;

const PERSONS = `(select * from records.core_person where created_by is not null)`;

/** One query a rule: rows that break it. */
const RULES: Record<string, string> = {
  'a version without exactly one audit row': `
    select p.id::text as what from ${PERSONS} p cross join lateral generate_series(1, p.version) as v(n)
    left join platform.audit a on a.tenant_id = p.tenant_id and a.entity = 'core.person' and a.record = p.id and a.version = v.n
    group by p.id, v.n having count(a.seq) <> 1`,
  'an audit row without its version': `
    select a.record::text as what from platform.audit a left join records.core_person p on p.tenant_id = a.tenant_id and p.id = a.record
    where a.entity = 'core.person' and a.version is not null and (p.id is null or p.version < a.version)`,
  'a last audit row that says something else than the row': `
    select p.id::text as what from ${PERSONS} p join platform.audit a on a.tenant_id = p.tenant_id and a.record = p.id and a.version = p.version
    where a.after ->> 'name' <> p.name or (a.after ->> 'deleted_at' is null) <> (p.deleted_at is null)`,
  'a version without exactly one event': `
    select p.id::text as what from ${PERSONS} p cross join lateral generate_series(1, p.version) as v(n)
    left join proof.event e on e.record = p.id and e.version = v.n
    group by p.id, v.n having count(e.record) <> 1`,
  'an event without its version': `
    select e.record::text as what from proof.event e left join records.core_person p on p.id = e.record where p.id is null or p.version < e.version`,
  'a live record that does not hold its key': `
    select p.id::text as what from ${PERSONS} p
    left join platform.claim c on c.tenant_id = p.tenant_id and c.record = p.id and c.key = p.staff_no
    where (c.record is null) <> (p.deleted_at is not null)`,
  'a claim of nobody': `
    select c.record::text as what from platform.claim c left join records.core_person p on p.tenant_id = c.tenant_id and p.id = c.record
    where c.rule like 'core.person#%' and (p.id is null or p.deleted_at is not null)`,
  'a key of a request without its record': `
    select i.key as what from platform.idempotency i left join records.core_person p on p.tenant_id = i.tenant_id and p.id = i.record where p.id is null`,
  'two records of one request': `
    select staff_no as what from records.core_person group by tenant_id, staff_no having count(*) > 1`,
};

/** @returns a sentence a fault, at most a few of each sort */
export async function findFaults(superuser: pg.Client, writers: Writers): Promise<string[]> {
  const faults = [...writers.strange];
  for (const [rule, text] of Object.entries(RULES)) {
    const { rows } = await superuser.query<{ what: string }>(text);
    if (rows.length > 0) faults.push(`${rule}: ${rows.length}, such as ${rows[0]!.what}`);
  }
  const { rows } = await superuser.query<{ id: string; version: string; name: string; deleted: boolean }>(
    'select id::text, version::text, name, deleted_at is not null as deleted from records.core_person',
  );
  const stored = new Map(rows.map((row) => [row.id, row]));
  for (const record of writers.records) {
    const row = stored.get(record.id);
    if (!row || Number(row.version) < record.version) faults.push(`acknowledged and lost: ${record.id}`);
    else if (Number(row.version) === record.version && (row.name !== record.name || row.deleted !== record.deleted))
      faults.push(`acknowledged as something else: ${record.id}`);
    else if (Number(row.version) > record.version && !record.unsure)
      faults.push(`written behind the back: ${record.id}`);
  }
  return faults;
}
