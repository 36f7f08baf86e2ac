import { test } from '@japa/runner';
import type { Page } from 'playwright-core';
import { clientOf, openPage, theOffice } from './office.ts';
import { createOperator, listRecords, readRecord } from './records.ts';
import { rowTitles, waitForRows, waitForTitles } from './steps.ts';

const OPERATORS = 'food.operator';
const SUBJECTS = 'market.subject';
const LIST = '/list/food.operators';

test.group('A list', (group) => {
  group.setup(async () => void (await theOffice()));

  test('conditions stand in the address: a reload keeps them, and back from a record returns to the row', async ({
    assert,
  }) => {
    const page = await open('changan-leader', LIST);
    await page.getByRole('button', { name: '风险等级', exact: true }).click();
    const editor = page.getByRole('dialog', { name: '条件：风险等级' });
    await editor.getByRole('checkbox', { name: 'C 级' }).click();
    await editor.getByRole('checkbox', { name: 'D 级' }).click();
    await editor.getByRole('button', { name: '完成' }).click();
    await page.waitForURL((url) => url.searchParams.get('f.risk') === 'in:C,D');
    const client = await clientOf(await theOffice(), 'changan-leader');
    const wanted = await listRecords(client, OPERATORS, {
      filter: "record.risk in ['C', 'D']",
      sort: 'valid_until',
      limit: '20',
    });
    const titles = wanted.map((record) => record._title);
    await waitForTitles(page, titles);
    await page.reload();
    await waitForTitles(page, titles);
    assert.match(
      await page
        .getByRole('button', { name: /^风险等级/ })
        .first()
        .innerText(),
      /C 级、D 级/,
    );

    const third = wanted[2]!;
    await page.locator('.ag-row[row-index="2"] .sj-cell-title').click();
    await page.waitForURL((url) => url.searchParams.get('row') === third.id);
    await page.getByRole('link', { name: '打开档案' }).click();
    await page.getByRole('heading', { level: 1, name: third._title }).waitFor();
    await page.goBack();
    await waitForTitles(page, titles);
    const side = page.getByRole('complementary', { name: '所选记录' });
    await side.getByRole('heading', { name: third._title }).waitFor();
    assert.equal(new URL(page.url()).searchParams.get('f.risk'), 'in:C,D');

    await page.getByRole('button', { name: '去掉条件：风险等级' }).click();
    await page.waitForURL((url) => !url.searchParams.has('f.risk'));
  });

  test('a click on a heading sorts by the server, up and down, and pages turn forth and back', async ({ assert }) => {
    const client = await clientOf(await theOffice(), 'changan-leader');
    const page = await open('changan-leader', '/list/market.subjects');
    const titles = async (sort: string) =>
      (await listRecords(client, SUBJECTS, { sort, limit: '60' })).map((record) => record._title);
    const heading = page.getByRole('columnheader', { name: '统一社会信用代码' });
    await heading.click();
    await page.waitForURL((url) => url.searchParams.get('sort') === 'uscc');
    const up = await titles('uscc');
    await waitForTitles(page, up.slice(0, 20));
    await heading.click();
    await page.waitForURL((url) => url.searchParams.get('sort') === '-uscc');
    const down = await titles('-uscc');
    await waitForTitles(page, down.slice(0, 20));
    assert.notDeepEqual(up.slice(0, 20), down.slice(0, 20));

    const pager = page.getByRole('navigation', { name: '翻页' });
    assert.isTrue(await pager.getByRole('button', { name: '上一页' }).isDisabled());
    await pager.getByRole('button', { name: '下一页' }).click();
    await waitForTitles(page, down.slice(20, 40));
    await pager.getByText('第 21–40 条').waitFor();
    await pager.getByRole('button', { name: '下一页' }).click();
    await waitForTitles(page, down.slice(40, 60));
    await pager.getByRole('button', { name: '上一页' }).click();
    await waitForTitles(page, down.slice(20, 40));
    await pager.getByRole('button', { name: '上一页' }).click();
    await waitForTitles(page, down.slice(0, 20));
  });

  test('the columns that somebody chose are there after a reload, for him and for nobody else', async ({ assert }) => {
    const page = await open('changan-leader', LIST);
    const chosen = page.getByRole('columnheader', { name: '许可状态' });
    assert.equal(await chosen.count(), 0);
    await page.getByRole('button', { name: '选择列' }).click();
    await page.getByRole('checkbox', { name: '许可状态' }).click();
    await page.getByRole('checkbox', { name: '上次检查' }).click();
    await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'PUT' && response.ok()),
      page.getByRole('checkbox', { name: '业态细类' }).click(),
    ]);
    await page.getByRole('button', { name: '完成' }).click();
    await page.reload();
    await waitForRows(page);
    await page.getByRole('button', { name: '选择列' }).click();
    for (const [name, checked] of [
      ['许可状态', true],
      ['上次检查', false],
      ['业态细类', true],
    ] as const)
      await page.getByRole('checkbox', { name, checked }).waitFor();
    await page.getByRole('button', { name: '完成' }).click();
    assert.equal(await page.getByRole('columnheader', { name: '上次检查' }).count(), 0);

    const other = await open('changan-admin', LIST);
    assert.equal(await other.getByRole('columnheader', { name: '上次检查' }).count(), 1);
  });

  test('conditions are saved under a name, found again after a reload, and deleted', async ({ assert }) => {
    const page = await open('changan-leader', `${LIST}?f.risk=in:D&q=%E5%BB%BA`);
    await page.getByRole('button', { name: /存为视图/ }).click();
    await page.getByLabel('视图名称').fill('建字头高风险');
    await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'PUT' && response.ok()),
      page.getByLabel('视图名称').press('Enter'),
    ]);
    const tabs = page.getByRole('navigation', { name: '视图' });
    await tabs.getByRole('button', { name: '全部', exact: true }).click();
    await page.waitForURL((url) => !url.searchParams.has('f.risk'));
    await page.reload();
    await tabs.getByRole('button', { name: '建字头高风险', exact: true }).click();
    await page.waitForURL((url) => url.searchParams.get('f.risk') === 'in:D' && url.searchParams.get('q') === '建');
    await tabs.getByRole('button', { name: '视图“建字头高风险”的操作' }).click();
    await page.getByRole('menuitem', { name: '删除视图' }).click();
    await tabs.getByRole('button', { name: '建字头高风险', exact: true }).waitFor({ state: 'detached' });
    assert.equal(await tabs.getByRole('button', { name: /存为视图/ }).count(), 1);
  });

  test('ticked rows are deleted after a question, come back by undo, and from the recycle bin', async ({ assert }) => {
    const client = await clientOf(await theOffice(), 'changan-admin');
    const shops = [await createOperator(client, 201), await createOperator(client, 202)];
    const numbers = shops.map((shop) => String(shop['licence_no']));
    const page = await open('changan-admin', `${LIST}?q=${numbers[0]!.slice(0, 14)}`);
    await waitForTitles(
      page,
      shops.map((shop) => shop._title),
    );
    await page.getByRole('checkbox', { name: '全选本页' }).click();
    const bulk = page.getByRole('group', { name: '批量操作' });
    await bulk.getByText('已选 2 条').waitFor();
    await bulk.getByRole('button', { name: '删除' }).click();
    const question = page.getByRole('dialog', { name: '删除 2 条食品经营者？' });
    assert.include(await question.innerText(), shops[0]!._title);
    await question.getByRole('button', { name: '删除 2 条' }).click();
    await page.getByText('没有符合条件的食品经营者').waitFor();
    assert.equal((await client.get(`/api/records/${OPERATORS}/${shops[0]!.id}`)).status, 404);
    await page.getByRole('button', { name: '撤销' }).click();
    await page.getByText('已恢复 2 条食品经营者').waitFor();
    await waitForTitles(
      page,
      shops.map((shop) => shop._title),
    );

    await page.locator('.ag-row[row-index="0"] .ag-checkbox-input').click();
    await bulk.getByRole('button', { name: '删除' }).click();
    await page.getByRole('button', { name: '删除 1 条' }).click();
    await page.getByText('已删除 1 条食品经营者').waitFor();
    const [left] = await listRecords(client, OPERATORS, { q: numbers[0]!.slice(0, 14) });
    const gone = shops.find((shop) => shop.id !== left!.id)!;
    await page.getByRole('button', { name: '更多操作', exact: true }).click();
    await page.getByRole('menuitem', { name: '回收站' }).click();
    await page.getByRole('heading', { level: 1, name: /回收站/ }).waitFor();
    const line = page.getByRole('listitem').filter({ hasText: String(gone['licence_no']) });
    await line.getByRole('button', { name: '恢复' }).click();
    await page.getByText(`已恢复“${gone._title}”`).waitFor();
    assert.equal((await readRecord(client, OPERATORS, gone.id))._title, gone._title);
  });

  test('nf-026: keys walk the list: j and k the rows, Enter opens, e edits, / searches from anywhere, ? tells the keys', async ({
    assert,
  }) => {
    const page = await open('changan-admin', LIST);
    const titles = await rowTitles(page);
    const side = page.getByRole('complementary', { name: '所选记录' });
    await page.keyboard.press('j');
    await side.getByRole('heading', { name: titles[0]!, exact: true }).waitFor();
    await page.keyboard.press('j');
    await side.getByRole('heading', { name: titles[1]!, exact: true }).waitFor();
    await page.keyboard.press('k');
    await side.getByRole('heading', { name: titles[0]!, exact: true }).waitFor();
    await page.keyboard.press('?');
    const keys = page.getByRole('dialog', { name: '键盘' });
    await keys.waitFor();
    await page.keyboard.press('Escape');
    await keys.waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: titles[0]!, exact: true }).waitFor();
    await page.keyboard.press('/');
    await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'combobox');
    await page.keyboard.type('好邻居');
    const hit = page.getByRole('option', { name: /好邻居便利店/ }).first();
    await hit.waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: '好邻居便利店' }).waitFor();
    const address = new URL(page.url()).pathname;
    assert.match(address, /^\/record\//);
    await page.keyboard.press('e');
    await page.waitForURL(`**${address}/edit`);
    await page.locator('#f_address').waitFor();
  });
});

/** Somebody's page on a list that shows rows. */
async function open(login: string, address: string): Promise<Page> {
  const page = await openPage({ world: await theOffice(), login });
  await page.goto(address);
  await waitForRows(page);
  return page;
}
