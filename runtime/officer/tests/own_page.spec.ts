import { test } from '@japa/runner';
import { PeopleDesk } from '../../server/tests/people_desk.ts';
import { openPage, theOffice } from './office.ts';
import { logIn } from './steps.ts';

const OWN = 'Quiet-river-2031';
const NEXT = 'Broad-meadow-2032';

test.group('My own page', () => {
  test('it ends a device that I do not know, and takes a new password after the old one, which then opens nothing', async ({
    assert,
  }) => {
    const world = await theOffice();
    const desk = await PeopleDesk.open(world);
    const { password } = await desk.hire('own.page', 'food.inspector');
    const elsewhere = await desk.enter(world, 'own.page', password);
    const page = await openPage({ world, refusals: ['422 /api/me/password'] });
    await page.goto('/login');
    await logIn(page, 'own.page', OWN);
    await page.getByRole('button', { name: /^我的：/ }).click();
    await page.getByRole('menuitem', { name: '账号与密码' }).click();

    const devices = page.getByRole('listitem').filter({ hasText: '127.0.0.1' });
    await devices.filter({ hasText: '这台设备' }).waitFor();
    assert.equal(await devices.filter({ hasText: '这台设备' }).getByRole('button').count(), 0);
    await page.getByRole('button', { name: '退出 其他 127.0.0.1' }).click();
    await page.getByText('这个设备已退出').waitFor();
    await devices.nth(1).waitFor({ state: 'detached' });
    assert.equal((await elsewhere.get('/api/me')).status, 401);

    const fields = [page.getByLabel('现在的密码'), page.getByLabel(/^新密码/), page.getByLabel('再输一次新密码')];
    const change = async (current: string) => {
      for (const [i, value] of [current, NEXT, NEXT].entries()) await fields[i]!.fill(value);
      await page.getByRole('button', { name: '修改密码' }).click();
    };
    await change('not-the-password');
    await page.getByText('原密码不正确').waitFor();
    await change(OWN);
    await page.getByText('密码已修改，下次登录请用新密码').waitFor();
    for (const field of fields) assert.equal(await field.inputValue(), '', 'nothing stays on the screen');
    const tries = [OWN, NEXT].map(async (tried) => {
      const answer = await world.anonymous().post('/api/session', { login: 'own.page', password: tried });
      return answer.status;
    });
    assert.deepEqual(await Promise.all(tries), [401, 200]);
  });
});
