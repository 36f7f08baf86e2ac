import { test } from '@japa/runner';
import type { Page } from 'playwright-core';
import { foreignWords, violations } from './axe.ts';
import { clientOf, openPage, theOffice } from './office.ts';
import { createOperator, removeRecord, writeRecord, type RecordJson } from './records.ts';
import { waitForRows } from './steps.ts';

const OPERATORS = 'food.operator';

interface Place {
  name: string;
  /** Nobody on the login page; the bureau's admin elsewhere, who sees every button. */
  anonymous?: boolean;
  /** The screen is at the desk only. */
  desk?: boolean;
  /** Opens it and waits until it is whole. */
  open(page: Page, changed: RecordJson): Promise<unknown>;
}

const places: Place[] = [
  {
    name: 'the login page with a refusal',
    anonymous: true,
    async open(page) {
      await page.goto('/login');
      await page.getByRole('button', { name: '登录', exact: true }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'the request for an account with its faults',
    anonymous: true,
    async open(page) {
      await page.goto('/apply');
      await page.getByRole('button', { name: '提交申请' }).click();
      await page.getByText('请填写姓名').waitFor();
    },
  },
  {
    name: 'the home page',
    async open(page) {
      await page.goto('/');
      await page.getByRole('region', { name: '食品经营者', exact: true }).waitFor();
      await page.waitForLoadState('networkidle');
    },
  },
  {
    name: 'a list with a condition',
    async open(page) {
      await page.goto('/list/food.operators?f.risk=in:C,D');
      await page.getByText('老李面馆').first().waitFor();
      await page.waitForLoadState('networkidle');
    },
  },
  {
    name: 'a list while a condition is chosen',
    async open(page) {
      await page.goto('/list/food.operators');
      await page.getByText('老李面馆').first().waitFor();
      const phone = (page.viewportSize()?.width ?? 0) < 600;
      await page.getByRole('button', { name: phone ? '筛选' : '有效期至', exact: true }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'a list that found nothing',
    async open(page) {
      await page.goto('/list/food.operators?q=%E9%BE%98%E9%BE%98');
      await page.getByText('没有符合条件的食品经营者').waitFor();
    },
  },
  {
    name: 'a list with its side panel open',
    desk: true,
    async open(page) {
      await page.goto('/list/food.operators');
      await waitForRows(page);
      await page.locator('.ag-row', { hasText: '老李面馆' }).locator('.sj-cell-title').click();
      await page.getByRole('complementary', { name: '所选记录' }).getByRole('tabpanel').waitFor();
      await page.waitForLoadState('networkidle');
    },
  },
  {
    name: 'the import page',
    async open(page) {
      await page.goto('/import/food.operator');
      await page.getByRole('button', { name: '选择文件' }).waitFor();
    },
  },
  {
    name: 'the export dialog',
    desk: true,
    async open(page) {
      await page.goto('/list/food.operators');
      await waitForRows(page);
      await page.getByRole('button', { name: '导出', exact: true }).click();
      await page
        .getByRole('dialog', { name: '导出食品经营者' })
        .getByText(/共 [\d,]+ 条/)
        .waitFor();
    },
  },
  {
    name: 'a new form with its faults',
    async open(page) {
      await page.goto('/record/food.operator/new');
      await page.getByRole('button', { name: '添加一行' }).click();
      await page.getByRole('button', { name: '保存' }).click();
      await page.getByRole('alert').filter({ hasText: '处需要修改' }).waitFor();
    },
  },
  {
    name: 'a form that changes a record',
    async open(page, changed) {
      await page.goto(`/record/food.operator/${changed.id}/edit`);
      await page.locator('#f_address').waitFor();
      await page.waitForLoadState('networkidle');
    },
  },
  {
    name: 'a detail page',
    async open(page, changed) {
      await page.goto(`/record/food.operator/${changed.id}`);
      await page.getByRole('heading', { level: 1, name: changed._title }).waitFor();
      await page.waitForLoadState('networkidle');
    },
  },
  {
    name: 'the history of a record',
    async open(page, changed) {
      await page.goto(`/record/food.operator/${changed.id}?tab=history`);
      await page.getByRole('tabpanel').locator('time').first().waitFor();
      await page.waitForLoadState('networkidle');
    },
  },
  {
    name: 'the table of keys',
    desk: true,
    async open(page) {
      await page.goto('/');
      await page.getByRole('region', { name: '食品经营者', exact: true }).waitFor();
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: '键盘' }).waitFor();
    },
  },
  {
    name: 'the own account',
    async open(page) {
      await page.goto('/me');
      await page.getByRole('button', { name: '新建令牌' }).waitFor();
    },
  },
  {
    name: 'the dialog of a new token',
    async open(page) {
      await page.goto('/me');
      await page.getByRole('button', { name: '新建令牌' }).click();
      await page.getByRole('dialog', { name: '新建令牌' }).waitFor();
    },
  },
  {
    name: 'a role that is being made',
    async open(page) {
      await page.goto('/record/core.role/new');
      await page.getByLabel('添加业务对象').click();
      await page.getByRole('option', { name: '食品经营者', exact: true }).click();
      await page.getByRole('region', { name: '食品经营者' }).waitFor();
    },
  },
  {
    name: 'a role in words',
    async open(page) {
      await page.goto('/list/core.roles?q=%E9%A3%9F%E5%93%81%E7%9B%91%E7%AE%A1%E4%BA%BA%E5%91%98');
      await page.getByText('食品监管人员').filter({ visible: true }).first().click();
      if ((page.viewportSize()?.width ?? 0) > 600) await page.getByRole('link', { name: '打开详情' }).click();
      await page.getByRole('region', { name: '可以做什么' }).getByText('食品经营者').waitFor();
    },
  },
  {
    name: 'the log of acts',
    async open(page) {
      await page.goto('/list/core.operations');
      await page.getByText('登录').first().waitFor();
      await page.waitForLoadState('networkidle');
    },
  },
  {
    name: 'the recycle bin',
    async open(page) {
      await page.goto('/bin/food.operator');
      await page.getByRole('button', { name: '恢复' }).first().waitFor();
    },
  },
];

test.group('Everybody can use the pages', (group) => {
  let changed: RecordJson;
  group.setup(async () => {
    const admin = await clientOf(await theOffice(), 'changan-admin');
    const gone = await createOperator(admin, 1);
    await removeRecord(admin, OPERATORS, gone.id);
    changed = await writeRecord(admin, OPERATORS, (await createOperator(admin, 2)).id, {
      risk: 'D',
      remark: '后厨待整改',
    });
  });

  test('these checks notice a button without a name, grey on grey and an English word', async ({ assert }) => {
    const page = await openPage({ world: await theOffice() });
    // Digits, since axe takes text without glyphs for icons, and outside the app a machine may have no Chinese font.
    await page.setContent(
      '<html lang="zh"><title>页</title><main><button></button><p style="color:#bbb">2026</p><p title="Save">保存</p></main>',
    );
    const found = (await violations(page)).join('\n');
    assert.match(found, /button-name/);
    assert.match(found, /color-contrast/);
    assert.deepEqual(await foreignWords(page), ['Save in “Save”']);
  });

  for (const device of ['desk', 'phone'] as const) {
    for (const place of places) {
      if (place.desk && device === 'phone') continue;
      test(`nf-069: ${place.name} at the ${device} has no serious fault for axe and not a word of English`, async ({
        assert,
      }) => {
        const world = await theOffice();
        const page = await openPage({
          world,
          phone: device === 'phone',
          ...(place.anonymous ? { refusals: ['422 /api/registrations'] } : { login: 'changan-admin' }),
        });
        await place.open(page, changed);
        assert.deepEqual(await violations(page), []);
        assert.deepEqual(await foreignWords(page), []);
      });
    }
  }
});
