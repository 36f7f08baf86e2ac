import { test } from '@japa/runner';
import { lintFromString, createConfig } from '@redocly/openapi-core';
import { sharedWorld } from './shared_world.ts';
import type { Client } from './world.ts';

interface Item {
  id: string;
  version: number;
  _title: string;
  [field: string]: unknown;
}

const OPERATORS = '/api/records/food.operator';
const q = encodeURIComponent;

async function items(client: Client, path: string): Promise<Item[]> {
  const answer = await client.get(path);
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return (answer.body as { items: Item[] }).items;
}

test.group('One bureau and another', () => {
  test('an officer of luquan reaches nothing of changan by list, id, search, filter, include, export, title, history, write or restore', async ({
    assert,
  }) => {
    const world = await sharedWorld();
    const [ours, theirs] = [await world.login('changan-officer'), await world.login('luquan-officer')];
    const [mine] = await items(ours, `${OPERATORS}?limit=1`);
    const path = `${OPERATORS}/${mine!.id}`;
    for (const [what, at] of [
      ['id', path],
      ['title', `${path}/title`],
      ['history', `${path}/history`],
      ['include', `${path}?include=subject`],
    ] as const) {
      const answer = await theirs.get(at);
      assert.equal(answer.status, 404, what);
      assert.equal((answer.body as { code: string }).code, 'E_RECORD_NONE');
      assert.notInclude(JSON.stringify(answer.body), mine!._title);
    }
    assert.equal((await theirs.patch(path, { remark: 'x' }, { 'If-Match': '"1"' })).status, 404);
    assert.include([403, 404], (await theirs.delete(path, { 'If-Match': '"1"' })).status);
    assert.include([403, 404], (await theirs.post(`${path}/restore`, undefined, { 'If-Match': '"1"' })).status);
    for (const query of [
      `q=${q(String(mine!.licence_no))}`,
      `filter=${q(`record.licence_no == '${String(mine!.licence_no)}'`)}`,
      `filter=${q(`record.station == '${String(mine!.station)}'`)}`,
    ]) {
      const answer = await theirs.get(`${OPERATORS}?${query}`);
      if (answer.status === 200) assert.lengthOf((answer.body as { items: Item[] }).items, 0, query);
      else assert.equal(answer.status, 400, query);
    }
    const exported = await theirs.get(`${OPERATORS}/export?q=${q(String(mine!.licence_no))}`);
    assert.notInclude(String(exported.body), String(mine!.licence_no));
    const all = await items(theirs, `${OPERATORS}?limit=200`);
    assert.isAbove(all.length, 0);
    assert.isFalse(all.some((item) => item.id === mine!.id));
  });

  test("a ref to another bureau's record, or to one out of sight, is refused as if it did not exist", async ({
    assert,
  }) => {
    const world = await sharedWorld();
    const [admin, theirs] = [await world.login('changan-admin'), await world.login('luquan-admin')];
    const [foreign] = await items(theirs, '/api/records/core.org?limit=1');
    const answer = await admin.post('/api/records/core.person', {
      name: '借调',
      staff_no: `F${Date.now()}`,
      org: foreign!.id,
      kind: 'civil',
    });
    const missing = await admin.post('/api/records/core.person', {
      name: '借调',
      staff_no: `F${Date.now()}`,
      org: '00000000-0000-7000-8000-000000000000',
      kind: 'civil',
    });
    assert.equal(answer.status, 422);
    const fault = (body: unknown) => (body as { faults: { code: string; path: string; message: string }[] }).faults[0]!;
    assert.equal(fault(answer.body).code, 'E_REF_NONE');
    assert.equal(fault(answer.body).path, 'org');
    assert.equal(fault(answer.body).message, fault(missing.body).message);
  });

  test('an officer of another station of the same bureau does not see the record either', async ({ assert }) => {
    const world = await sharedWorld();
    const [mine] = await items(await world.login('changan-officer'), `${OPERATORS}?limit=1`);
    const neighbour = await world.login('changan-officer3');
    assert.equal((await neighbour.get(`${OPERATORS}/${mine!.id}`)).status, 404);
    assert.isFalse((await items(neighbour, `${OPERATORS}?limit=200`)).some((item) => item.id === mine!.id));
  });

  test('what no role grants is not there: no entity, no field, no filter on it', async ({ assert }) => {
    const world = await sharedWorld();
    const officer = await world.login('changan-officer');
    const model = (await officer.get('/api/model')).body as {
      entities: Record<string, { fields: { name: string }[] }>;
    };
    assert.equal((await officer.get('/api/records/nothing.there')).status, 404);
    assert.equal((await officer.get('/api/records/__proto__')).status, 404);
    const staff = model.entities['food.staff']!;
    assert.isFalse(staff.fields.some((field) => field.name === 'id_no'));
    for (const item of await items(officer, '/api/records/food.staff?limit=50')) assert.notProperty(item, 'id_no');
    assert.equal((await officer.get(`/api/records/food.staff?filter=${q("record.id_no == 'x'")}`)).status, 400);
    assert.equal((await officer.get('/api/records/food.staff?sort=id_no')).status, 400);
    assert.equal((await officer.get('/api/records/food.staff?fields=id_no')).status, 400);
  });
});

test.group("A bureau's patch", () => {
  test("stricter field, own field and new label show in its model, API, OpenAPI, import and export, and in nobody else's", async ({
    assert,
  }) => {
    const world = await sharedWorld();
    const [changan, luquan] = [await world.login('changan-admin'), await world.login('luquan-admin')];
    type Model = {
      entities: Record<string, { fields: { name: string; label: string; required: unknown; own: boolean }[] }>;
      forms: Record<string, { of: string; sections: { fields: string[] }[] }>;
      views: Record<string, { of: string; type: string; columns: string[] }>;
    };
    const modelOf = async (client: Client) => (await client.get('/api/model')).body as Model;
    const fieldOf = (model: Model, name: string) =>
      model.entities['food.operator']!.fields.find((field) => field.name === name);
    const [ours, theirs] = [await modelOf(changan), await modelOf(luquan)];
    assert.equal(fieldOf(ours, 'phone')!.required, true);
    assert.equal(fieldOf(theirs, 'phone')!.required, false);
    assert.isTrue(fieldOf(ours, 'x_stall_no')!.own);
    assert.isUndefined(fieldOf(theirs, 'x_stall_no'));
    assert.equal(fieldOf(ours, 'manager')!.label, '食品安全负责人');
    assert.equal(fieldOf(theirs, 'manager')!.label, '食品安全管理员');
    const onForm = (model: Model) =>
      Object.values(model.forms).some(
        (form) => form.of === 'food.operator' && form.sections.some((section) => section.fields.includes('x_stall_no')),
      );
    assert.isTrue(onForm(ours));
    assert.isFalse(onForm(theirs));

    const documentOf = async (client: Client) => JSON.stringify((await client.get('/api/openapi.json')).body);
    assert.include(await documentOf(changan), 'x_stall_no');
    assert.notInclude(await documentOf(luquan), 'x_stall_no');
    assert.include(String((await changan.get(`${OPERATORS}/import/template`)).body), '摊位号');
    assert.notInclude(String((await luquan.get(`${OPERATORS}/import/template`)).body), '摊位号');

    const [mine] = await items(changan, `${OPERATORS}?limit=1`);
    const path = `${OPERATORS}/${mine!.id}`;
    const version = async (client: Client, at: string) => ({ 'If-Match': (await client.get(at)).headers.get('etag')! });
    const stall = `B-${Date.now() % 100000}`;
    const saved = await changan.patch(path, { x_stall_no: stall }, await version(changan, path));
    assert.equal((saved.body as Item).x_stall_no, stall);
    assert.deepEqual(
      (await items(changan, `${OPERATORS}?filter=${q(`record.x_stall_no == '${stall}'`)}`)).map((item) => item.id),
      [mine!.id],
    );
    assert.isTrue((await items(changan, `${OPERATORS}?q=${q(stall)}`)).some((item) => item.id === mine!.id));
    assert.include(
      String(
        (
          await changan.get(
            `${OPERATORS}/export?columns=licence_no,x_stall_no&filter=${q(`record.x_stall_no == '${stall}'`)}`,
          )
        ).body,
      ),
      stall,
    );
    const cleared = await changan.patch(path, { phone: null }, await version(changan, path));
    assert.equal(cleared.status, 422, 'changan asks for a telephone');

    const [other] = await items(luquan, `${OPERATORS}?limit=1`);
    const there = `${OPERATORS}/${other!.id}`;
    const unknown = await luquan.patch(there, { x_stall_no: 'A-1' }, await version(luquan, there));
    assert.equal(unknown.status, 422);
    assert.equal((unknown.body as { faults: { code: string }[] }).faults[0]!.code, 'E_FIELD_UNKNOWN');
    assert.equal((await luquan.get(`${OPERATORS}?filter=${q("record.x_stall_no == 'A'")}`)).status, 400);
    assert.equal(
      (await luquan.patch(there, { phone: null }, await version(luquan, there))).status,
      200,
      'luquan does not',
    );
  });
});

test.group('OpenAPI', () => {
  for (const login of ['changan-admin', 'changan-officer', 'sjz-viewer']) {
    test(`the document of ${login} passes the published linter and names what the actor may do`, async ({ assert }) => {
      const client = await (await sharedWorld()).login(login);
      const document = (await client.get('/api/openapi.json')).body as {
        openapi: string;
        paths: Record<string, Record<string, unknown>>;
      };
      assert.match(document.openapi, /^3\.1/);
      const config = await createConfig({ extends: ['recommended'] });
      const problems = await lintFromString({ source: JSON.stringify(document), config });
      assert.deepEqual(
        problems
          .filter((problem) => problem.severity === 'error')
          .map((problem) => `${problem.ruleId}: ${problem.message}`),
        [],
      );
      const model = (await client.get('/api/model')).body as {
        entities: Record<string, { can: Record<string, boolean> }>;
      };
      for (const [name, entity] of Object.entries(model.entities)) {
        const all = document.paths[`/api/records/${name}`]!;
        assert.property(all, 'get');
        assert.equal('post' in all, entity.can.create, `${name} create`);
        assert.equal('patch' in document.paths[`/api/records/${name}/{id}`]!, entity.can.update, `${name} update`);
      }
    });
  }
});
