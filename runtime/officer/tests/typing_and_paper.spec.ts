import { test } from '@japa/runner';
import type { Locator } from 'playwright-core';
import { clientOf, openPage, theOffice } from './office.ts';
import { createOperator, readRecord } from './records.ts';
import { focusedId, rowTitles, waitForRows } from './steps.ts';

test.group('Composing Chinese', () => {
  test('the keys of an input method move no row, open nothing, leave no field and save nothing; the same keys do so afterwards', async ({
    assert,
  }) => {
    const world = await theOffice();
    const admin = await clientOf(world, 'changan-admin');
    const shop = await createOperator(admin, 481);
    const page = await openPage({ world, login: 'changan-admin' });
    await page.goto('/list/food.operators');
    await waitForRows(page);
    const find = page.getByLabel('在食品经营者里查找');
    const side = page.getByRole('complementary', { name: '所选记录' });
    for (const target of [page.locator('body'), find])
      for (const key of ['j', 'k', 'e', '/', 'Enter']) await compose(target, key);
    assert.equal(new URL(page.url()).pathname, '/list/food.operators');
    assert.equal(await side.count(), 0);
    await find.focus();
    await compose(find, '/');
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('type')), 'search');
    await find.blur();
    await page.keyboard.press('j');
    await side.waitFor();

    const search = page.getByRole('combobox', { name: /搜/ }).first();
    await search.fill('好邻居');
    await page.getByRole('option').first().waitFor();
    await compose(search, 'ArrowDown');
    await compose(search, 'Enter');
    assert.equal(new URL(page.url()).pathname, '/list/food.operators');

    await page.goto(`/record/food.operator/${shop.id}/edit`);
    const address = page.locator('#f_address');
    await address.fill('河北省石家庄市长安区建华北大街 481 号');
    await compose(address, 'Enter');
    await compose(address, 'Enter', { ctrlKey: true });
    await compose(address, 'Escape');
    assert.equal(await focusedId(page), 'f_address');
    const risk = page.locator('#f_risk');
    await risk.fill('D');
    await page.getByRole('option', { name: /^D/ }).waitFor();
    await compose(risk, 'Enter');
    assert.equal(await risk.inputValue(), 'D', 'still open, still what was typed');
    await risk.press('Enter');
    assert.match(await risk.inputValue(), /^D 级/);
    assert.equal((await readRecord(admin, 'food.operator', shop.id)).version, shop.version);
    await address.focus();
    await page.keyboard.press('Control+Enter');
    await page.waitForURL((url) => url.pathname === `/record/food.operator/${shop.id}`);
    assert.isAbove((await readRecord(admin, 'food.operator', shop.id)).version, shop.version);
  });
});

test.group('On paper', () => {
  test('a list is its rows and a record its values, without menus, buttons and boxes', async ({ assert }) => {
    const world = await theOffice();
    const page = await openPage({ world, login: 'changan-officer' });
    await page.goto('/list/food.operators');
    await waitForRows(page);
    const titles = await rowTitles(page);
    const controls = page.locator('nav, button, [role=button], input, [role=tab]').filter({ visible: true });
    assert.isAbove(await controls.count(), 5, 'the screen has them');
    await page.emulateMedia({ media: 'print' });
    const lines = await page.locator('table tbody tr').filter({ visible: true }).allInnerTexts();
    for (const title of titles)
      assert.isTrue(
        lines.some((line) => line.includes(title)),
        title,
      );
    assert.deepEqual(await controls.allInnerTexts(), []);

    await page.emulateMedia({ media: 'screen' });
    await page.locator('.ag-row .sj-cell-title').first().click();
    await page.getByRole('link', { name: '打开档案' }).click();
    await page.getByRole('heading', { level: 1, name: titles[0]!, exact: true }).waitFor();
    await page.emulateMedia({ media: 'print' });
    const paper = await page.locator('main').innerText();
    for (const part of [titles[0]!, '许可证编号', '监管所']) assert.include(paper, part);
    assert.deepEqual(await controls.allInnerTexts(), []);
  });
});

/** A key that an input method has: 229 is what Chromium gives instead of the key's own code. */
async function compose(target: Locator, key: string, more: { ctrlKey?: boolean } = {}): Promise<void> {
  await target.evaluate(
    (element, init) => {
      element.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
      element.dispatchEvent(
        new KeyboardEvent('keydown', {
          ...init,
          isComposing: true,
          keyCode: 229,
          which: 229,
          bubbles: true,
          cancelable: true,
        }),
      );
      element.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }));
    },
    { key, ...more },
  );
}
