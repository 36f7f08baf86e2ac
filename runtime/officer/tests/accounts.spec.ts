// A working life on the screens of accounts: made, posted, first login, frozen, a forgotten password, seen off.
import { test } from '@japa/runner';
import type { Page } from 'playwright-core';
import { clientOf, openPage, theOffice } from './office.ts';
import { createOperator, createRecord, listRecords, readRecord } from './records.ts';
import { choose, logIn } from './steps.ts';

const ACCOUNTS = 'core.account';
const OWN = 'Quiet-river-2031';

test.group('Accounts', () => {
  test('a new account is posted and given a password that is shown once; its owner has to replace it, is told the rules at the field, and comes to a home with his work', async ({
    assert,
  }) => {
    const world = await theOffice();
    const desk = await openPage({ world, login: 'changan-admin' });
    await desk.goto('/list/core.accounts');
    await desk.getByRole('link', { name: '新建账号' }).first().click();
    await desk.locator('#f_login').fill('zhao.lin');
    await desk.locator('#f_name').fill('赵琳');
    await choose(desk, '#f_org', '建北');
    await desk.getByRole('button', { name: '保存' }).click();
    await desk.getByText('这个账号还没有密码和岗位，暂时不能登录。').waitFor();
    assert.include(await desk.locator('main').innerText(), '建北监管所', 'what was typed is what was taken');

    await desk.getByRole('link', { name: '安排岗位' }).click();
    await choose(desk, '#f_role', '食品监管人员');
    await choose(desk, '#f_org', '建北');
    await desk.getByRole('button', { name: '保存' }).click();
    await desk.getByRole('heading', { level: 1, name: '赵琳：食品监管人员' }).waitFor();
    await desk.locator('main').getByRole('link', { name: '赵琳（zhao.lin）' }).click();
    await desk.getByText('这个账号还没有密码，暂时不能登录。').waitFor();
    const first = await passwordFrom(desk, '发放密码');
    await desk.getByText('正常', { exact: true }).waitFor();
    assert.notInclude(await desk.content(), first, 'nobody reads it a second time');

    const phone = await openPage({ world, phone: true, refusals: ['422 /api/me/password'] });
    await phone.goto('/login');
    await logIn(phone, 'zhao.lin', first);
    await phone.getByRole('heading', { level: 1, name: '先换一个自己的密码' }).waitFor();
    const next = phone.getByLabel(/^新密码（至少 10 个字符/);
    const change = async (password: string, again = password) => {
      await phone.getByLabel('现在的密码').fill(first);
      await next.fill(password);
      await phone.getByLabel('再输一次新密码').fill(again);
      await phone.getByRole('button', { name: '修改密码' }).click();
    };
    /** What stands below the field, and is read out with it. */
    const told = async (said: RegExp) => {
      await phone.getByText(said).waitFor();
      assert.match(await phone.locator(`[id="${await next.getAttribute('aria-describedby')}"]`).innerText(), said);
    };
    await change('Short-1', 'other');
    await told(/新密码至少 10 个字符/);
    await phone.getByText('两次输入的新密码不一样').waitFor();
    await change('zhao.lin-2031');
    await told(/密码不能包含登录名/);
    await change('quietriverbed');
    await told(/密码要包含大写字母、小写字母、数字、符号中的至少 3 种/);
    await change(OWN);
    await phone.getByRole('heading', { level: 1, name: /赵琳$/ }).waitFor();
    await phone.getByRole('region', { name: '食品经营者', exact: true }).getByRole('link').first().waitFor();
  });

  test('who is frozen is told so where he works and where he logs in; thawed and with a new password he is back; seen off, his records are with his successor', async ({
    assert,
  }) => {
    const world = await theOffice();
    const admin = await clientOf(world, 'changan-admin');
    const [station] = await listRecords(admin, 'core.org', { filter: "record.code == 'CA-JB'" });
    const [role] = await listRecords(admin, 'core.role', { filter: "record.code == 'food.inspector'" });
    const person = await createRecord(admin, 'core.person', { name: '钱伟', staff_no: 'CA0901', org: station!.id });
    const account = await createRecord(admin, ACCOUNTS, { login: 'qian.wei', name: '钱伟', person: person.id });
    await createRecord(admin, 'core.assignment', { account: account.id, role: role!.id, org: station!.id });
    const shop = await createOperator(admin, 441);
    const licence = await createRecord(admin, 'food.licence', {
      operator: shop.id,
      act: 'grant',
      document_no: '长审食许准字〔2026〕第0441号',
      accepted_on: '2026-01-04',
      decided_on: '2026-01-05',
      valid_until: '2031-01-04',
      handler: person.id,
    });
    const given = (await admin.post(`/api/records/${ACCOUNTS}/${account.id}/password`)).body as { password: string };

    const his = await openPage({ world, refusals: ['401 /api/'] });
    await his.goto('/login');
    await logIn(his, 'qian.wei', given.password);
    await replace(his, given.password, OWN);
    const desk = await openPage({ world, login: 'changan-admin' });
    await desk.goto(`/record/${ACCOUNTS}/${account.id}`);
    await desk.getByRole('button', { name: '冻结' }).click();
    await desk.getByRole('dialog').getByRole('button', { name: '冻结', exact: true }).click();
    await desk.getByText('钱伟的账号已冻结').waitFor();

    await his
      .getByRole('navigation', { name: '主菜单' })
      .getByRole('link', { name: /食品经营者/ })
      .click();
    const sheet = his.getByRole('dialog', { name: '登录已过期' });
    await sheet.getByLabel('密码', { exact: true }).fill(OWN);
    await his.keyboard.press('Enter');
    await sheet.getByText(/账号已被停用.*请联系本单位管理员/).waitFor();
    await sheet.getByRole('button', { name: '换一个账号' }).click();
    await his.waitForURL('**/login');

    await desk.getByRole('button', { name: '解除冻结' }).click();
    await desk.getByText('钱伟的账号已恢复正常，可以登录').waitFor();
    const second = await passwordFrom(desk, '重置密码');
    await logIn(his, 'qian.wei', second);
    await replace(his, second, 'Broad-meadow-2032');

    await desk.getByRole('button', { name: '办理离岗' }).click();
    const dialog = desk.getByRole('dialog', { name: '办理钱伟离岗' });
    await dialog.getByText('许可办理记录（经办人）：1 条').waitFor();
    const leave = dialog.getByRole('button', { name: '移交并离岗' });
    assert.isTrue(await leave.isDisabled(), 'somebody has to take them');
    const [successor] = await listRecords(admin, 'core.person', { filter: "record.staff_no == 'CA0034'" });
    await dialog.getByRole('combobox', { name: '接手人' }).fill('CA0034');
    // Colleagues of one name are told apart by what stands beside it.
    await desk.getByRole('option', { name: new RegExp(`${successor!._title}.*CA0034`) }).click();
    await leave.click();
    await desk.getByText('钱伟已离岗，移交了 1 条记录').waitFor();
    await desk.getByText('离岗', { exact: true }).waitFor();

    assert.equal((await readRecord(admin, 'food.licence', licence.id))['handler'], successor!.id);
    await desk.goto(`/record/food.licence/${licence.id}`);
    await desk.locator('main').getByRole('link', { name: successor!._title }).first().waitFor();
    await his.reload();
    await his.getByLabel('用户名').waitFor();
  });
});

/** Gives a one-time password on the page of an account, and closes what shows it. */
async function passwordFrom(page: Page, button: string): Promise<string> {
  await page.getByRole('button', { name: button }).click();
  await page.getByRole('button', { name: '发放', exact: true }).click();
  const password = (await page.getByTestId('one-time-password').innerText()).trim();
  await page.getByRole('button', { name: '我已告知，关闭' }).click();
  await page.getByTestId('one-time-password').waitFor({ state: 'detached' });
  return password;
}

/** The first page after a login with a one-time password. */
async function replace(page: Page, current: string, next: string): Promise<void> {
  await page.getByLabel('现在的密码').fill(current);
  await page.getByLabel(/^新密码/).fill(next);
  await page.getByLabel('再输一次新密码').fill(next);
  await page.getByRole('button', { name: '修改密码' }).click();
  await page.getByRole('heading', { level: 1, name: /好，/ }).waitFor();
}
