import { test } from '@japa/runner';
import pg from 'pg';
import type { Actor } from '../identity/actor.ts';
import { accessOf } from '../records/access.ts';
import { CommonGrams } from '../records/common_grams.ts';
import { writeCursor } from '../records/cursor.ts';
import { parseListRequest, type Query } from '../records/parse_list_request.ts';
import { listArgs, planCount, planList, SEARCH_CAP } from '../records/plan_list.ts';
import { sceneOf, type Scene } from '../records/scene.ts';
import { bindPlan, SqlBuilder } from '../records/sql_builder.ts';
import { Database } from '../database/client.ts';
import type { Statement } from '../database/statement.ts';
import { startWorld, type Client, type World } from './world.ts';

/** Bureaus, and rows of each in the two tables; all bureaus together make a hundred thousand rows of each. */
const BUREAUS = 20;
const ROWS = 5_000;
const ENTITY = 'food.operator';
/** The tables that are made large; one of three rows is best read from end to end. */
const FILLED = ['food_operator', 'market_subject'];

interface Node {
  'Node Type': string;
  'Relation Name'?: string;
  'Plan Rows': number;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  'Index Name'?: string;
  Plans?: Node[];
}

interface Sent {
  statement: Statement;
  how: 'any' | 'these' | 'pages';
}

/** Rows by SQL: every bureau like the first, its stations apart. The stations are not there, so foreign keys are not asked. */
const FILL = `
  set session_replication_role = replica;
  insert into platform.tenant (name, label) select 'filler' || n, 'filler' from generate_series(1, ${BUREAUS} - (select count(*) from platform.tenant)) n;
  insert into records.market_subject (tenant_id, id, rev, name, uscc, kind, entity_type, status, established, region, address, station, legal_rep, legal_rep_id, search_text)
    select t.id, gen_random_uuid(), 1, '市场主体' || n, 'U' || t.id || '-' || n, 'individual', '9500', '1', date '2015-01-01' + n % 4000, '130102', '建华大街' || n,
      ('00000000-0000-7000-8000-0000000000' || lpad((n % 20)::text, 2, '0'))::uuid, '某某', 'seal:' || md5(t.id || '-' || n) || ':1****:', ''
    from platform.tenant t, generate_series(1, ${ROWS}) n;
  insert into records.food_operator (tenant_id, id, rev, subject, licence_no, status, category, trade, items, issued_on, valid_until, region, address, station, is_online, risk, last_inspected, search_text)
    select s.tenant_id, gen_random_uuid(), 1, s.id, 'J' || s.uscc, 'valid', (array['1', '2', '3'])[1 + n % 3], null, '{}', date '2022-01-01', date '2026-01-01' + n % 1500,
      '130102', '建华大街', s.station, n % 2 = 0, (array['A', 'B', 'C', 'D'])[1 + n % 4], case when n % 3 > 0 then date '2026-01-01' + n % 300 end, ''
    from (select *, (row_number() over ())::int4 as n from records.market_subject) s;
  analyze records.market_subject; analyze records.food_operator;`;

test.group('How lists are run', (group) => {
  let world: World;
  let client: pg.Client;
  let scene: Scene;
  group.setup(async () => {
    world = await startWorld({ subjects: 60 });
    const superuser = new pg.Client({ connectionString: world.urls.superuser });
    await superuser.connect();
    await superuser.query(FILL);
    await superuser.end();
    const { tenants } = world.running.services;
    const state = (await tenants.all()).find(({ name }) => name === 'changan')!;
    const station = '00000000-0000-7000-8000-000000000003';
    scene = sceneOf(
      {
        user: station,
        person: null,
        org: station,
        station,
        orgs: [station],
        roles: ['core.staff', 'food.inspector', 'market.inspector'],
        tenant: { id: state.id },
      } as unknown as Actor,
      state,
    );
    client = new pg.Client({ connectionString: world.urls.app, options: '-c search_path=pg_catalog' });
    await client.connect();
    await client.query(
      `select set_config('app.tenant', $1, false), set_config('app.reach', '{' || $1 || '}', false), set_config('app.above', '{}', false),
         set_config('plan_cache_mode', 'force_generic_plan', false)`,
      [String(state.id)],
    );
  });
  group.teardown(async () => {
    await client.end();
    await world.stop();
  });

  let names = 0;
  const nodesOf = async (roles: string[], query: Query, what: 'list' | 'count'): Promise<Node[]> => {
    const asked = { ...scene, actor: { ...scene.actor, roles } };
    const access = accessOf(asked.state, roles, ENTITY)!;
    const { shape } = parseListRequest(asked, access, query);
    const builder = new SqlBuilder(asked.state, roles, { org: false, station: false, person: true });
    const plan = what === 'list' ? planList(builder, shape) : planCount(builder, shape, true);
    const { text, values } = bindPlan(plan, asked, listArgs(shape, 21));
    names += 1;
    await client.query(`prepare q${names} as ${text}`);
    const given = values.map((value) =>
      pg.escapeLiteral(String(Array.isArray(value) ? `{${value.join(',')}}` : value)),
    );
    const { rows } = await client.query<{ 'QUERY PLAN': { Plan: Node }[] }>(
      `explain (format json) execute q${names}${given.length > 0 ? `(${given.join(', ')})` : ''}`,
    );
    const all = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(all)];
    return all(rows[0]!['QUERY PLAN'][0]!.Plan);
  };
  const scans = (nodes: Node[]): string[] =>
    nodes
      .filter((node) => node['Node Type'] === 'Seq Scan' && FILLED.includes(node['Relation Name'] ?? ''))
      .map((node) => node['Relation Name']!);
  const sorts = (nodes: Node[]): number[] =>
    nodes.filter((node) => node['Node Type'] === 'Sort').map((node) => node['Plan Rows']);

  const OFFICER = ['core.staff', 'food.inspector', 'market.inspector'];
  const LEADER = ['core.staff', 'food.leader', 'market.leader'];
  const FILTERS = [undefined, "record.risk in ['C', 'D']", 'expiring', "record.subject.name == '某某'"];
  const ID = '00000000-0000-7000-8000-000000000001';
  /** Each order, with a cursor among the rows that have the key and one among those that have none. */
  const PAGES: Query[] = [
    {},
    { sort: '-updated_at' },
    ...['valid_until', '-valid_until', '-last_inspected'].flatMap((sort) => {
      const [key] = [{ path: sort.replace('-', ''), desc: sort.startsWith('-') }];
      const after = ['2026-06-01', null].map((at) => writeCursor([key!], { id: ID, keys: [at] }));
      return [{ sort }, ...after.map((cursor) => ({ sort, after: cursor }))];
    }),
    { sort: 'risk' },
    { sort: 'licence_no' },
  ];

  for (const roles of [OFFICER, LEADER]) {
    test(`no page and no count of ${roles[1]} reads a table from end to end, and an indexed order is not sorted`, async ({
      assert,
    }) => {
      for (const page of PAGES)
        for (const filter of FILTERS) {
          const query = { ...page, ...(filter ? { filter } : {}), include: 'subject' };
          const nodes = await nodesOf(roles, query, 'list');
          assert.deepEqual(scans(nodes), [], JSON.stringify(query));
          // What is sorted is a page and no more; an order that has no index of its own may sort what a station has.
          const indexed = page.sort !== 'licence_no' || roles === LEADER;
          if (indexed)
            assert.deepEqual(
              sorts(nodes).filter((rows) => rows > 1_000),
              [],
              JSON.stringify(query),
            );
          assert.deepEqual(scans(await nodesOf(roles, query, 'count')), [], `count ${JSON.stringify(query)}`);
        }
    }).timeout(120_000);

    test(`a search of ${roles[1]} goes by its index and looks at no more rows than its cap`, async ({ assert }) => {
      for (const q of ['面馆', '建华大街']) {
        const nodes = await nodesOf(roles, { q, sort: 'valid_until' }, 'list');
        assert.deepEqual(scans(nodes), [], q);
        const sorted = sorts(nodes);
        assert.isTrue(
          sorted.every((rows) => rows <= SEARCH_CAP),
          `sorts ${String(sorted)} rows`,
        );
      }
    }).timeout(60_000);
  }

  test('what a good part of the rows hold is found among the newest, what the statistics only think common by the index', async ({
    assert,
  }) => {
    const superuser = new pg.Client({ connectionString: world.urls.superuser });
    await superuser.connect();
    await superuser.query(
      `set session_replication_role = replica;
       update records.market_subject s set search_text = case when n <= 40 then '罕见字号' else '建华大街' end
       from (select tenant_id, id, row_number() over (partition by tenant_id order by id) as n from records.market_subject) o
       where o.tenant_id = s.tenant_id and o.id = s.id and s.tenant_id <= 4;
       analyze records.market_subject`,
    );
    await superuser.end();
    const { database } = world.running.services;
    const grams = new CommonGrams(database);
    await grams.learn('market.subject');
    assert.deepEqual(
      ['建华大街', '罕见字号', '建'].map((word) => grams.has('market.subject', word)),
      [true, false, false],
    );

    const roles = ['core.staff', 'market.leader'];
    const asked = { ...scene, actor: { ...scene.actor, roles } };
    const access = accessOf(asked.state, roles, 'market.subject')!;
    const idsOf = async (q: string, common: boolean[] | undefined, limit: number): Promise<string[]> => {
      const { shape } = parseListRequest(asked, access, { q, limit: '200' });
      const builder = new SqlBuilder(asked.state, roles, { org: false, station: false, person: true });
      const wanted = common ? { ...shape, common } : shape;
      const { text, values } = bindPlan(planList(builder, wanted), asked, listArgs(wanted, limit));
      const { rows } = await client.query<{ id: string }>(text, [...values]);
      return rows.map(({ id }) => id);
    };
    const { rows: newest } = await client.query<{ id: string }>(
      `select id::text from gate.market_subject where search_text like '%建华大街%' order by id desc limit 200`,
    );
    const found = await idsOf('建华大街', [true], 200);
    assert.lengthOf(found, 200);
    assert.deepEqual(
      found,
      newest.map(({ id }) => id),
    );
    const rare = await idsOf('罕见', undefined, 200);
    assert.lengthOf(rare, 40);
    assert.deepEqual(await idsOf('罕见', [true], 200), rare);
    // Of a common word and a rare one the rare one names the rows.
    assert.deepEqual(await idsOf('罕见 字号', [true, false], 200), rare);
  }).timeout(60_000);

  /** What the server sends to the database while the body asks it, and how: planned for any values, for these, or page by page. */
  const sentWhile = async (body: () => Promise<void>): Promise<Sent[]> => {
    const { database } = world.running.services;
    const sent: Sent[] = [];
    database.answers = (entry, statements, generic = true) => {
      sent.push(...statements.map((statement) => ({ statement, how: generic ? 'any' : 'these' }) as const));
      return Database.prototype.answers.call(database, entry, statements, generic);
    };
    database.cursor = (entry, statement, size) => {
      sent.push({ statement, how: 'pages' });
      return Database.prototype.cursor.call(database, entry, statement, size);
    };
    try {
      await body();
    } finally {
      Reflect.deleteProperty(database, 'answers');
      Reflect.deleteProperty(database, 'cursor');
    }
    return sent.filter(({ statement }) => statement.text.includes('gate.'));
  };
  const explained = async ({ statement: { text, values }, how }: Sent): Promise<Node[]> => {
    const given = values.map((value) =>
      value === null ? 'null' : pg.escapeLiteral(String(Array.isArray(value) ? `{${value.join(',')}}` : value)),
    );
    names += 1;
    if (how !== 'pages') {
      await client.query(`set plan_cache_mode = force_${how === 'any' ? 'generic' : 'custom'}_plan`);
      await client.query(`prepare q${names} as ${text}`);
    }
    const run =
      how === 'pages'
        ? `declare q${names} no scroll cursor for ${text.replace(/\$(\d+)/g, (_, n: string) => given[Number(n) - 1]!)}`
        : `execute q${names}${given.length > 0 ? `(${given.join(', ')})` : ''}`;
    const { rows } = await client.query<{ 'QUERY PLAN': { Plan: Node }[] }>(`explain (analyze, format json) ${run}`);
    const all = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(all)];
    return all(rows[0]!['QUERY PLAN'][0]!.Plan);
  };

  /** Rows of the large tables that were looked at, whether they were wanted or not. */
  const looked = (nodes: Node[]): number =>
    nodes
      .filter((node) => FILLED.includes(node['Relation Name'] ?? ''))
      .map((node) => (node['Actual Rows']! + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']!)
      .reduce((sum, rows) => sum + rows, 0);

  test('what a station’s head asks for goes by indexes: a record, groups, the recycle bin, an export, of either entity, and looks at no more than his station has or lies in the bin', async ({
    assert,
  }) => {
    const head = await world.login('changan-head');
    const { station } = (await head.get('/api/me')).body as { station: string };
    const superuser = new pg.Client({ connectionString: world.urls.superuser });
    await superuser.connect();
    for (const table of FILLED)
      await superuser.query(
        `set session_replication_role = replica;
         update records.${table} set station = '${station}' where tenant_id = ${scene.state.id} and station = '00000000-0000-7000-8000-000000000003';
         update records.${table} set deleted_at = now() where right(id::text, 1) = '0';
         analyze records.${table}`,
      );
    await superuser.end();
    const food = '/api/records/food.operator';
    const market = '/api/records/market.subject';
    const filter = (text: string): string => `filter=${encodeURIComponent(text)}`;
    const first = async (at: string): Promise<string> =>
      ((await head.get(`${at}?limit=1`)).body as { items: { id: string }[] }).items[0]!.id;
    const ids: Record<string, string> = { [food]: await first(food), [market]: await first(market) };
    const asked: [string, Client, string, object?][] = [
      ...[food, market].flatMap((at): [string, Client, string][] => [
        ['a record', head, `${at}/${ids[at]!}`],
        ['groups', head, `${at}/aggregate?group=status`],
        [
          'groups of what is filtered',
          head,
          `${at}/aggregate?group=status,station&${filter("record.region == '130102'")}`,
        ],
        ['a list', head, `${at}?count=exact`],
        ['an export', head, `${at}/export?format=csv`],
        ['an export in order', head, `${at}/export?sort=address&${filter("record.region == '130102'")}`],
      ]),
      ['a record with its ref', head, `${food}/${ids[food]!}?include=subject`],
      ['sums', head, `${food}/aggregate?group=risk&measure=sum(seats)`],
      ['groups over a ref', head, `${food}/aggregate?group=risk&${filter("record.subject.name == '某某'")}`],
      ['the recycle bin', head, `${food}?deleted=only&count=exact`],
      ['the recycle bin in order', head, `${food}?deleted=only&sort=valid_until`],
      ['a search', head, `${market}?q=${encodeURIComponent('建华大街')}`],
      ['a list in order', head, `${market}?sort=-established`],
      ['a list of what is filtered', head, `${market}?${filter("record.kind == 'individual'")}`],
    ];
    const registrar = await world.login('changan-registrar');
    asked.push([
      'a number',
      registrar,
      `${market}/find`,
      { field: 'legal_rep_id', value: '130102199003075517', purpose: '核对办事人' },
    ]);
    for (const [what, who, path, body] of asked) {
      const sent = await sentWhile(async () => {
        const answer = await (body ? who.post(path, body) : who.get(path));
        assert.equal(answer.status, 200, `${what}: ${JSON.stringify(answer.body)}`);
      });
      assert.isNotEmpty(sent, `${what} ${path} asks nothing`);
      for (const one of sent) {
        const nodes = await explained(one);
        assert.deepEqual(scans(nodes), [], `${what} ${path}: ${one.statement.text}`);
        // A search may walk the newest of the whole bureau, up to its cap.
        if (what !== 'a search') assert.isBelow(looked(nodes), 1_000, `${what} ${path}`);
      }
    }
  }).timeout(120_000);
});
