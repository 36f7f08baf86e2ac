import { test } from '@japa/runner';
import type { Page } from 'playwright-core';
import { clientOf, openPage } from '../../runtime/officer/tests/office.ts';
import { COLLEAGUE, draftOf, officeOfTwo, publish, textNow } from './colleagues.ts';
import { PATCH } from './sources.ts';

const OTHER = 'tenants/changan/patches/food.operators.yaml';

test.group('Two people at one draft', () => {
  test('both keep what they wrote in different documents, and are asked where it was the same one: nothing typed is lost', async ({
    assert,
  }) => {
    const world = await officeOfTwo();
    const admin = await clientOf(world, 'changan-admin');
    const text = await textNow(admin, PATCH);
    const draft = await draftOf(admin, '两人一起改', [{ path: PATCH, text: `${text}# 起头\n` }]);
    const refusals = [`412 /api/door/drafts/${draft}`];
    const mine = await openPage({ world, login: 'changan-admin', refusals });
    const hers = await openPage({ world, login: COLLEAGUE, refusals });
    await open(mine, PATCH, draft);
    await open(hers, OTHER, draft);
    await writeAtEnd(mine, '# 我写的');
    await writeAtEnd(hers, '# 她写的');
    await mine.keyboard.press('Control+s');
    await mine.getByText('已存入草稿“两人一起改”').waitFor();
    await hers.keyboard.press('Control+s');
    await hers.getByText('已存入草稿“两人一起改”').waitFor();
    const changes = async () =>
      ((await admin.get(`/api/door/drafts/${draft}`)).body as { changes: { path: string; text: string }[] }).changes;
    assert.deepEqual(
      (await changes()).map(({ path, text: said }) => [path, said.trimEnd().split('\n').at(-1)]),
      [
        [PATCH, '# 我写的'],
        [OTHER, '# 她写的'],
      ],
    );

    await open(hers, PATCH, draft);
    await writeAtEnd(mine, '# 又写');
    await writeAtEnd(hers, '# 也写');
    await mine.keyboard.press('Control+s');
    await mine.getByText('未存入草稿').waitFor({ state: 'detached' });
    await hers.keyboard.press('Control+s');
    const asks = hers.getByRole('dialog', { name: '同事刚改了同一份文档' });
    await asks.locator('.cm-content', { hasText: '也写' }).waitFor();
    await hers.keyboard.press('Escape');
    await hers.getByText('未存入草稿').waitFor();
    assert.include(await hers.locator('.cm-content').first().innerText(), '# 也写');
    await hers.getByRole('button', { name: '存入草稿' }).click();
    await hers.getByText('已存入草稿“两人一起改”').waitFor();
    assert.match((await changes())[0]!.text, /# 也写\n$/);
  });

  test('a draft that fell behind is carried over: what both wrote is asked, and what only one wrote is kept', async ({
    assert,
  }) => {
    const world = await officeOfTwo();
    const admin = await clientOf(world, 'changan-admin');
    const [text, list] = [await textNow(admin, PATCH), await textNow(admin, OTHER)];
    const behind = await draftOf(admin, '落在后面的', [
      { path: PATCH, text: text.replace('label: 摊位号', 'label: 摊位编号') },
      { path: OTHER, text: `${list}# 只有我改\n` },
    ]);
    await publish(
      admin,
      await draftOf(admin, '先发布的', [{ path: PATCH, text: text.replace('label: 摊位号', 'label: 铺位号') }]),
    );
    const page = await openPage({
      world,
      login: 'changan-admin',
      refusals: [`409 /api/door/drafts/${behind}/rebase`],
    });
    await page.goto(`/studio/drafts/${behind}`);
    await page.getByRole('button', { name: '移到现行版本' }).click();
    const dialog = page.getByRole('dialog', { name: '移到现行版本' });
    await dialog.getByRole('button', { name: '移过去' }).click();
    await dialog.getByText('有 1 份文档两边都改过').waitFor();
    assert.isTrue(await dialog.getByRole('button', { name: '按所选移过去' }).isDisabled());
    await dialog.getByLabel('用草稿的').check();
    await dialog.getByRole('button', { name: '按所选移过去' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('tab', { name: '改动 2' }).waitFor();
    await page.getByRole('tab', { name: /^计划/ }).click();
    await page
      .getByText(/铺位号.*摊位编号/)
      .first()
      .waitFor();

    // The list beside it is shown as it was before, to be read alone.
    await page.goto('/studio/history');
    await page.getByLabel('第 1 版作为新的一版').click();
    await page.getByRole('link', { name: '看第 1 版的文档' }).click();
    await page.getByText('这是第 1 版时的文档，只能看。').waitFor();
    await page.getByRole('navigation', { name: '文档' }).locator(`a[title="${PATCH}"]`).click();
    await page.locator('.cm-content', { hasText: 'label: 摊位号' }).first().waitFor();
    await page.locator('.cm-content').first().click();
    await page.keyboard.type('x');
    assert.equal(await page.getByRole('button', { name: '存入草稿' }).count(), 0);
    assert.equal(await page.getByText('未存入草稿').count(), 0);
    await page.getByRole('link', { name: '回到现在' }).click();
    await page.getByRole('button', { name: '存入草稿' }).waitFor();
    assert.equal(await page.getByText('只能看').count(), 0);
  });

  test('a field that is called otherwise is asked about, and the answer keeps what it held', async ({ assert }) => {
    const world = await officeOfTwo();
    const admin = await clientOf(world, 'changan-admin');
    const { tenant } = (await admin.get('/api/door/sources')).body as {
      tenant: { files: { path: string; text: string }[] };
    };
    const changes = tenant.files
      .filter((file) => file.text.includes('x_stall_no'))
      .map((file) => ({ path: file.path, text: file.text.replaceAll('x_stall_no', 'x_booth_no') }));
    const draft = await draftOf(admin, '换个名字', changes);
    const page = await openPage({ world, login: 'changan-admin' });
    await page.goto(`/studio/drafts/${draft}?tab=plan`);
    await page.getByRole('button', { name: /改名而来，保留数据/ }).click();
    await page
      .getByRole('region', { name: '安全' })
      .getByText(/由 x_stall_no 改名而来，数据保留/)
      .waitFor();
    assert.equal(await page.getByRole('button', { name: /改名而来/ }).count(), 0);
  });
});

async function open(page: Page, path: string, draft: string): Promise<void> {
  await page.goto(`/studio/documents?path=${path}&draft=${draft}`);
  await page.locator('.cm-content').first().waitFor();
  await page.getByRole('button', { name: /正在改的草稿：\s*两人一起改/ }).waitFor();
}

async function writeAtEnd(page: Page, line: string): Promise<void> {
  await page.locator('.cm-content').first().click();
  await page.keyboard.press('Control+End');
  await page.keyboard.insertText(`${line}\n`);
  await page.getByText('未存入草稿').waitFor();
}
