// A session that ran out while a form was open: what was typed stays, and after the login the hand is where it was.
import { test } from '@japa/runner';
import { violations } from './axe.ts';
import { clientOf, openPage, theOffice } from './office.ts';
import { createOperator, readRecord } from './records.ts';
import { focusedId, logIn } from './steps.ts';

const PASSWORD = 'Shijian-2026';

test.group('Logging in again', () => {
  test('over an open form: the password is asked for, what was typed is still there, and the same button saves it', async ({
    assert,
  }) => {
    const world = await theOffice();
    const admin = await clientOf(world, 'changan-admin');
    const shop = await createOperator(admin, 431);
    const page = await openPage({ world, refusals: ['401 /api/'] });
    await page.goto('/login');
    await logIn(page, 'changan-officer', PASSWORD);
    await page.getByRole('link', { name: '首页' }).first().waitFor();
    await page.goto(`/record/food.operator/${shop.id}/edit`);
    await page.locator('#f_address').fill('河北省石家庄市长安区建华北大街 88 号');
    await page.context().clearCookies();
    await page.getByRole('button', { name: '保存' }).click();

    const sheet = page.getByRole('dialog', { name: '登录已过期' });
    await sheet.waitFor();
    const password = sheet.getByLabel('密码', { exact: true });
    await page.waitForFunction((id) => document.activeElement?.id === id, await password.evaluate((input) => input.id));
    assert.deepEqual(await violations(page), []);
    await password.fill(PASSWORD);
    await page.keyboard.press('Enter');
    await sheet.waitFor({ state: 'detached' });
    assert.equal(await page.locator('#f_address').inputValue(), '河北省石家庄市长安区建华北大街 88 号');
    assert.equal(await page.getByText('请重新登录').count(), 0, 'nothing in the form is wrong');
    assert.notEqual(await page.evaluate(() => document.activeElement?.tagName), 'BODY', await focusedId(page));
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname === `/record/food.operator/${shop.id}`);
    const saved = await readRecord(admin, 'food.operator', shop.id);
    assert.equal(saved['address'], '河北省石家庄市长安区建华北大街 88 号');
  });
});
