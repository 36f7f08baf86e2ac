import { test } from '@japa/runner';
import type { Page } from 'playwright-core';
import { violations } from '../../runtime/officer/tests/axe.ts';
import { clientOf, openPage, theOffice } from '../../runtime/officer/tests/office.ts';
import { PATCH, demoSources } from './sources.ts';

interface Place {
  name: string;
  /** Opens it and waits until it is whole. */
  open(page: Page, draft: string): Promise<unknown>;
}

const places: Place[] = [
  {
    name: 'the shelf of packages',
    async open(page) {
      await page.goto('/studio/packages');
      await page.getByRole('region', { name: '本局在用' }).getByText('食品安全监管').waitFor();
    },
  },
  {
    name: 'the list of documents',
    async open(page) {
      await page.goto('/studio/documents');
      await page.getByRole('navigation', { name: '文档' }).waitFor();
    },
  },
  {
    name: 'a patch beside its packaged document',
    async open(page) {
      await page.goto(`/studio/documents?path=${PATCH}`);
      await page.locator('.cm-content').nth(1).waitFor();
      await page.getByText('检查通过').waitFor();
    },
  },
  {
    name: 'the list of drafts',
    async open(page) {
      await page.goto('/studio/drafts');
      await page.getByText('电话不再必填').waitFor();
    },
  },
  {
    name: 'the changes of a draft',
    async open(page, draft) {
      await page.goto(`/studio/drafts/${draft}`);
      await page.locator('.cm-content').waitFor();
      await page.getByRole('tab', { name: /计划 ·/ }).waitFor();
    },
  },
  {
    name: 'the plan of a draft',
    async open(page, draft) {
      await page.goto(`/studio/drafts/${draft}?tab=plan`);
      await page.getByText(/计划号/).waitFor();
    },
  },
  {
    name: 'the history',
    async open(page) {
      await page.goto('/studio/history');
      await page.getByText('第 1 版').first().waitFor();
      await page.waitForLoadState('networkidle');
    },
  },
  {
    name: 'what the integrity rules found',
    async open(page) {
      await page.goto('/studio/integrity');
      await page.getByRole('region', { name: '业务包的文档' }).waitFor();
    },
  },
  {
    name: 'who may see what',
    async open(page) {
      await page.goto('/studio/explain');
      await page.getByLabel('谁', { exact: true }).click();
      await page.getByRole('option').first().click();
      await page.getByLabel('哪类记录').fill('食品经营者');
      await page.getByRole('option', { name: '食品经营者', exact: true }).click();
      await page.getByRole('region', { name: '看到哪些内容' }).waitFor();
    },
  },
];

test.group('Everybody can use the studio', (group) => {
  let draft = '';
  group.setup(async () => {
    const admin = await clientOf(await theOffice(), 'changan-admin');
    const old = demoSources().tenant.files.find(({ path }) => path === PATCH)!.text;
    const changes = [{ path: PATCH, text: old.replace('fields.phone.required: true', 'fields.phone.required: false') }];
    const made = await admin.post('/api/door/drafts', { title: '电话不再必填', message: '窗口反映', changes });
    draft = (made.body as { id: string }).id;
  });

  for (const device of ['desk', 'phone'] as const) {
    for (const place of places) {
      test(`nf-069: ${place.name} at the ${device} has no serious fault for axe`, async ({ assert }) => {
        const page = await openPage({ world: await theOffice(), login: 'changan-admin', phone: device === 'phone' });
        await place.open(page, draft);
        assert.deepEqual(await violations(page), []);
      });
    }
  }
});
