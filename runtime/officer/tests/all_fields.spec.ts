import { test } from '@japa/runner';
import type { Page } from 'playwright-core';
import { addPackage } from '../../server/tests/added_package.ts';
import { startWorld, type World } from '../../server/tests/world.ts';
import { foreignWords, violations } from './axe.ts';
import { clientOf, openPage } from './office.ts';

const KEEPER = 'sample-keeper';
const SHEET = 'sample.sheet';

test.group('The controls of every field type', (group) => {
  let world: World;
  group.setup(async () => {
    world = await startWorld({ subjects: 60, screens: true });
    await addPackage(world, {
      folder: 'examples/all_fields',
      entry: 'sample: 1.0.0',
      tenant: 'changan',
      account: {
        login: KEEPER,
        name: '样例员',
        roles: ['core.staff', 'market.viewer', 'sample.keeper'],
        org_code: 'CA',
      },
    });
    const client = await clientOf(world, KEEPER);
    for (const name of ['甲签', '乙签']) await client.post('/api/records/sample.note', { name });
    return () => world.stop();
  });

  const open = async (phone: boolean): Promise<Page> => {
    const page = await openPage({ world, login: KEEPER, phone });
    await page.context().grantPermissions(['geolocation']);
    await page.context().setGeolocation({ longitude: 114.5149, latitude: 38.0423 });
    await page.goto(`/record/${SHEET}/new`);
    await page.locator('#f_name').waitFor();
    return page;
  };

  /** Draws a line across the sheet. */
  const sign = async (page: Page): Promise<void> => {
    await page.getByRole('button', { name: '签名：当事人签名' }).click();
    const box = (await page.getByLabel('在这里签名').boundingBox())!;
    await page.mouse.move(box.x + 40, box.y + 60);
    await page.mouse.down();
    for (let i = 1; i <= 12; i += 1)
      await page.mouse.move(box.x + 40 + i * 18, box.y + 60 + (i % 2) * 40, { steps: 3 });
    await page.mouse.up();
    await page.getByRole('button', { name: '完成签名' }).click();
    await page.getByRole('button', { name: '重新签名：当事人签名' }).waitFor();
  };

  test('an officer writes, signs, locates and picks several; the number comes with saving', async ({ assert }) => {
    const page = await open(false);
    assert.equal(await page.locator('#f_no').count(), 0, 'nobody types a number');
    await page.locator('#f_name').fill('样例甲');
    const story = page.getByRole('textbox', { name: '情况介绍' });
    await story.click();
    await page.keyboard.type('现场检查');
    await page.getByRole('button', { name: '项目符号' }).click();
    await page.keyboard.type('冷柜温度正常');
    await page.locator('#f_hours').fill('08:30');
    await page.getByLabel('营业时间：结束').fill('21:00');
    await page.getByRole('button', { name: '用我的位置：位置' }).click();
    await page.waitForFunction(() => (document.querySelector('#f_place') as HTMLInputElement).value !== '');
    await page.locator('#f_zone').fill('114.50, 38.04\n114.60, 38.04\n114.60, 38.10');
    await page.getByRole('img', { name: /管辖范围/ }).waitFor();
    await page.locator('#f_notes').fill('甲签');
    await page.getByRole('option', { name: /甲签/ }).click();
    await page.keyboard.press('Escape');
    await page.getByText('甲签', { exact: true }).first().waitFor();
    await sign(page);
    await page.keyboard.press('Tab');
    assert.deepEqual([await violations(page), await foreignWords(page)], [[], []]);
    await page.getByRole('button', { name: '保存' }).first().click();
    await page.getByRole('heading', { level: 1, name: /样〔\d{4}〕\d{4}号 样例甲/ }).waitFor();
    const shown = await page.locator('main').innerText();
    for (const text of ['冷柜温度正常', '08:30-21:00', '114.5149, 38.0423', '甲签']) assert.include(shown, text);
    await page.getByRole('img', { name: /管辖范围/ }).waitFor();
    assert.deepEqual([await violations(page), await foreignWords(page)], [[], []]);
  });

  test('wrong input is told on leaving, and the phone has room for all of it', async ({ assert }) => {
    const page = await open(true);
    await page.locator('#f_place').fill('到处');
    await page.locator('#f_raw').fill('{ 坏');
    await page.locator('#f_name').click();
    await page
      .getByText(/不是正确的经纬度/)
      .first()
      .waitFor();
    await page
      .getByText(/数据格式不对/)
      .first()
      .waitFor();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.isAtMost(wide, 0, 'nothing is wider than the phone');
    assert.deepEqual([await violations(page), await foreignWords(page)], [[], []]);
  });
});
