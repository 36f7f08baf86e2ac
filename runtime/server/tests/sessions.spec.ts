// How long a login lasts and whose it is: idling as the bureau says, one's own devices, a password that was forgotten, and
// what a new password may be.
import { test } from '@japa/runner';
import { withClient } from '../database/roles.ts';
import { DoorDesk, DRAFTS } from './door_desk.ts';
import { codeOf, PeopleDesk } from './people_desk.ts';
import { clientOf, logIn, startWorld, type Answer, type Client, type World } from './world.ts';

const KEPT = 'Quiet-river-2031';
/** The first county is stricter than the others, which have 30 minutes and the usual passwords. */
const LOGIN = 'login: { idle: 10, length: 12, classes: 4, past: 2 }';
const MANIFEST = 'tenants/changan/tenant.yaml';

interface Device {
  id: string;
  device: string;
  current: boolean;
}

test.group('How long a login lasts', (group) => {
  let world: World;
  let desk: PeopleDesk;

  group.setup(async () => {
    world = await startWorld({ subjects: 40 });
    const door = await DoorDesk.open(world);
    const { text } = (await door.admin.get(`/api/door/documents/text?path=${MANIFEST}`)).body as { text: string };
    const draft = await door.create([{ path: MANIFEST, text: `${text.trimEnd()}\n${LOGIN}\n` }]);
    const done = await door.apply(draft.id, (await door.plan(draft.id)).hash);
    if (done !== 'done') throw new Error(`${DRAFTS}: ${done}`);
    desk = await PeopleDesk.open(world);
  });
  group.teardown(() => world.stop());

  /** Whether a session's last request is so many minutes longer ago, and rights moved since, so that every process reads it anew. */
  const pass = (client: Client, minutes: number): Promise<unknown> =>
    withClient(world.urls.superuser, async (superuser) => {
      const { rows } = await superuser.query(
        `update platform.session set seen_at = seen_at - make_interval(mins => $2)
         where token_hash = sha256(convert_to($1, 'UTF8')) returning tenant_id`,
        [client.cookie.split('=')[1], minutes],
      );
      await superuser.query('update platform.tenant set access_rev = access_rev + 1 where id = $1', [
        (rows[0] as { tenant_id: number }).tenant_id,
      ]);
    });
  const isSeen = async (client: Client): Promise<boolean> =>
    withClient(world.urls.superuser, async (superuser) => {
      const { rows } = await superuser.query(
        `select 1 from platform.session where token_hash = sha256(convert_to($1, 'UTF8')) and seen_at > now() - interval '1 minute'`,
        [client.cookie.split('=')[1]],
      );
      return rows.length > 0;
    });
  /** A request, and that it was written down behind its answer. */
  const use = async (client: Client): Promise<number> => {
    const { status } = await client.get('/api/me');
    for (let n = 0; status === 200 && n < 100 && !(await isSeen(client)); n += 1)
      await new Promise((resolve) => setTimeout(resolve, 30));
    return status;
  };
  const enter = (login: string, password: string): Promise<Answer> =>
    world.anonymous().post('/api/session', { login, password });
  const onDevice = async (login: string, agent: string): Promise<Client> => {
    const opened = await world.anonymous().post('/api/session', { login, password: KEPT }, { 'User-Agent': agent });
    const cookie = opened.headers.get('set-cookie')!.split(';')[0]!;
    return clientOf(world.url, cookie, (opened.body as { csrf: string }).csrf);
  };
  const devices = async (client: Client): Promise<Device[]> =>
    ((await client.get('/api/me/sessions')).body as { items: Device[] }).items;

  test('a session that idles longer than its bureau says is out for good, one that was used in between is not', async ({
    assert,
  }) => {
    const { password } = await desk.hire('idle.one', 'food.inspector');
    const idle = await desk.enter(world, 'idle.one', password);
    const used = await logIn(world.url, 'idle.one', KEPT);
    for (const client of [idle, used]) await pass(client, 8);
    assert.equal(await use(used), 200);
    for (const client of [idle, used]) await pass(client, 8);
    assert.equal(await use(used), 200, 'sixteen minutes, but used in between');
    const answer = await idle.get('/api/me');
    assert.deepEqual([answer.status, codeOf(answer)], [401, 'E_SESSION_NONE']);

    await logIn(world.url, 'idle.one', KEPT);
    for (const again of [
      () => idle.get('/api/me/sessions'),
      () => idle.put('/api/me/password', { current: KEPT, password: 'Another-1-of-them' }),
      () => idle.delete('/api/session'),
      () => idle.get('/api/model'),
    ])
      assert.equal(codeOf(await again()), 'E_SESSION_NONE', 'nothing brings it back');
    assert.lengthOf(await devices(used), 2, 'nor is it among the open ones');
  });

  test('each bureau has minutes of its own', async ({ assert }) => {
    const [strict, usual] = [await world.login('changan-officer'), await world.login('luquan-officer')];
    for (const client of [strict, usual]) await pass(client, 20);
    assert.deepEqual([await use(strict), await use(usual)], [401, 200]);
    await pass(usual, 40);
    assert.equal(await use(usual), 401);
  });

  test('everybody sees the devices of his own account and ends another one of them at its next request', async ({
    assert,
  }) => {
    const { password } = await desk.hire('two.devices', 'food.inspector');
    const here = await desk.enter(world, 'two.devices', password);
    const phone = await onDevice('two.devices', 'Mozilla/5.0 (Linux; Android 13) Chrome/120.0 Mobile');
    const kiosk = await onDevice('two.devices', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/115.0');
    const mine = await devices(here);
    assert.sameMembers(
      mine.map(({ device }) => device),
      ['其他', 'Chrome · 安卓', 'Firefox · Windows 10'],
    );
    assert.lengthOf(
      mine.filter(({ current }) => current),
      1,
    );
    assert.equal(mine.find(({ current }) => current)!.device, '其他');
    const other = mine.find(({ device }) => device.includes('安卓'))!;
    assert.equal((await here.delete(`/api/me/sessions/${other.id}`)).status, 204);
    assert.equal(codeOf(await phone.get('/api/me')), 'E_SESSION_NONE');
    assert.equal(codeOf(await here.delete(`/api/me/sessions/${other.id}`)), 'E_SESSION_GONE');
    assert.equal((await kiosk.get('/api/me')).status, 200);
    assert.equal((await here.delete('/api/me/sessions/others')).status, 204);
    assert.deepEqual([(await kiosk.get('/api/me')).status, (await here.get('/api/me')).status], [401, 200]);
  });

  test('nobody ends somebody else’s session, of his bureau or of another, not even an admin by this way', async ({
    assert,
  }) => {
    const [mine, colleague, foreign] = [
      await world.login('changan-officer'),
      await world.login('changan-officer2'),
      await world.login('luquan-officer'),
    ];
    const ids = (await Promise.all([colleague, foreign].map(devices))).map((all) => all.find((one) => one.current)!.id);
    const seen = (await devices(mine)).map(({ id }) => id);
    for (const id of [...ids, 'others2', "' or true --", '00000000-0000-0000-0000-000000000000']) {
      assert.notInclude(seen, id);
      for (const client of [mine, desk.admin]) {
        const answer = await client.delete(`/api/me/sessions/${encodeURIComponent(id)}`);
        assert.deepEqual([answer.status, codeOf(answer)], [404, 'E_SESSION_GONE'], id);
      }
    }
    await mine.delete('/api/me/sessions/others');
    assert.deepEqual([(await colleague.get('/api/me')).status, (await foreign.get('/api/me')).status], [200, 200]);
  });

  test('who forgot his password gets one for once: the old one and all sessions end, and it opens nothing but its change', async ({
    assert,
  }) => {
    const { account, password } = await desk.hire('forgetful', 'food.inspector');
    const sessions = [await desk.enter(world, 'forgetful', password), await logIn(world.url, 'forgetful', KEPT)];
    for (const client of sessions) assert.equal((await client.get('/api/me')).status, 200);
    const given = await desk.admin.post(`/api/records/${desk.names.account}/${account.id}/password`);
    const once = (given.body as { password: string }).password;
    for (const client of sessions) assert.equal(codeOf(await client.get('/api/me')), 'E_SESSION_NONE');
    assert.equal(codeOf(await enter('forgetful', KEPT)), 'E_LOGIN_FAILED');

    const answer = await enter('forgetful', once);
    assert.isTrue((answer.body as { must_change: boolean }).must_change);
    const client = await logIn(world.url, 'forgetful', once);
    for (const path of ['/api/model', '/api/records/food.operator', '/api/me/sessions'])
      assert.equal(codeOf(await client.get(path)), 'E_PASSWORD_MUST_CHANGE', path);
    assert.equal(await change(client, once, once), 'E_PASSWORD_SAME');
    assert.equal(await change(client, once, KEPT), 'E_PASSWORD_PAST', 'the forgotten one is one of the past ones');
    assert.equal(await change(client, once, 'Other-river-2032'), 'ok');
    assert.equal((await client.get('/api/model')).status, 200);
    assert.equal(codeOf(await enter('forgetful', once)), 'E_LOGIN_FAILED');
    assert.equal((await enter('forgetful', 'Other-river-2032')).status, 200);
  });

  const change = async (client: Client, current: string, password: string): Promise<string> => {
    const answer = await client.put('/api/me/password', { current, password });
    return answer.status === 204 ? 'ok' : (answer.body as { faults: { code: string }[] }).faults[0]!.code;
  };

  test('a new password is as long and as mixed as the bureau asks, nothing that everybody guesses, and nobody’s own name', async ({
    assert,
  }) => {
    const { password } = await desk.hire('rule.keeper', 'food.inspector');
    const named = await desk.patch(desk.admin, 'account', await desk.accountOf('rule.keeper'), {
      name: '欧阳静好',
      phone: '13912345678',
    });
    assert.equal(named.status, 200, JSON.stringify(named.body));
    const client = await desk.enter(world, 'rule.keeper', password);
    /** What is refused, and beside it the nearest that is not. */
    const pairs: [string, string, string][] = [
      ['too short', 'Ab3$efgh9xy', 'Ab3$efgh9xyz'],
      ['three sorts of four', 'Quietriver21', 'Quietriver2!'],
      ['of sixteen and more no mixture is asked', 'quietriverrunsd', 'quietriverrunsde'],
      ['his login', 'X9$RULE.keeper', 'X9$RULE.keepen'],
      ['his name', '欧阳静好-Ab12345', '欧阳静妤-Ab12345'],
      ['his telephone', 'Tel:13912345678x', 'Tel:13912345679x'],
      [
        'a common word with digits and signs around it, in other letters',
        '！１Ｐａｓｓｗｏｒｄ２０３１',
        '！１Ｐａｓｓｗｏｒｔ２０３１',
      ],
      ['a word of the trade', 'Shichangjianguan1!', 'Shichangjiannuan1!'],
      ['one pattern again and again', 'Ab1!xAb1!xAb1!x', 'Ab1!xAb1!xAb1!y'],
      ['a run', 'abcdefghijklmnopq', 'abcdefghijklmnopr'],
      ['too few different characters', 'Aa1!Aa1!Aa11!', 'Aa1!Bb1!Cc11!'],
    ];
    let current = KEPT;
    for (const [why, weak, fine] of pairs) {
      assert.equal(await change(client, current, weak), 'E_PASSWORD_WEAK', why);
      assert.equal(await change(client, current, fine), 'ok', `${why}: ${fine}`);
      current = fine;
    }
    assert.equal(await change(client, current, `Ab3$${'x9-'.repeat(99)}`), 'E_PASSWORD_WEAK', 'too long');
    for (const odd of [null, 7, ['Ab3$efgh9xyz!'], undefined]) {
      const answer = await client.put('/api/me/password', { current, password: odd });
      assert.equal(answer.status, 422);
    }
  }).timeout(60_000);

  test('so many of the past ones as the bureau says may not be taken again, and neither may the present one', async ({
    assert,
  }) => {
    const { password } = await desk.hire('past.keeper', 'food.inspector');
    const client = await desk.enter(world, 'past.keeper', password);
    const all = [KEPT, 'Wide-river-2032', 'Slow-river-2033', 'Blue-river-2034'];
    for (let n = 1; n < 3; n += 1) assert.equal(await change(client, all[n - 1]!, all[n]!), 'ok');
    for (const past of all.slice(0, 2)) assert.equal(await change(client, all[2]!, past), 'E_PASSWORD_PAST', past);
    assert.equal(await change(client, all[2]!, all[2]!), 'E_PASSWORD_SAME');
    assert.equal(await change(client, all[2]!, all[3]!), 'ok');
    assert.equal(await change(client, all[3]!, all[0]!), 'ok', 'two are kept, this was the third');
  });
});
