import { test } from '@japa/runner';
import type { Page } from 'playwright-core';
import { clientOf, openPage, theOffice } from './office.ts';
import { createOperator, licenceNo, listRecords, readRecord, removeRecord } from './records.ts';
import { focusedId } from './steps.ts';

const OPERATORS = 'food.operator';
const NEW = '/record/food.operator/new';
/** A square of ten pixels. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mNk+M9Qz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC',
  'base64',
);

test.group('A form', (group) => {
  group.setup(async () => void (await theOffice()));

  test('nf-030: what is missing or wrong is said in Chinese, the first of it has the focus and the summary leads to each', async ({
    assert,
  }) => {
    const page = await open();
    await page.locator('#f_licence_no').fill('JY99');
    await page.keyboard.press('Tab');
    const fault = page.locator('#f_licence_no__fault');
    await fault.waitFor();
    assert.match(await fault.innerText(), /许可证编号|JY/);
    assert.equal(await page.locator('#f_licence_no').getAttribute('aria-invalid'), 'true');

    await page.getByRole('button', { name: '保存' }).click();
    const summary = page.getByRole('alert').filter({ hasText: '处需要修改' });
    await summary.waitFor();
    await waitForFocus(page, 'f_subject');
    const links = await summary.getByRole('button').allInnerTexts();
    assert.include(await summary.innerText(), `有 ${links.length} 处需要修改`);
    for (const label of ['市场主体', '主体业态', '经营项目', '发证日期', '有效期至', '经营场所', '监管所', '联系电话'])
      assert.isTrue(
        links.some((link) => link.includes(label)),
        `${label} in ${links.join(' | ')}`,
      );
    for (const link of links) assert.match(link, /\p{Script=Han}/u);
    await summary.getByRole('button', { name: /经营场所/ }).click();
    await waitForFocus(page, 'f_address');
    await summary.getByRole('button', { name: /许可证编号/ }).click();
    await waitForFocus(page, 'f_licence_no');
  });

  test('nf-028: Tab walks the fields as they are read, from left to right and from top to bottom', async ({
    assert,
  }) => {
    const page = await open();
    await page.locator('#f_subject').focus();
    const places: { field: string; left: number; top: number; bottom: number }[] = [];
    for (let presses = 0; presses < 80; presses += 1) {
      const place = await page.evaluate(() => {
        const field = document.activeElement?.closest<HTMLElement>('[data-field]');
        const frame = document.querySelector('#record_form')?.getBoundingClientRect();
        if (!field || !frame) return null;
        const box = field.getBoundingClientRect();
        return {
          field: field.dataset['field'] ?? '',
          left: box.left,
          top: box.top - frame.top,
          bottom: box.bottom - frame.top,
        };
      });
      if (place !== null && place.field !== places.at(-1)?.field) places.push(place);
      if (await page.evaluate(() => document.activeElement?.getAttribute('type') === 'submit')) break;
      await page.keyboard.press('Tab');
    }
    const all = await page.locator('#record_form [data-field]').count();
    assert.isAbove(all, 15);
    assert.lengthOf(places, all, 'every field is reached once before the button that saves');
    for (const [index, place] of places.entries()) {
      const before = places[index - 1];
      if (!before) continue;
      const sameRow = Math.abs(place.top - before.top) < 2;
      assert.isTrue(
        sameRow ? place.left > before.left : place.top >= before.bottom - 2,
        `${before.field} → ${place.field}`,
      );
    }
  });

  test('an operator is entered by keyboard alone: pickers by name and pinyin, regions level by level, rows, Ctrl+Enter', async ({
    assert,
  }) => {
    const client = await clientOf(await theOffice(), 'changan-registrar');
    const [subject] = await listRecords(client, 'market.subject', { q: '老李面馆', limit: '1' });
    const number = licenceNo('2', 101);
    const page = await open();
    await page.locator('#f_subject').focus();
    await page.keyboard.type('老李面');
    await page.getByRole('option', { name: /老李面馆/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('listbox').waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    assert.equal(await focusedId(page), 'f_licence_no', 'Enter goes on to the next field');
    await page.keyboard.type(number.toLowerCase());
    await page.keyboard.press('Enter');
    assert.equal(await focusedId(page), 'f_status');

    assert.equal(await page.locator('#f_seats').count(), 0, 'seats are asked of caterers only');
    await page.locator('#f_category').focus();
    await page.keyboard.type('cyfw');
    await page.getByRole('option', { name: '餐饮服务' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('#f_seats').waitFor();
    await page.locator('#f_items').focus();
    await page.keyboard.type('热食');
    await page.getByRole('option', { name: '热食类食品制售' }).waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await page.locator('#f_issued_on').focus();
    await page.keyboard.type('20260105');
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('#f_issued_on').inputValue(), '2026-01-05');
    await page.keyboard.type('2031/1/4');
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('#f_valid_until').inputValue(), '2031-01-04');

    await page.locator('#f_region').focus();
    await page.keyboard.press('ArrowDown');
    const regions = page.getByRole('dialog', { name: '所在区划' });
    await regions.waitFor();
    await waitForFocus(page, null, '查找所在区划');
    await page.keyboard.press('ArrowDown');
    const line = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    const waitForLine = (wanted: string) =>
      page.waitForFunction((text) => new RegExp(text).test(document.activeElement?.textContent ?? ''), wanted);
    await waitForLine('130102\\d+'); // it opens at the bureau's own streets
    for (const level of ['^长安区', '^石家庄市', '^河北省']) {
      await page.keyboard.press('ArrowLeft');
      await waitForLine(level);
    }
    for (const level of ['^石家庄市', '^长安区', '130102\\d+']) {
      await page.keyboard.press('ArrowRight');
      await waitForLine(level);
    }
    const street = (await line()).replace(/\d.*$/, '');
    await page.keyboard.press('Enter');
    await regions.waitFor({ state: 'detached' });
    await waitForFocus(page, 'f_region');
    assert.include(await page.locator('#f_region').innerText(), `长安区 / ${street}`);

    await page.locator('#f_station').focus();
    await page.keyboard.type('建北');
    await page.getByRole('option', { name: /建北/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('#f_address').fill('河北省石家庄市长安区建华北大街 66 号');
    await page.locator('#f_phone').fill('13812342046');
    assert.equal(await page.locator('#f_platforms').count(), 0);
    await page.locator('[data-field="is_online"]').getByRole('radio', { name: '是' }).check();
    await page.locator('#f_platforms').waitFor();

    await page.getByRole('button', { name: '添加一行' }).press('Enter');
    await waitForFocus(page, 'f_staff_0_name');
    await page.keyboard.type('王小明');
    await page.keyboard.press('Enter');
    await page.keyboard.type('厨');
    await page.getByRole('option', { name: /厨/ }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.locator('#f_staff_0_health_until').fill('2027-12-31');
    await page.getByRole('button', { name: '添加一行' }).press('Enter');
    await page.locator('#f_staff_1_name').fill('写错了');
    await page.getByRole('button', { name: '去掉第 2 行' }).press('Enter');
    await page.locator('#f_staff_1_name').waitFor({ state: 'detached' });
    await page.getByText('已去掉第 2 行').waitFor();
    await page.locator('#f_remark').focus();
    await page.keyboard.press('Control+Enter');

    await page.getByRole('heading', { level: 1, name: subject!._title }).waitFor();
    const [made] = await listRecords(client, OPERATORS, { filter: `record.licence_no == '${number}'` });
    const saved = await readRecord(client, OPERATORS, made!.id);
    assert.equal(new URL(page.url()).pathname, `/record/food.operator/${saved.id}`);
    assert.deepEqual(
      [saved['subject'], saved['category'], saved['items'], saved['valid_until'], saved['is_online']],
      [subject!.id, '2', ['catering_hot'], '2031-01-04', true],
    );
    assert.match(String(saved['region']), /^130102\d+/);
    assert.lengthOf(saved['staff'] as unknown[], 1);
    // Others look for the one shop of that name.
    await removeRecord(await clientOf(await theOffice(), 'changan-admin'), OPERATORS, saved.id);
  });

  test('a picture is sent, seen small and large, and kept; what is no picture is refused in Chinese', async ({
    assert,
  }) => {
    const client = await clientOf(await theOffice(), 'changan-registrar');
    const shop = await createOperator(client, 102);
    const page = await open(`/record/food.operator/${shop.id}/edit`);
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: '选择图片：门头照片' }).click(),
    ]);
    await chooser.setFiles([
      { name: '门头.png', mimeType: 'image/png', buffer: PNG },
      { name: '合同.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4') },
    ]);
    await page.getByRole('alert').filter({ hasText: '合同.pdf' }).waitFor();
    await page.getByRole('button', { name: '查看图片 门头.png' }).click();
    const large = page.getByRole('dialog', { name: '门头.png' }).getByRole('img', { name: '门头.png' });
    await large.waitFor();
    await page.waitForFunction(
      () => document.querySelector<HTMLImageElement>('img[alt="门头.png"]')?.naturalWidth === 10,
    );
    await page.getByRole('button', { name: '关闭' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByRole('button', { name: '查看图片 门头.png' }).waitFor();
    const photos = (await readRecord(client, OPERATORS, shop.id))['photos'] as { name: string }[];
    assert.deepEqual(
      photos.map((photo) => photo.name),
      ['门头.png'],
    );
  });

  test('a licence number that another record has is refused with a link to that record', async ({ assert }) => {
    const world = await theOffice();
    const client = await clientOf(world, 'changan-registrar');
    const first = await createOperator(client, 103);
    const second = await createOperator(client, 104);
    const page = await openPage({
      world,
      login: 'changan-registrar',
      refusals: ['409 /api/records/food.operator', '422 /api/records/food.operator'],
    });
    await page.goto(`/record/food.operator/${second.id}/edit`);
    await page.locator('#f_licence_no').fill(String(first['licence_no']));
    await page.getByRole('button', { name: '保存' }).click();
    const summary = page.getByRole('alert').filter({ hasText: '1 处需要修改' });
    await summary.waitFor();
    assert.match(await summary.innerText(), /已有相同许可证编号/);
    const link = summary.getByRole('link', { name: `打开“${first._title}”` });
    assert.equal(await link.getAttribute('href'), `/record/food.operator/${first.id}`);
    await waitForFocus(page, 'f_licence_no');
    assert.equal((await readRecord(client, OPERATORS, second.id))['licence_no'], second['licence_no']);
  });

  test('what is not saved is not lost by a click: leaving asks, by a link and by the back button', async ({
    assert,
  }) => {
    const client = await clientOf(await theOffice(), 'changan-registrar');
    const shop = await createOperator(client, 105);
    const page = await open(`/record/food.operator/${shop.id}`);
    await page.getByRole('link', { name: '编辑' }).click();
    await page.locator('#f_remark').fill('还没写完');
    const question = page.getByRole('dialog', { name: '有没有保存的修改' });
    for (const leave of [
      () => page.getByRole('navigation', { name: '主菜单' }).getByRole('link', { name: '首页' }).click(),
      () => page.evaluate(() => history.back()),
    ]) {
      await leave();
      await question.waitFor();
      await question.getByRole('button', { name: '继续填写' }).click();
      await question.waitFor({ state: 'detached' });
      assert.equal(await page.locator('#f_remark').inputValue(), '还没写完');
    }
    await page.getByRole('button', { name: '取消', exact: true }).click();
    await question.getByRole('button', { name: '放弃修改' }).click();
    await page.getByRole('heading', { level: 1, name: shop._title }).waitFor();
    assert.notExists((await readRecord(client, OPERATORS, shop.id))['remark']);
  });
});

/** The registrar's page on a form that is ready. */
async function open(address = NEW): Promise<Page> {
  const page = await openPage({ world: await theOffice(), login: 'changan-registrar' });
  await page.goto(address);
  await page.locator(address.endsWith('new') || address.endsWith('edit') ? '#f_address' : 'h1').waitFor();
  return page;
}

/** Waits until a control has the focus: by its id, or by its name where it has none of its own. */
async function waitForFocus(page: Page, id: string | null, name = ''): Promise<void> {
  await page.waitForFunction(
    ([wantedId, wantedName]) =>
      wantedId === null
        ? document.activeElement?.getAttribute('aria-label') === wantedName
        : document.activeElement?.id === wantedId,
    [id, name] as const,
  );
}
