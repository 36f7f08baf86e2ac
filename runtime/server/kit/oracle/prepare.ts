// A world made ready to be asked: every role has somebody, rows as years of work leave them, files on some, and the raw rows read.
import pg from 'pg';
import type { Client, World } from '../world.ts';
import { holdFiles, type HeldFile } from './hold_files.ts';
import { Judge, type Person } from './judge.ts';
import { BUREAUS, readPeople, staffEveryRole } from './people.ts';
import { RawRows } from './raw_rows.ts';

/** Made ready: `clients` holds a session of everybody, opened before the rows were read, for a login leaves rows too. */
export interface Prepared {
  raw: RawRows;
  people: Person[];
  files: HeldFile[];
  clients: Record<string, Client>;
}

export async function prepare(world: World): Promise<Prepared> {
  // Rows of all bureaus count: the city sees those of a county that nobody here works in.
  const states = await world.running.services.tenants.all();
  await staffEveryRole(
    world,
    states.filter(({ name }) => BUREAUS.includes(name)),
  );
  await unsettle(world.urls.superuser);
  const before = await RawRows.read(world.urls.superuser, states);
  const people = await readPeople(world, states, before);
  const admins = people.filter(({ login }) => login.endsWith('-admin')).map((person) => new Judge(before, person));
  const files = await holdFiles(world, admins);
  await changePersonal(world, admins);
  const clients: Prepared['clients'] = {};
  for (const { login } of people) clients[login] = await world.login(login);
  for (const { person } of admins) await beginDrafts(clients[person.login]!);
  return { raw: await RawRows.read(world.urls.superuser, states), people, files, clients };
}

const CHANGED_ROWS = 3;

/** History that holds personal values: each bureau's admin gives some rows another telephone. */
async function changePersonal(world: World, judges: readonly Judge[]): Promise<void> {
  for (const judge of judges) {
    const client = await world.login(judge.person.login);
    for (const entity of Object.values(judge.person.state.model.entities)) {
      const field = entity.fields.find(({ type, personal }) => type === 'phone' && personal !== null);
      if (!field || entity.source !== null || !judge.may(entity.name, 'update')) continue;
      for (const [i, { id }] of judge.visible(entity.name).slice(0, CHANGED_ROWS).entries()) {
        const at = `/api/records/${entity.name}/${id}`;
        const match = { 'If-Match': (await client.get(at)).headers.get('etag') ?? '' };
        await client.patch(at, { [field.name]: `1390000${String(1000 + i)}` }, match);
      }
    }
  }
}

/** Changes of documents that are under way, in several states. */
async function beginDrafts(client: Client): Promise<void> {
  for (const [n, title] of ['加一个字段', '改角色', '换标签', '加一个字段'].entries()) {
    const made = await client.post('/api/door/drafts', { title, message: n % 2 === 0 ? '' : '下月起用' });
    // An admin of a bureau of somebody's own may have no grant over drafts.
    if (made.status !== 201) return;
    if (n === 1) await client.delete(`/api/door/drafts/${(made.body as { id: string }).id}`);
  }
}

/** Some rows in the bin, some without a value that scopes and sorts read. */
async function unsettle(superuser: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuser });
  await client.connect();
  try {
    const { rows } = await client.query<{ table_name: string; holes: string[] | null }>(
      `select t.table_name, (select array_agg(c.column_name::text) from information_schema.columns c
         where c.table_schema = 'records' and c.table_name = t.table_name and c.column_name in ('station', 'valid_until', 'subject')) as holes
       from information_schema.tables t where t.table_schema = 'records' and t.table_name not like 'core_%'`,
    );
    for (const { table_name, holes } of rows) {
      await client.query(`update records."${table_name}" set deleted_at = now() where hashtext(id::text) % 11 = 0`);
      for (const [i, hole] of (holes ?? []).entries())
        await client.query(
          `update records."${table_name}" set "${hole}" = null where hashtext(id::text) % 17 = ${i + 1}`,
        );
    }
  } finally {
    await client.end();
  }
}
