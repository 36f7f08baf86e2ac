// What officers do again and again, each ending when the page shows that it is done.
import type { Page } from 'playwright-core';

export async function logIn(page: Page, login: string, password: string): Promise<void> {
  await page.getByLabel('用户名').fill(login);
  await page.getByLabel('密码', { exact: true }).fill(password);
  await page.getByRole('button', { name: '登录', exact: true }).click();
}

/** Chooses in a picker by what is typed, as the keyboard does. */
export async function choose(page: Page, selector: string, typed: string): Promise<void> {
  const input = page.locator(selector);
  await input.fill(typed);
  await page.getByRole('option').first().waitFor();
  await input.press('Enter');
  await page.getByRole('listbox').waitFor({ state: 'detached' });
}

/** Waits until there are rows, whichever they are. */
export async function waitForRows(page: Page): Promise<void> {
  await page.locator('.ag-row .sj-cell-title').first().waitFor();
}

/**
 * Waits until exactly these rows are on the page, in this order.
 * @throws Error that tells both when they do not come
 */
export async function waitForTitles(page: Page, titles: string[]): Promise<void> {
  try {
    await page.waitForFunction(
      (wanted) => {
        const rows = [...document.querySelectorAll('.ag-row:has(.sj-cell-title)')]
          .map((row) => ({ at: Number(row.getAttribute('row-index')), title: row.querySelector('.sj-cell-title') }))
          .sort((a, b) => a.at - b.at)
          .map(({ title }) => title?.textContent ?? '');
        return rows.join('\n') === wanted.join('\n');
      },
      titles,
      { timeout: 8_000 },
    );
  } catch {
    throw new Error(`expected ${JSON.stringify(titles)} but the page shows ${JSON.stringify(await rowTitles(page))}`);
  }
}

/** Titles of the rows from the top of the page. */
export async function rowTitles(page: Page): Promise<string[]> {
  const rows = page.locator('.ag-row:has(.sj-cell-title)');
  const titles = await rows.evaluateAll((elements) =>
    elements.map((row) => ({
      at: Number(row.getAttribute('row-index')),
      title: row.querySelector('.sj-cell-title')?.textContent ?? '',
    })),
  );
  return titles.sort((a, b) => a.at - b.at).map(({ title }) => title);
}

export function focusedId(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.id ?? '');
}
