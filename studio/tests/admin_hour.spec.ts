import { test } from '@japa/runner';
import type { Page } from 'playwright-core';
import { clientOf, openPage, theOffice } from '../../runtime/officer/tests/office.ts';

const PATCH = 'tenants/changan/patches/food.operator.yaml';
const FORM = 'tenants/changan/patches/food.operator_form.yaml';

test.group("An admin's hour", (group) => {
  group.setup(async () => void (await theOffice()));

  test('an admin adds a field by text, sees what is wrong and what it will do, publishes it, and the officer has it in the form', async ({
    assert,
  }) => {
    const world = await theOffice();
    const page = await openPage({ world, login: 'changan-admin' });
    await page.goto('/');
    await page.getByRole('button', { name: /我的：/ }).click();
    await page.getByRole('menuitem', { name: '配置台' }).click();
    await page.waitForURL('**/studio/**');

    await page.getByRole('link', { name: '文档', exact: true }).click();
    const documents = page.getByRole('navigation', { name: '文档' });
    await page.getByLabel('找文档').fill('operator');
    await documents.locator(`a[title="${PATCH}"]`).click();
    await page.getByRole('heading', { level: 1, name: '食品经营者（业务对象）' }).waitFor();
    await addLine(page, 'fields.manager.label', '  fields.x_grid_no: { type: strng, label: 网格号, max_length: 8 }');
    const findings = page.getByRole('region', { name: '检查结果' });
    await findings.getByText(/E_FIELD_TYPE_UNKNOWN/).waitFor();
    assert.match(await findings.innerText(), /strng/);
    await page.locator('.cm-lintRange-error').first().waitFor();

    await replaceText(page, 'strng', 'string');
    await findings.getByText('检查通过').waitFor();
    await page.getByRole('button', { name: '存入草稿' }).click();
    await page.getByRole('button', { name: /正在改的草稿：\s*修改食品经营者（业务对象）/ }).waitFor();

    await documents.locator(`a[title="${FORM}"]`).click();
    await replaceText(page, '[x_stall_no]', '[x_stall_no, x_grid_no]');
    await findings.getByText('检查通过').waitFor();
    await page.keyboard.press('Control+s');
    await page.getByText('已存入草稿“修改食品经营者（业务对象）”').waitFor();

    await page.getByRole('button', { name: /正在改的草稿/ }).click();
    await page.getByRole('menuitem', { name: '查看改动和计划' }).click();
    await page.getByRole('tab', { name: '改动 2' }).waitFor();
    await page.getByRole('tab', { name: /^计划/ }).click();
    await page.getByRole('region', { name: '安全' }).getByText('网格号').first().waitFor();

    await page.getByRole('button', { name: '送审' }).click();
    await page.getByText('待审批').waitFor();
    await page.getByRole('button', { name: '批准' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('意见（可不填）').fill('同意');
    await dialog.getByRole('button', { name: '批准' }).click();
    await page.getByText('已批准，待发布').waitFor();
    await page.getByRole('button', { name: '发布' }).click();
    await dialog.getByRole('button', { name: '发布' }).click();
    await page.getByText('已发布为第 2 版').waitFor({ timeout: 40_000 });

    const officer = await openPage({ world, login: 'changan-officer' });
    await officer.goto('/record/food.operator/new');
    await officer.getByLabel('网格号').waitFor();
  });

  test('the history tells what a revision changed and who approved it, and the way back is a draft with its plan', async ({
    assert,
  }) => {
    const world = await theOffice();
    const page = await openPage({ world, login: 'changan-admin' });
    await page.goto('/studio/history');
    const list = page.getByRole('listitem');
    await list
      .filter({ hasText: '第 2 版' })
      .getByText(/长安管理员 批准/)
      .waitFor();
    await page.getByRole('heading', { name: '第 1 版 → 第 2 版' }).waitFor();
    await page
      .getByRole('region', { name: '改了什么' })
      .getByText(/网格号/)
      .first()
      .waitFor();
    await page.locator('.cm-content', { hasText: 'x_grid_no' }).first().waitFor();
    await page.getByRole('button', { name: '退回到第 1 版' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '看退回的计划' }).click();
    await page.waitForURL('**/studio/drafts/*?tab=plan');
    await page.getByText('网格号').first().waitFor();
    await page.getByRole('button', { name: '发布' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '发布' }).click();
    await page.getByText('已发布为第 3 版').waitFor({ timeout: 40_000 });
    const officer = await clientOf(world, 'changan-officer');
    const model = (await officer.get('/api/model')).body as {
      entities: Record<string, { fields: { name: string }[] }>;
    };
    assert.notInclude(
      model.entities['food.operator']!.fields.map(({ name }) => name),
      'x_grid_no',
    );
  });

  test('a document of a package is only read, and becomes the bureau’s own by a patch beside it', async ({
    assert,
  }) => {
    const world = await theOffice();
    const page = await openPage({ world, login: 'changan-admin' });
    await page.goto('/studio/documents?path=plugins/food/views/licences.yaml');
    await page.getByText('业务包原文，只读').waitFor();
    await page.locator('.cm-content').first().click();
    await page.keyboard.type('x');
    assert.equal(await page.getByText('未存入草稿').count(), 0);
    await page.getByRole('button', { name: '改成本局的' }).click();
    await page.getByText('tenants/changan/patches/food.licences.yaml').waitFor();
    await page.waitForFunction(() => document.querySelectorAll('.cm-content').length === 2);
    const [own, packaged] = await page.locator('.cm-content').allInnerTexts();
    assert.match(own!, /kind: Patch\s+of: View food.licences\s+base: food@1\.2\.0/);
    assert.match(packaged!, /kind: View/);
    await page.getByRole('link', { name: '草稿', exact: true }).click();
    const asks = page.getByRole('dialog', { name: '这份文档还没有存入草稿' });
    await asks.getByRole('button', { name: '放弃改动' }).click();
    await page.getByRole('heading', { level: 1, name: '草稿' }).waitFor();
  });

  test('a draft that cannot be executed is neither submitted nor published, and who sent it back says why', async ({
    assert,
  }) => {
    const world = await theOffice();
    const admin = await clientOf(world, 'changan-admin');
    const bad = { path: PATCH, text: 'kind: Patch\nof: Entity food.nothing\n' };
    const made = await admin.post('/api/door/drafts', { title: '写错的草稿', message: '', changes: [bad] });
    const { id, version } = made.body as { id: string; version: string };
    const page = await openPage({ world, login: 'changan-admin' });
    await page.goto(`/studio/drafts/${id}?tab=plan`);
    await page
      .getByText(/E_|先改正才能发布/)
      .first()
      .waitFor();
    assert.isTrue(await page.getByRole('button', { name: '发布' }).isDisabled());
    assert.isTrue(await page.getByRole('button', { name: '送审' }).isDisabled());

    const good = { path: PATCH, text: 'kind: Patch\nof: Entity food.operator\nset:\n  fields.phone.required: true\n' };
    const form = { path: FORM, text: null };
    const others = ['food.operator_detail', 'food.operators'].map((name) => ({
      path: `tenants/changan/patches/${name}.yaml`,
      text: null,
    }));
    const saved = await admin.put(
      `/api/door/drafts/${id}`,
      { changes: [good, form, ...others] },
      { 'If-Match': `"${version}"` },
    );
    assert.equal(saved.status, 200);
    await page.reload();
    await page.getByRole('button', { name: '送审' }).click();
    await page.getByRole('button', { name: '退回' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/退回原因/).fill('摊位号还在用');
    await dialog.getByRole('button', { name: '退回' }).click();
    await page.getByText(/退回：摊位号还在用/).waitFor();
    await page.getByRole('button', { name: '放弃' }).click();
    await dialog.getByRole('button', { name: '放弃草稿' }).click();
    await page.waitForURL('**/studio/drafts');
  });

  test('who has no business at the door is told so, and is shown no way there', async ({ assert }) => {
    const world = await theOffice();
    const page = await openPage({ world, login: 'changan-officer', refusals: ['404 /api/door'] });
    await page.goto('/');
    await page.getByRole('button', { name: /我的：/ }).click();
    await page.getByRole('menuitem', { name: '退出登录' }).waitFor();
    assert.equal(await page.getByRole('menuitem', { name: '配置台' }).count(), 0);
    await page.goto('/studio/');
    await page.getByText('您没有配置台的权限').waitFor();
  });
});

/** Writes a line before the one that holds a text. */
async function addLine(page: Page, before: string, line: string): Promise<void> {
  await page.locator('.cm-line', { hasText: before }).first().click();
  await page.keyboard.press('Home');
  await page.keyboard.insertText(`${line.trimStart()}\n  `);
}

/** Selects a text of the open document by search and types over it. */
async function replaceText(page: Page, from: string, to: string): Promise<void> {
  await page.locator('.cm-content').first().click();
  await page.keyboard.press('Control+f');
  await page.locator('.cm-search input[name=search]').first().fill(from);
  await page.locator('.cm-search input[name=replace]').first().fill(to);
  await page.locator('.cm-search button[name=replaceAll]').first().click();
  await page.keyboard.press('Escape');
  await page.locator('.cm-content').first().click();
}
