// A world made ready to be asked: every role has somebody, rows as years of work leave them, files on some, programs with tokens, and the raw
// rows read.
import pg from 'pg';
import { withClient } from '../../database/roles.ts';
import type { TenantState } from '../../revisions/tenants.ts';
import type { Client, World } from '../world.ts';
import { holdFiles, type HeldFile } from './hold_files.ts';
import { Judge, type Person } from './judge.ts';
import { BUREAUS, readPeople, staffEveryRole } from './people.ts';
import { RawRows } from './raw_rows.ts';
import { byToken, giveTokens, programOf, type Program } from './tokens.ts';

/** Made ready: `clients` holds a session of everybody, opened before the rows were read, for a login leaves rows too. */
export interface Prepared {
  raw: RawRows;
  people: Person[];
  files: HeldFile[];
  clients: Record<string, Client>;
  programs: Program[];
}

export async function prepare(world: World): Promise<Prepared> {
  // Rows of all bureaus count: the city sees those of a county that nobody here works in.
  const states = await world.running.services.tenants.all();
  await staffEveryRole(
    world,
    states.filter(({ name }) => BUREAUS.includes(name)),
  );
  await unsettle(world.urls.superuser);
  await writeDown(world.urls.superuser);
  const before = await RawRows.read(world.urls.superuser, states);
  const people = await readPeople(world, states, before);
  const admins = people.filter(({ login }) => login.endsWith('-admin')).map((person) => new Judge(before, person));
  const files = await holdFiles(world, admins);
  await changePersonal(world, admins);
  const clients: Prepared['clients'] = {};
  for (const { login } of people) clients[login] = await world.login(login);
  for (const { person } of admins) await beginDrafts(clients[person.login]!);
  await askForAccounts(world, states);
  const programs = await giveTokens(before, people, clients);
  for (const program of programs) {
    const person = byToken(people, program);
    people.push(person);
    clients[person.login] = programOf(world.url, program.text);
  }
  return { raw: await RawRows.read(world.urls.superuser, states), people, files, clients, programs };
}

const CHANGED_ROWS = 3;

/** Numbers that people of several stations share, to be found by. */
const ID_NUMBERS = ['11010519491231002X', '130102198001010010'];
const NUMBERED_ROWS = 24;

/** History that holds personal values: each bureau's admin gives some rows another telephone, and some a number of a person. */
async function changePersonal(world: World, judges: readonly Judge[]): Promise<void> {
  for (const judge of judges) {
    const client = await world.login(judge.person.login);
    for (const entity of Object.values(judge.person.state.model.entities)) {
      if (entity.source !== null || !judge.may(entity.name, 'update')) continue;
      const change = async (type: string, rows: number, value: (i: number) => string): Promise<void> => {
        const field = entity.fields.find((one) => one.type === type && one.personal !== null);
        if (!field) return;
        for (const [i, { id }] of judge.visible(entity.name).slice(0, rows).entries()) {
          const at = `/api/records/${entity.name}/${id}`;
          const match = { 'If-Match': (await client.get(at)).headers.get('etag') ?? '' };
          await client.patch(at, { [field.name]: value(i) }, match);
        }
      };
      await change('phone', CHANGED_ROWS, (i) => `1390000${String(1000 + i)}`);
      await change('id_card', NUMBERED_ROWS, (i) => ID_NUMBERS[i % ID_NUMBERS.length]!);
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

/** Somebody asks for an account of each bureau that takes such requests. */
async function askForAccounts(world: World, states: readonly TenantState[]): Promise<void> {
  for (const [i, { name, model }] of states.entries()) {
    if (!Object.values(model.entities).some(({ source }) => source === 'registration')) continue;
    const asked = { login: `asks.${name}`, name: '申请人', unit: '某某所', phone: `1380000${String(2000 + i)}` };
    const body = { bureau: name, ...asked, reason: '新调入', password: 'Quiet-river-2031' };
    const answer = await world.anonymous().post('/api/registrations', body);
    if (answer.status !== 201) throw new Error(`${name}: ${JSON.stringify(answer.body)}`);
  }
}

/** One row in so many stands in the audit as made by somebody of its bureau, whoever sees it today. */
const WRITTEN_DOWN = 4;

async function writeDown(superuser: string): Promise<void> {
  await withClient(superuser, async (client) => {
    const { rows } = await client.query<{ table_name: string; entity: string }>(
      `select t.table_name, replace(t.table_name, '_', '.') as entity from information_schema.tables t
       where t.table_schema = 'records' and t.table_type = 'BASE TABLE'`,
    );
    /** @param from rows `t`, each with the account `a` that made it */
    const made = (from: string): string =>
      `insert into platform.audit (tenant_id, actor, actor_name, ip, action, entity, record, version, rev, after)
       select t.tenant_id, a.id, a.name, '', 'create', $1, t.id, t.version, t.rev, to_jsonb(t) - '{tenant_id,search_text}'::text[]
       from ${from}`;
    for (const { table_name, entity } of rows)
      await client.query(
        `${made(`records."${table_name}" t cross join lateral (select id, name from platform.account a where a.tenant_id = t.tenant_id
           order by hashtext(a.id::text || t.id::text) limit 1) a`)}
         where hashtext(t.id::text) % ${WRITTEN_DOWN} = 0 order by t.id`,
        [entity],
      );
    // Everybody's last acts are on a row of each sort that is in the bin: nobody is to be told of those.
    for (const { table_name, entity } of rows)
      await client.query(
        made(`platform.account a cross join lateral (select b.* from records."${table_name}" b
          where b.tenant_id = a.tenant_id and b.deleted_at is not null order by hashtext(a.id::text || b.id::text) limit 1) t`),
        [entity],
      );
  });
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
