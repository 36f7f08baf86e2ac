import { readFileSync } from 'node:fs';
import { test } from '@japa/runner';
import type { Locator } from 'playwright-core';
import { clientOf, openPage, theOffice } from './office.ts';
import { choose, logIn, rowTitles, waitForRows, waitForTitles } from './steps.ts';
import { countOf, listRecords, readRecord, writeRecord } from './records.ts';

const OPERATORS = 'food.operator';

test.group("An officer's morning", (group) => {
  group.setup(async () => void (await theOffice()));

  test('a wrong password is refused in Chinese and the right one opens the home page with the counts of my station', async ({
    assert,
  }) => {
    const world = await theOffice();
    const page = await openPage({ world });
    await page.goto('/');
    await page.waitForURL('**/login');
    await logIn(page, 'changan-officer', 'not-the-password');
    const refusal = page.getByRole('alert');
    await refusal.waitFor();
    assert.match(await refusal.innerText(), /密码不对/);
    assert.equal(new URL(page.url()).pathname, '/login');

    await logIn(page, 'changan-officer', world.password);
    await page.getByRole('heading', { level: 1, name: /，建北所执法员/ }).waitFor();
    const client = await clientOf(world, 'changan-officer');
    const total = await countOf(client, OPERATORS);
    const card = page.getByRole('region', { name: '食品经营者', exact: true });
    await card.getByRole('link', { name: `食品经营者 ${total.toLocaleString('zh-CN')}` }).waitFor();
    const expiring = await countOf(client, OPERATORS, 'expiring');
    await card.getByRole('link', { name: new RegExp(`许可将到期 ?${expiring}$`) }).click();
    await page.waitForURL('**/list/food.operators?saved=expiring');
    await page.getByText(`共 ${expiring} 条`).waitFor();
  });

  test('sjz-008: when two officers change one operator, the clash shows both sides and is settled field by field, and history tells who did what', async ({
    assert,
  }) => {
    const world = await theOffice();
    const page = await openPage({ world, refusals: ['412 /api/records/food.operator'] });
    await page.goto('/login');
    await logIn(page, 'changan-officer', world.password);
    await page
      .getByRole('navigation', { name: '主菜单' })
      .getByRole('link', { name: /食品经营者/ })
      .click();
    await page.getByRole('heading', { level: 1, name: '食品经营者' }).waitFor();

    await waitForRows(page);
    await page.getByLabel('在食品经营者里查找').fill('面馆');
    const client = await clientOf(world, 'changan-officer');
    const found = await listRecords(client, OPERATORS, { q: '面馆', sort: 'valid_until' });
    await waitForTitles(
      page,
      found.map((record) => record._title),
    );
    assert.equal(new URL(page.url()).searchParams.get('q'), '面馆');
    const [shop] = found.filter((record) => record._title === '老李面馆');
    assert.exists(shop, 'the demo holds the shop of the pictures');

    await page.locator('.ag-row', { hasText: '老李面馆' }).locator('.sj-cell-title').click();
    const side = page.getByRole('complementary', { name: '所选记录' });
    await side.getByRole('heading', { name: '老李面馆' }).waitFor();
    await side.getByText(String(shop!['licence_no'])).waitFor();
    await side.getByRole('link', { name: '打开档案' }).click();
    await page.getByRole('heading', { level: 1, name: '老李面馆' }).waitFor();

    await page.getByRole('link', { name: '编辑' }).click();
    await choose(page, '#f_risk', 'D');
    await page.locator('#f_remark').fill('上午复查：后厨已整改');
    const colleague = await clientOf(world, 'changan-officer2');
    await writeRecord(colleague, OPERATORS, shop!.id, { risk: 'A', remark: '同事写的备注', employees: 7 });
    await page.getByRole('button', { name: '保存' }).click();

    const dialog = page.getByRole('dialog', { name: /被别人改过/ });
    await dialog.waitFor();
    const risk = dialog.getByRole('radiogroup', { name: '风险等级' });
    assert.match(await risk.innerText(), /用我的[\s\S]*D 级[\s\S]*用对方的[\s\S]*A 级/);
    assert.match(await dialog.getByRole('radiogroup', { name: '从业人数' }).innerText(), /对方改为：\s*7/);
    const settle = dialog.getByRole('button', { name: '按所选保存' });
    assert.isTrue(await settle.isDisabled(), 'nothing is saved before every clash is decided');
    await risk.getByRole('radio', { name: /用我的/ }).check();
    await dialog
      .getByRole('radiogroup', { name: '备注' })
      .getByRole('radio', { name: /用对方的/ })
      .check();
    await settle.click();
    await page.getByText('已保存“老李面馆”').waitFor();
    const now = await readRecord(client, OPERATORS, shop!.id);
    assert.deepEqual([now['risk'], now['remark'], now['employees']], ['D', '同事写的备注', 7]);

    await page.getByRole('tab', { name: '变更记录' }).click();
    const history = page.getByRole('tabpanel');
    await history.getByText('建北所执法员乙').waitFor();
    const [mine, theirs] = await changesOf(history);
    assert.match(mine!, /建北所执法员\s[\s\S]*风险等级[\s\S]*A 级[\s\S]*D 级/);
    assert.match(theirs!, /建北所执法员乙[\s\S]*同事写的备注/);
  });

  test('the export holds the rows and columns of the list with telephones masked', async ({ assert }) => {
    const world = await theOffice();
    const page = await openPage({ world, login: 'changan-officer' });
    await page.goto('/list/food.operators?q=%E9%9D%A2%E9%A6%86');
    await waitForRows(page);
    await page.getByRole('button', { name: '选择列' }).click();
    await page.getByRole('checkbox', { name: '联系电话' }).click();
    await page.getByRole('checkbox', { name: '联系电话', checked: true }).waitFor();
    await page.getByRole('button', { name: '完成' }).click();
    const titles = await rowTitles(page);
    await page.getByRole('button', { name: '导出', exact: true }).click();
    await page.getByRole('dialog').getByRole('radio', { name: /CSV/ }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: '导出文件' }).click(),
    ]);
    assert.match(download.suggestedFilename(), /^食品经营者_\d{4}-\d{2}-\d{2}\.csv$/);
    const text = readFileSync(await download.path(), 'utf8');
    assert.equal(text[0], '\uFEFF', 'Excel and WPS read UTF-8 by its mark');
    const [head = '', ...lines] = text.slice(1).trim().split('\r\n');
    assert.match(lines.pop() ?? '', /^导出说明：/);
    assert.include(head.split(','), '联系电话');
    assert.lengthOf(lines, titles.length);
    for (const title of titles)
      assert.isTrue(
        lines.some((line) => line.includes(title)),
        title,
      );
    assert.match(text, /1\d{2}\*{4}\d{4}/);
    assert.notMatch(text, /(?<!\d)1[3-9]\d{9}(?!\d)/);
  });

  test('who logs out sees nothing more, also not by the back button', async () => {
    const world = await theOffice();
    const page = await openPage({ world });
    await page.goto('/login');
    await logIn(page, 'changan-officer2', world.password);
    await page.getByRole('heading', { level: 1, name: /建北所执法员乙/ }).waitFor();
    await page.waitForLoadState('networkidle');
    await page.getByRole('button', { name: /我的：建北所执法员乙/ }).click();
    await page.getByRole('menuitem', { name: '退出登录' }).click();
    await page.waitForURL('**/login');
    await page.getByLabel('用户名').waitFor();
    await page.goBack();
    await page.getByLabel('用户名').waitFor();
    await page.goto('/list/food.operators');
    await page.getByLabel('用户名').waitFor();
  });
});

/** Entries of the history as text, newest first. */
async function changesOf(panel: Locator): Promise<string[]> {
  return panel.locator('time').locator('xpath=..').allInnerTexts();
}
