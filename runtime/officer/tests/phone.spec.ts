import { test } from '@japa/runner';
import type { Page } from 'playwright-core';
import { clientOf, openPage, theOffice } from './office.ts';
import { countOf, createOperator, readRecord } from './records.ts';
import { logIn } from './steps.ts';

const OPERATORS = 'food.operator';
const THUMB = 44;

test.group('On the phone', () => {
  test('an officer logs in, finds a shop among the cards, changes it and saves, with one thumb and without scrolling sideways', async ({
    assert,
  }) => {
    const world = await theOffice();
    const client = await clientOf(world, 'changan-officer');
    const shop = await createOperator(await clientOf(world, 'changan-registrar'), 501, {
      address: '河北省石家庄市长安区翰墨巷 7 号',
    });
    const page = await openPage({ world, phone: true });
    const misfits: string[] = [];
    const look = async (where: string) => {
      for (const fault of await misfitsOf(page)) misfits.push(`${where}: ${fault}`);
    };
    await page.goto('/login');
    await page.getByLabel('用户名').waitFor();
    await look('login');
    await logIn(page, 'changan-officer', world.password);
    await page.getByRole('heading', { level: 1, name: /建北所执法员/ }).waitFor();
    await page.waitForLoadState('networkidle');
    await look('home');

    const bar = page.getByRole('navigation', { name: '主菜单' });
    assert.deepEqual(
      (await bar.getByRole('link').allInnerTexts()).map((text) => text.trim()),
      ['首页', '业务', '搜索', '我的'],
    );
    await bar.getByRole('link', { name: '业务' }).click();
    await page.getByRole('heading', { level: 1, name: '业务' }).waitFor();
    await look('menu');
    await page
      .locator('main')
      .getByRole('link', { name: /食品经营者/ })
      .click();
    await page.getByLabel('在食品经营者里查找').fill('翰墨巷');
    const card = page.getByRole('listitem').filter({ hasText: String(shop['licence_no']) });
    await page.getByText('共 1 条').waitFor();
    await card.waitFor();
    await look('list');
    await card.getByRole('link').first().click();
    await page.getByRole('heading', { level: 1, name: shop._title }).waitFor();
    await page.waitForLoadState('networkidle');
    await look('detail');

    await page.getByRole('link', { name: '编辑' }).click();
    await page.locator('#f_remark').waitFor();
    await look('form');
    await page.locator('#f_risk').click();
    const sheet = page.getByRole('dialog', { name: '风险等级' });
    await sheet.getByText('D 级').click();
    await sheet.waitFor({ state: 'detached' });
    await page.locator('#f_remark').fill('现场检查：冷藏柜温度偏高');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText(`已保存“${shop._title}”`).waitFor();
    const saved = await readRecord(client, OPERATORS, shop.id);
    assert.deepEqual([saved['risk'], saved['remark']], ['D', '现场检查：冷藏柜温度偏高']);

    await bar.getByRole('link', { name: '搜索' }).click();
    await page.getByRole('searchbox', { name: '搜索' }).fill('翰墨巷');
    await page
      .getByRole('option', { name: new RegExp(shop._title) })
      .first()
      .waitFor();
    await look('search');
    await bar.getByRole('link', { name: '我的' }).click();
    await page.getByRole('button', { name: '退出登录' }).waitFor();
    await look('me');
    assert.deepEqual(misfits, []);
  });

  test('a list on the phone is narrowed in a sheet that says how many rows remain', async ({ assert }) => {
    const world = await theOffice();
    const page = await openPage({ world, login: 'changan-officer', phone: true });
    await page.goto('/list/food.operators');
    await page.getByRole('button', { name: '筛选' }).click();
    const sheet = page.getByRole('dialog', { name: /筛选/ });
    await sheet.waitFor();
    await sheet.getByRole('button', { name: '风险等级' }).click();
    await sheet.getByRole('checkbox', { name: 'D 级' }).click();
    const left = await countOf(await clientOf(world, 'changan-officer'), OPERATORS, "record.risk == 'D'");
    const show = sheet.getByRole('button', { name: `看 ${left} 条` });
    await show.waitFor();
    assert.deepEqual(await misfitsOf(page), []);
    await show.click();
    await page.getByText(`共 ${left} 条`).waitFor();
    await page.waitForFunction(
      (rows) => document.querySelectorAll('main li a[href^="/record/"]').length === rows,
      left,
    );
  });
});

/** What a thumb cannot use: a page that scrolls sideways, buttons and tabs of less than 44 px in height or width. */
async function misfitsOf(page: Page): Promise<string[]> {
  return page.evaluate((least) => {
    const main = document.querySelector('main');
    const wide =
      document.documentElement.scrollWidth > window.innerWidth ||
      (main !== null && main.scrollWidth > main.clientWidth);
    const targets = document.querySelectorAll<HTMLElement>('button, [role=button], [role=tab], [role=menuitem], nav a');
    const small = [...targets].flatMap((target) => {
      if (!target.checkVisibility({ visibilityProperty: true }) || target.closest('[aria-hidden=true]') !== null)
        return [];
      const { width, height } = target.getBoundingClientRect();
      if (width >= least - 0.5 && height >= least - 0.5) return [];
      const name = target.getAttribute('aria-label') ?? target.innerText.trim();
      return [`“${name}” is ${Math.round(width)} × ${Math.round(height)}`];
    });
    return [...(wide ? ['it scrolls sideways'] : []), ...small];
  }, THUMB);
}
