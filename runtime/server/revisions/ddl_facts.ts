// What the catalogue holds of tables and reader's views, as short facts: a step of DDL whose facts are all there takes no lock.
import type pg from 'pg';

const NAMES = `n.nspname || '."' || c.relname || '"'`;
const OF = `pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname in ('records', 'gate')`;

const FACTS = `
  select 'table ' || ${NAMES} as fact from ${OF} where c.relkind in ('r', 'p')
  union all select 'enabled ' || ${NAMES} from ${OF} where c.relrowsecurity
  union all select 'forced ' || ${NAMES} from ${OF} where c.relforcerowsecurity
  union all select 'view ' || ${NAMES} || ' ' || d.description from ${OF}
    join pg_description d on d.objoid = c.oid and d.classoid = 'pg_class'::regclass and d.objsubid = 0 where c.relkind = 'v'
  union all select 'column ' || ${NAMES} || ' ' || a.attname from ${OF}
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped where c.relkind in ('r', 'p', 'v') and not c.relispartition
  union all select 'policy ' || ${NAMES} || ' ' || p.polname from ${OF} join pg_policy p on p.polrelid = c.oid
  union all select 'trigger ' || ${NAMES} || ' ' || t.tgname from ${OF} join pg_trigger t on t.tgrelid = c.oid and not t.tgisinternal
  union all select 'grant ' || ${NAMES} || ' ' || r.rolname || ' ' || g.privilege_type from ${OF}
    cross join lateral aclexplode(c.relacl) g join pg_roles r on r.oid = g.grantee
  union all select 'constraint ' || conname from pg_constraint where contype = 'f'`;

/** All facts as they are now. */
export async function readFacts(client: pg.ClientBase): Promise<Set<string>> {
  const { rows } = await client.query<{ fact: string }>(FACTS);
  return new Set(rows.map(({ fact }) => fact));
}
