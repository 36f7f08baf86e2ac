import { test } from '@japa/runner';
import { sharedWorld } from './shared_world.ts';
import type { Answer, Client, World } from './world.ts';

const PASSWORD = 'Quiet-river-2031';
const PDF = Buffer.from('%PDF-1.7\n%%EOF\n');
const ENTITY = '/api/records/core.registration';

/** What the answers of this spec hold. */
interface Body {
  code: string;
  state: string;
  receipt: string;
  account: string;
  faults: { path: string }[];
  items: { id: string; action: string }[];
}

const bodyOf = (answer: Answer): Body => answer.body as Body;

test.group('Requests for accounts', (group) => {
  let world: World;
  let admin: Client;
  group.setup(async () => {
    world = await sharedWorld();
    admin = await world.login('changan-admin');
  });

  const wish = (login: string) => ({
    ...{ bureau: 'changan', login, name: '周明', unit: '建北监管所', phone: '13800002046', password: PASSWORD },
  });
  const ask = async (login: string) => {
    const asked = await world.anonymous().post('/api/registrations', wish(login));
    const [row] = bodyOf(await admin.get(`${ENTITY}?filter=record.login%20%3D%3D%20'${login}'`)).items;
    return { status: asked.status, receipt: bodyOf(asked).receipt, id: row!.id };
  };
  const logIn = (login: string) => world.anonymous().post('/api/session', { login, password: PASSWORD });
  const stateOf = async (receipt: string) =>
    bodyOf(await world.anonymous().post('/api/registrations/status', { receipt })).state;

  test('sjz-002: nobody gets in before the approval; a supplement is asked for, given and approved; with a post the login works', async ({
    assert,
  }) => {
    const { status, receipt, id } = await ask('zhou.ming');
    assert.equal(status, 201);
    assert.equal(bodyOf(await logIn('zhou.ming')).code, 'E_LOGIN_FAILED');
    const unsaid = await admin.post(`${ENTITY}/${id}/decision`, { decision: 'supplement' });
    assert.equal(bodyOf(unsaid).code, 'E_REGISTRATION_DECISION');
    assert.equal(
      (await admin.post(`${ENTITY}/${id}/decision`, { decision: 'supplement', reply: '请写明执法证号' })).status,
      200,
    );
    const told = bodyOf(await world.anonymous().post('/api/registrations/status', { receipt: receipt.toLowerCase() }));
    assert.deepInclude(told, { state: 'supplement', reply: '请写明执法证号', login: 'zhou.ming' });
    const given = { ...wish('zhou.ming'), receipt, reason: '执法证 03010123' };
    assert.equal((await world.anonymous().post('/api/registrations/supplement', given)).status, 204);
    assert.equal(
      bodyOf(await world.anonymous().post('/api/registrations/supplement', given)).code,
      'E_REGISTRATION_STATE',
    );
    assert.equal(await stateOf(receipt), 'asked');
    assert.equal(bodyOf(await logIn('zhou.ming')).code, 'E_LOGIN_FAILED');

    const approved = await admin.post(`${ENTITY}/${id}/decision`, { decision: 'approved' });
    assert.equal(approved.status, 200);
    const account = bodyOf(approved).account;
    assert.equal(bodyOf(await logIn('zhou.ming')).code, 'E_POST_NONE');
    const role = bodyOf(await admin.get(`/api/records/core.role?filter=record.code%20%3D%3D%20'core.staff'`)).items[0]!
      .id;
    const org = bodyOf(await admin.get('/api/records/core.org?limit=1')).items[0]!.id;
    const post = await admin.post('/api/records/core.assignment', { account, role, org, starts_on: '2026-01-01' });
    assert.equal(post.status, 201);
    assert.equal((await logIn('zhou.ming')).status, 200);
    assert.equal(
      bodyOf(await admin.post(`${ENTITY}/${id}/decision`, { decision: 'rejected', reply: '晚了' })).code,
      'E_REGISTRATION_STATE',
    );
    const history = bodyOf(await admin.get(`${ENTITY}/${id}/history`)).items;
    assert.deepEqual(
      history.map(({ action }) => action),
      ['decide', 'update', 'decide', 'create'],
    );
  });

  const send = (receipt: string, bytes: Buffer, name: string): Promise<Answer> => {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(bytes)]), name);
    return world.anonymous().post('/api/registrations/proof', form, { 'Registration-Receipt': receipt });
  };

  test('sjz-002: who is asked for more sends files with his code, and who decides about the request reads them, nobody else', async ({
    assert,
  }) => {
    const { receipt, id } = await ask('wu.di');
    const other = await ask('zheng.yi');
    assert.equal(bodyOf(await send(receipt, PDF, '执法证.pdf')).code, 'E_REGISTRATION_STATE', 'nobody asked yet');
    for (const one of [id, other.id])
      await admin.post(`${ENTITY}/${one}/decision`, { decision: 'supplement', reply: '请上传执法证' });
    assert.equal(bodyOf(await send('A'.repeat(24), PDF, '执法证.pdf')).code, 'E_REGISTRATION_NONE');
    assert.equal(bodyOf(await send(receipt, Buffer.from('<script>'), 'a.pdf')).code, 'E_FILE_TYPE');
    const sent = await send(receipt, PDF, '执法证.pdf');
    assert.equal(sent.status, 201, JSON.stringify(sent.body));
    const file = sent.body as { id: string };
    const supplement = (wished: string, code: string) =>
      world.anonymous().post('/api/registrations/supplement', {
        ...{ ...wish(wished), receipt: code, proof: [{ id: file.id }] },
      });
    const stolen = await supplement('zheng.yi', other.receipt);
    assert.deepEqual([stolen.status, bodyOf(stolen).faults[0]!.path], [422, 'proof']);
    assert.equal((await supplement('wu.di', receipt)).status, 204);

    const seen = (await admin.get(`${ENTITY}/${id}`)).body as { proof: object[] };
    assert.deepEqual(seen.proof, [{ id: file.id, name: '执法证.pdf', type: 'application/pdf', size: PDF.length }]);
    assert.equal((await admin.get(`/api/files/${file.id}`)).status, 200);
    assert.equal((await world.anonymous().get(`/api/files/${file.id}`)).status, 401);
    for (const login of ['changan-officer', 'luquan-admin'])
      assert.equal((await (await world.login(login)).get(`/api/files/${file.id}`)).status, 404);
    assert.equal(
      bodyOf(await send(receipt, PDF, '再来.pdf')).code,
      'E_REGISTRATION_STATE',
      'it is with the admin again',
    );
  });

  test('every fault of a request is told at once, and a login that is taken is told to nobody but the admin', async ({
    assert,
  }) => {
    const wrong = await world
      .anonymous()
      .post('/api/registrations', { bureau: 'nowhere', login: '周', phone: '12', password: 'a' });
    assert.equal(bodyOf(wrong).code, 'E_REGISTRATION_INVALID');
    assert.sameMembers(
      bodyOf(wrong).faults.map(({ path }) => path),
      ['bureau', 'name', 'unit', 'login', 'phone'],
    );
    const { status, id } = await ask('changan-head');
    assert.equal(status, 201);
    const taken = await admin.post(`${ENTITY}/${id}/decision`, { decision: 'approved' });
    assert.deepEqual([taken.status, bodyOf(taken).code], [409, 'E_LOGIN_TAKEN']);
    assert.equal(bodyOf(await admin.get(`${ENTITY}/${id}`)).state, 'asked');
  });

  test('who may not make accounts decides nothing, another bureau sees nothing, and a wrong code finds nothing', async ({
    assert,
  }) => {
    const { id, receipt } = await ask('li.lei');
    const officer = await world.login('changan-officer');
    assert.equal((await officer.post(`${ENTITY}/${id}/decision`, { decision: 'approved' })).status, 404);
    const luquan = await world.login('luquan-admin');
    assert.equal((await luquan.post(`${ENTITY}/${id}/decision`, { decision: 'approved' })).status, 404);
    const guess =
      receipt.replace(/^.{4}/, 'AAAA') === receipt
        ? receipt.replace(/^.{4}/, 'BBBB')
        : receipt.replace(/^.{4}/, 'AAAA');
    assert.equal(
      bodyOf(await world.anonymous().post('/api/registrations/status', { receipt: guess })).code,
      'E_REGISTRATION_NONE',
    );
    const both = await Promise.all([1, 2].map(() => admin.post(`${ENTITY}/${id}/decision`, { decision: 'approved' })));
    assert.sameMembers(
      both.map(({ status }) => status === 200),
      [true, false],
    );
    const accounts = await admin.get(`/api/records/core.account?filter=record.login%20%3D%3D%20'li.lei'`);
    assert.lengthOf(bodyOf(accounts).items, 1);
    assert.notInclude(JSON.stringify(await admin.get(`${ENTITY}/${id}`)), PASSWORD);
  });
});
