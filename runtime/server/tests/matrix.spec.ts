import { test } from '@japa/runner';
import pg from 'pg';
import { demoAccounts } from '../../../demo/accounts.ts';
import { sharedWorld } from './shared_world.ts';

interface Grant {
  read: unknown;
  create: unknown;
  update: unknown;
  delete: unknown;
  restore: unknown;
  import: boolean;
  export: boolean;
  history: boolean;
}

const PEOPLE = demoAccounts.filter(({ tenant }) => tenant === 'changan' || tenant === 'luquan');

test.group('Who may do what', () => {
  for (const account of PEOPLE) {
    test(`nf-053 sjz-006: every entity and action answers ${account.login} as the roles say`, async ({ assert }) => {
      const world = await sharedWorld();
      const client = await world.login(account.login);
      const state = (await world.running.services.tenants.all()).find(({ name }) => name === account.tenant)!;
      const roles = account.assignments.map(({ role }) => state.model.roles[role]!);
      const model = (await client.get('/api/model')).body as {
        entities: Record<string, unknown>;
        menus: { items: { view: string }[] }[];
        views: Record<string, { of: string }>;
      };
      const wrong: string[] = [];
      const expect = (what: string, status: number, ...allowed: number[]): void => {
        if (!allowed.includes(status)) wrong.push(`${what}: ${status}, not ${allowed.join(' or ')}`);
      };
      for (const entity of Object.keys(state.model.entities)) {
        const grants = roles.flatMap((role) => (role.grants[entity] as Grant | undefined) ?? []);
        // What the city keeps is read and taken out by its counties, and written at the city.
        const own = state.model.entities[entity]!.kept === 'tenant' || state.keepsCity;
        const has = (action: keyof Grant): boolean =>
          (own || ['read', 'export'].includes(action)) && grants.some((grant) => Boolean(grant[action]));
        const path = `/api/records/${entity}`;
        const list = await client.get(`${path}?limit=1`);
        if (!has('read')) {
          expect(`${entity} list`, list.status, 404);
          for (const at of ['/export', '/import/template', '/00000000-0000-7000-8000-000000000000'])
            expect(entity + at, (await client.get(path + at)).status, 404);
          expect(`${entity} create`, (await client.post(path, {})).status, 404);
          assert.notProperty(model.entities, entity);
          continue;
        }
        expect(`${entity} list`, list.status, 200);
        // Rows of the platform that are made on a page of their own are not made here.
        const made = state.model.entities[entity]!.source === null ? [422] : [422, 405];
        expect(`${entity} create`, (await client.post(path, {})).status, ...(has('create') ? made : [403]));
        expect(
          `${entity} export`,
          (await client.get(`${path}/export?filter=${encodeURIComponent('record.version < 0')}`)).status,
          has('export') ? 200 : 403,
        );
        expect(
          `${entity} import`,
          (await client.get(`${path}/import/template`)).status,
          has('import') && has('create') ? 200 : 403,
        );
        expect(`${entity} bin`, (await client.get(`${path}?deleted=only&limit=1`)).status, has('restore') ? 200 : 403);
        const [row] = (list.body as { items: { id: string; version: number }[] }).items;
        if (!row) continue;
        const at = `${path}/${row.id}`;
        expect(`${entity} history`, (await client.get(`${at}/history`)).status, has('history') ? 200 : 403);
        // With a version that is not the record's nothing is written: who may not is told so before who is late.
        const late = { 'If-Match': '"999999"' };
        expect(`${entity} delete`, (await client.delete(at, late)).status, ...(has('delete') ? [412, 403] : [403]));
        const current = { 'If-Match': `"${row.version}"` };
        const field = state.model.entities[entity]!.fields.find((one) =>
          ['text', 'string', 'date'].includes(one.type),
        )!;
        if (!has('update'))
          expect(
            `${entity} update`,
            (await client.patch(at, { [field.name]: field.type === 'date' ? '2001-01-01' : '无权' }, current)).status,
            403,
            422,
          );
      }
      assert.deepEqual(wrong, []);
      const offered = model.menus.flatMap((menu) => menu.items.map((item) => model.views[item.view]!.of));
      assert.isTrue(
        offered.every((entity) => entity in model.entities),
        'the menu offers nothing that cannot be opened',
      );
    });
  }

  test('sjz-005: an officer sees the rows of his station, all of them and no other, on every path that counts', async ({
    assert,
  }) => {
    const world = await sharedWorld();
    const superuser = new pg.Client({ connectionString: world.urls.superuser! });
    await superuser.connect();
    try {
      for (const login of ['changan-officer', 'changan-officer3', 'luquan-officer']) {
        const client = await world.login(login);
        const { station } = (await client.get('/api/me')).body as { station: string };
        const oracle = await superuser.query<{ id: string }>(
          'select id from records.food_operator where station = $1 and deleted_at is null',
          [station],
        );
        const seen: string[] = [];
        let after: string | null = null;
        do {
          const page = (await client.get(`/api/records/food.operator?limit=50${after ? `&after=${after}` : ''}`))
            .body as { items: { id: string }[]; next: string | null };
          seen.push(...page.items.map(({ id }) => id));
          after = page.next;
        } while (after);
        assert.sameMembers(
          seen,
          oracle.rows.map(({ id }) => id),
          login,
        );
        const counted = (await client.get('/api/records/food.operator?limit=0&count=exact')).body as {
          total: { value: number };
        };
        assert.equal(counted.total.value, oracle.rows.length);
        const exported = String((await client.get('/api/records/food.operator/export?columns=licence_no')).body)
          .trim()
          .split('\r\n');
        // Headings before, who took it behind.
        assert.lengthOf(exported, oracle.rows.length + 2);
      }
    } finally {
      await superuser.end();
    }
  });

  test('wux-022: five kinds of subject are held in one library, and a credit code with a wrong check digit is not', async ({
    assert,
  }) => {
    const client = await (await sharedWorld()).login('changan-admin');
    const { items } = (await client.get('/api/records/market.subject?limit=200&fields=kind,uscc')).body as {
      items: { id: string; version: number; kind: string; uscc: string }[];
    };
    assert.isAtLeast(new Set(items.map(({ kind }) => kind)).size, 3);
    const [one] = items;
    const last = one!.uscc.endsWith('1') ? '2' : '1';
    const answer = await client.patch(
      `/api/records/market.subject/${one!.id}`,
      { uscc: one!.uscc.slice(0, 17) + last },
      { 'If-Match': `"${one!.version}"` },
    );
    assert.equal(answer.status, 422);
    const [fault] = (answer.body as { faults: { code: string; path: string }[] }).faults;
    assert.deepEqual([fault!.path, fault!.code], ['uscc', 'E_USCC_CHECK']);
  });
});
