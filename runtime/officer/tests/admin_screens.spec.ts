import { test } from '@japa/runner';
import { clientOf, openPage, theOffice } from './office.ts';
import { createOperator, writeRecord } from './records.ts';
import { waitForRows, waitForTitles } from './steps.ts';

test.group('Administrators and their screens', () => {
  test('a token is made on the own account, shown once, reads what it names and is ended there', async ({ assert }) => {
    const world = await theOffice();
    const page = await openPage({ world, login: 'changan-registrar' });
    await page.goto('/me');
    await page.getByRole('button', { name: '新建令牌' }).click();
    await page.getByLabel('用途').fill('每晚同步许可');
    await page.getByLabel('能看什么').click();
    await page.getByRole('option', { name: '食品经营者', exact: true }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: '新建', exact: true }).click();
    const text = (await page.getByTestId('token').innerText()).trim();
    await page.getByRole('button', { name: '我已保存，关闭' }).click();
    const ask = (entity: string) =>
      fetch(`${world.url}/api/records/${entity}?limit=1`, { headers: { Authorization: `Bearer ${text}` } });
    assert.equal((await ask('food.operator')).status, 200);
    assert.notEqual((await ask('market.subject')).status, 200);

    const line = page.getByRole('listitem').filter({ hasText: '每晚同步许可' });
    assert.include(await line.innerText(), '食品经营者 · 只读');
    assert.notInclude(await page.locator('main').innerText(), text);
    await line.getByRole('button', { name: '停用 每晚同步许可' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '停用', exact: true }).click();
    await line.waitFor({ state: 'detached' });
    assert.equal((await ask('food.operator')).status, 401);
  });

  test('sjz-008: the log of acts names a login in words, and no record that it was done to', async ({ assert }) => {
    const world = await theOffice();
    await world.login('changan-head');
    const page = await openPage({ world, login: 'changan-admin' });
    await page.goto('/list/core.operations?f.action=in:login');
    await waitForRows(page);
    const row = page.locator('.ag-row').first();
    assert.include(await row.innerText(), '登录');
    await row.locator('.sj-cell-title').click();
    await page.getByRole('link', { name: '打开详情' }).click();
    await page.getByRole('heading', { level: 1, name: /登录$/ }).waitFor();
    assert.notInclude(await page.locator('main').innerText(), 'platform.');
    assert.equal(await page.getByRole('region', { name: '变更内容' }).count(), 0);
  });

  test('when a colleague has changed one of the ticked rows, it is named and none of them is deleted', async ({
    assert,
  }) => {
    const world = await theOffice();
    const client = await clientOf(world, 'changan-admin');
    const shops = [await createOperator(client, 231), await createOperator(client, 232)];
    const page = await openPage({
      world,
      login: 'changan-admin',
      refusals: ['422 /api/records/food.operator/batch'],
    });
    await page.goto(`/list/food.operators?q=${String(shops[0]!['licence_no']).slice(0, 14)}`);
    await waitForTitles(
      page,
      shops.map((shop) => shop._title),
    );
    await page.getByRole('checkbox', { name: '全选本页' }).click();
    await writeRecord(client, 'food.operator', shops[1]!.id, { remark: '同事刚改过' });
    await page.getByRole('group', { name: '批量操作' }).getByRole('button', { name: '删除' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: '删除 2 条' }).click();
    const said = await dialog.getByRole('alert').innerText();
    assert.include(said, '一条也没有删除');
    assert.lengthOf(said.match(new RegExp(`“${shops[1]!._title}”`, 'g')) ?? [], 1);
    for (const shop of shops) assert.equal((await client.get(`/api/records/food.operator/${shop.id}`)).status, 200);
  });

  test('sjz-002: an account is asked for in public, sent back, added to, approved, and its page says that a post is missing', async ({
    assert,
  }) => {
    const world = await theOffice();
    const phone = await openPage({ world, phone: true, refusals: ['422 /api/registrations'] });
    await phone.goto('/login');
    await phone.getByRole('link', { name: '申请账号' }).click();
    await phone.getByRole('button', { name: '提交申请' }).click();
    await phone.getByText('请填写姓名').waitFor();
    await phone.getByLabel('要加入的单位').click();
    await phone.getByRole('option', { name: '长安区市场监督管理局' }).click();
    await phone.getByLabel('姓名').fill('韩梅');
    await phone.getByLabel('科室或监管所').fill('高营监管所');
    await phone.getByLabel('手机号码').fill('13800002047');
    await phone.getByLabel('想用的登录名').fill('han.mei');
    await phone.getByLabel('设置密码').fill('Quiet-river-2031');
    await phone.getByLabel('再输一次密码').fill('Quiet-river-2031');
    await phone.getByRole('button', { name: '提交申请' }).click();
    assert.match(await phone.getByTestId('receipt').innerText(), /^([0-9A-Z]{4}-){5}[0-9A-Z]{4}$/);

    const desk = await openPage({ world, login: 'changan-admin' });
    const openRequest = async () => {
      await desk.goto('/list/core.registrations?q=han.mei');
      await desk.locator('.ag-row .sj-cell-title').first().click();
      await desk.getByRole('link', { name: '打开详情' }).click();
    };
    await openRequest();
    await desk.getByRole('button', { name: '退回补充' }).click();
    await desk.getByLabel('要补充的内容').fill('请写明执法证号');
    await desk.getByRole('dialog').getByRole('button', { name: '退回补充' }).click();
    await desk.getByText('已退回补充').waitFor();

    await phone.getByRole('button', { name: '查看进度' }).click();
    await phone.getByRole('button', { name: '查询', exact: true }).click();
    await phone.getByText('请写明执法证号').waitFor();
    await phone.getByLabel('申请说明').fill('执法证 03010124');
    const picture = { name: '执法证.png', mimeType: 'image/png', buffer: await phone.screenshot() };
    await phone.locator('input[type=file][accept*=pdf]').setInputFiles(picture);
    await phone.getByRole('button', { name: '去掉 执法证.png' }).waitFor();
    await phone.getByRole('button', { name: '重新提交' }).click();
    await phone.getByText('等待本单位管理员审核').waitFor();

    await openRequest();
    await desk.getByText('执法证 03010124').waitFor();
    await desk.getByRole('button', { name: /执法证\.png/ }).waitFor();
    await desk.getByRole('button', { name: '通过', exact: true }).click();
    await desk.getByRole('dialog').getByRole('button', { name: '通过', exact: true }).click();
    await desk.getByRole('heading', { level: 1, name: '韩梅（han.mei）' }).waitFor();
    await desk.getByText('这个账号还没有岗位').waitFor();
  });

  test('a list that one may not see and a recycle bin that is not his both lead back', async () => {
    const page = await openPage({ world: await theOffice(), login: 'changan-officer' });
    for (const place of ['/list/core.accounts', '/bin/food.operator']) {
      await page.goto(place);
      await page.getByRole('alert').getByRole('link', { name: '回到首页' }).click();
      await page.waitForURL((url) => url.pathname === '/');
    }
  });
});
