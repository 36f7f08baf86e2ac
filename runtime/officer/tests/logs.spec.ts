// What an admin finds out afterwards: who tried to log in, who changed what, who is in the system now.
import { test } from '@japa/runner';
import type { Page } from 'playwright-core';
import { PeopleDesk } from '../../server/tests/people_desk.ts';
import { sheetLines } from '../../server/tests/transfer_helpers.ts';
import { clientOf, openPage, theOffice } from './office.ts';
import { createOperator, writeRecord } from './records.ts';
import { logIn, waitForRows } from './steps.ts';

test.group('Logs and sessions', () => {
  test('five wrong passwords lock a login, which its owner is told; the admin finds them marked, by person, outcome and day, and takes them along in a sheet', async ({
    assert,
  }) => {
    const world = await theOffice();
    const people = await PeopleDesk.open(world);
    const { password } = await people.hire('locked.out', 'food.inspector');
    for (let i = 0; i < 5; i++)
      await world.anonymous().post('/api/session', { login: 'locked.out', password: `Guess-number-${i}` });
    const his = await openPage({ world, refusals: ['429 /api/session'] });
    await his.goto('/login');
    await logIn(his, 'locked.out', password);
    await his.getByText('密码错误次数太多，账号已锁定。请约 15 分钟后再试，或联系本单位管理员。').waitFor();

    const desk = await openPage({ world, login: 'changan-admin' });
    await desk.goto('/list/core.logins');
    await narrow(desk, '账号', async () => {
      await desk.getByPlaceholder('查找账号').fill('locked.out');
      await desk.getByRole('checkbox', { name: '新来的（locked.out）' }).click();
    });
    await narrow(desk, '时间', () => desk.getByRole('button', { name: '今天', exact: true }).click());
    await desk.getByText('共 6 条').waitFor();
    await waitForRows(desk);
    const rows = await desk.locator('.ag-row:has(.sj-cell-title)').allInnerTexts();
    assert.sameMembers(
      rows.filter((row) => row.includes('多次失败')).map((row) => /已锁定|密码错误/.exec(row)?.[0]),
      ['密码错误', '已锁定'],
      'the fifth failure, and the right password after it',
    );
    await narrow(desk, '结果', () => desk.getByRole('checkbox', { name: '密码错误' }).click());
    await desk.getByText('共 5 条').waitFor();
    await desk.getByRole('button', { name: '导出', exact: true }).click();
    await desk
      .getByRole('dialog')
      .getByRole('radio', { name: /Excel（/ })
      .click();
    const [download] = await Promise.all([
      desk.waitForEvent('download'),
      desk.getByRole('button', { name: '导出文件' }).click(),
    ]);
    const lines = await sheetLines(await download.path());
    assert.match(lines[0]!, /时间.*登录名.*结果/);
    assert.lengthOf(
      lines.filter((line) => /locked\.out.*密码错误/.test(line)),
      5,
    );
  });

  test('sjz-009: an admin who is at work is warned of odd logins at the menu and on the home page, and comes to them with one click', async ({
    assert,
  }) => {
    const world = await theOffice();
    const people = await PeopleDesk.open(world);
    await people.hire('tried.often', 'food.inspector');
    const officer = await openPage({ world, login: 'changan-officer' });
    const desk = await openPage({ world, login: 'changan-admin' });
    await desk.clock.install();
    await desk.goto('/list/core.people');
    await waitForRows(desk);
    const badge = desk.getByRole('navigation').getByRole('link', { name: /^登录日志/ });
    const before = Number(/\d+/.exec(await badge.innerText())?.[0] ?? 0);
    for (let i = 0; i < 5; i++)
      await world.anonymous().post('/api/session', { login: 'tried.often', password: `Guess-number-${i}` });
    await desk.clock.fastForward('01:10');
    await desk.getByRole('navigation').getByRole('link', { name: '首页' }).click();
    const warning = desk.getByRole('list', { name: '需要留意' }).getByRole('link');
    await warning.filter({ hasText: `近一天异常登录 ${before + 1} 条` }).waitFor();
    await desk.getByRole('link', { name: `登录日志 近一天异常登录 ${before + 1}` }).waitFor();
    await warning.click();
    await waitForRows(desk);
    const rows = await desk.locator('.ag-row:has(.sj-cell-title)').allInnerTexts();
    assert.isTrue(rows.some((row) => row.includes('tried.often') && row.includes('多次失败')));

    await officer.goto('/');
    await officer.getByRole('heading', { name: /好，/ }).waitFor();
    assert.equal(await officer.getByRole('list', { name: '需要留意' }).count(), 0);
  });

  test('the log of acts is narrowed to one person and one sort of act, and tells what a value was and what it became', async ({
    assert,
  }) => {
    const world = await theOffice();
    const shop = await createOperator(await clientOf(world, 'changan-admin'), 461, { remark: '门头已更换' });
    const leader = await clientOf(world, 'changan-registrar');
    await writeRecord(leader, 'food.operator', shop.id, { remark: '门头已拆除' });
    const page = await openPage({ world, login: 'changan-admin' });
    await page.goto('/list/core.operations?saved=changes');
    await narrow(page, '账号', async () => {
      await page.getByPlaceholder('查找账号').fill('registrar');
      await page.getByRole('checkbox', { name: /changan-registrar/ }).click();
    });
    await narrow(page, '操作', () => page.getByRole('checkbox', { name: '修改', exact: true }).click());
    await waitForRows(page);
    const rows = await page.locator('.ag-row:has(.sj-cell-title)').allInnerTexts();
    assert.isNotEmpty(rows);
    for (const row of rows) assert.match(row, /长安登记人员[\s\S]*修改/);
    await page.locator('.ag-row .sj-cell-title').first().click();
    await page.getByRole('link', { name: '打开详情' }).click();
    const changed = page.getByRole('region', { name: '变更内容' });
    await changed.locator('del', { hasText: '门头已更换' }).waitFor();
    await changed.locator('ins', { hasText: '门头已拆除' }).waitFor();
    await changed.getByRole('link', { name: '打开这条记录' }).click();
    await page.getByRole('heading', { level: 1, name: shop._title }).waitFor();
  });

  test('the login of somebody else is ended from the list of sessions, and only that one', async ({ assert }) => {
    const world = await theOffice();
    const people = await PeopleDesk.open(world);
    const { account, password } = await people.hire('left.open', 'food.inspector');
    const his = await people.enter(world, 'left.open', password);
    const page = await openPage({ world, login: 'changan-admin' });
    await page.goto(`/list/core.sessions?f.account=in:${account.id}`);
    await page.locator('.ag-row .sj-cell-title').click();
    await page.getByRole('link', { name: '打开详情' }).click();
    await page.getByRole('button', { name: '结束登录' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '结束登录' }).click();
    await page.getByText('已结束，对方下一步操作时要重新登录').waitFor();
    assert.equal((await his.get('/api/me')).status, 401);
    await page.goto(`/list/core.sessions?f.account=in:${account.id}`);
    await page.getByText('没有符合条件的登录会话').waitFor();
  });
});

/** Sets one condition of a list in the sheet below its chip. */
async function narrow(page: Page, chip: string, set: () => Promise<void>): Promise<void> {
  await page.getByRole('button', { name: chip, exact: true }).click();
  await set();
  await page.getByRole('button', { name: '完成' }).click();
  await page.getByRole('button', { name: '完成' }).waitFor({ state: 'detached' });
}
