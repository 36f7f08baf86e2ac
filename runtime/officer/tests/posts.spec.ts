// Who works where and as what: what an admin enters is what its owner has at his next step.
import { test } from '@japa/runner';
import { PeopleDesk } from '../../server/tests/people_desk.ts';
import { clientOf, openPage, theOffice } from './office.ts';
import { createOperator, readRecord } from './records.ts';
import { choose, logIn, waitForTitles } from './steps.ts';

test.group('Posts and units', () => {
  test('a second post until a day lets somebody work there too, and once it is over he is offered it no more', async ({
    assert,
  }) => {
    const world = await theOffice();
    const people = await PeopleDesk.open(world);
    const { account, password } = await people.hire('lent.out', 'food.inspector');
    await people.enter(world, 'lent.out', password);
    const desk = await openPage({ world, login: 'changan-admin', refusals: ['422 /api/records/core.assignment'] });
    await desk.goto(`/record/core.account/${account.id}`);
    await desk.getByRole('tab', { name: /^岗位/ }).click();
    await desk.getByRole('link', { name: '新建岗位' }).click();
    await choose(desk, '#f_role', '食品监管人员');
    await choose(desk, '#f_org', '高营');
    await desk.locator('#f_note').fill('借调函〔2026〕12 号');
    await desk.locator('#f_ends_on').fill('2020-01-01');
    await desk.getByRole('button', { name: '保存' }).click();
    await desk.getByText('结束日期不能早于开始日期').first().waitFor();
    await desk.locator('#f_ends_on').fill('2098-12-31');
    await desk.getByRole('button', { name: '保存' }).click();
    await desk.getByText('借调函〔2026〕12 号').waitFor();
    const post = desk.url();

    const his = await openPage({ world });
    await his.goto('/login');
    await logIn(his, 'lent.out', 'Quiet-river-2031');
    const menu = () => his.getByRole('button', { name: /^我的：/ });
    await menu().click();
    await his.getByRole('menuitem', { name: '换到高营监管所工作' }).click();
    await menu().filter({ hasText: '高营监管所' }).waitFor();

    await desk.goto(`${post}/edit`);
    await desk.locator('#f_starts_on').fill('2020-01-01');
    await desk.locator('#f_ends_on').fill('2020-12-31');
    await desk.getByRole('button', { name: '保存' }).click();
    await desk.getByRole('link', { name: '编辑' }).waitFor();
    assert.match(await desk.locator('main').innerText(), /今天有效\s*否/);
    await his.goto('/');
    await menu().filter({ hasText: '建北监管所' }).click();
    await his.getByRole('menuitem', { name: '账号与密码' }).waitFor();
    assert.equal(await his.getByRole('menuitem', { name: /^换到/ }).count(), 0);

    await desk.goto('/list/core.assignments?saved=past');
    await desk.locator('.ag-row', { hasText: 'lent.out' }).waitFor();
  });

  test('a station added below the bureau stands in the tree and can be chosen for a shop at once', async ({
    assert,
  }) => {
    const world = await theOffice();
    const admin = await clientOf(world, 'changan-admin');
    const shop = await createOperator(admin, 451);
    const page = await openPage({ world, login: 'changan-admin' });
    await page.goto('/list/core.orgs');
    await page.getByRole('link', { name: '新建机构' }).click();
    await page.locator('#f_name').fill('石家庄市长安区市场监督管理局滹沱市场监督管理所');
    await page.locator('#f_short_name').fill('滹沱监管所');
    await page.locator('#f_code').fill('CA-HT');
    await choose(page, '#f_kind', '监管所');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('请选择上级机构').first().waitFor();
    await choose(page, '#f_parent', '长安区局');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByRole('heading', { level: 1, name: '滹沱监管所' }).waitFor();
    await page.locator('main').getByRole('link', { name: '长安区局' }).first().click();
    await page.getByRole('heading', { level: 1, name: '长安区局' }).waitFor();
    await page.getByRole('tab', { name: /^下级机构/ }).click();
    const units = page.getByRole('region', { name: '下级机构' }).getByRole('row');
    await units.filter({ hasText: 'CA-HT' }).waitFor();
    // As their own list: by code.
    const codes = (await units.allInnerTexts()).flatMap((text) => /CA-\w+/.exec(text) ?? []);
    assert.deepEqual(codes, codes.toSorted());
    await page.goto('/list/core.orgs?saved=stations&q=CA-HT');
    await waitForTitles(page, ['滹沱监管所']);

    await page.goto(`/record/food.operator/${shop.id}/edit`);
    await choose(page, '#f_station', '滹沱');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('已保存').waitFor();
    const [unit] = ((await admin.get(`/api/records/core.org?q=CA-HT`)).body as { items: { id: string }[] }).items;
    assert.equal((await readRecord(admin, 'food.operator', shop.id))['station'], unit!.id);
  });
});
