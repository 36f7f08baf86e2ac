// What axe-core finds on a page, and what of its words no officer could read.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Serious and critical violations of WCAG 2.0 A and AA, each with the elements that have it. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(source);
  const results = await page.evaluate(() => {
    const { axe } = window as unknown as { axe: { run(scope: Document, options: RunOptions): Promise<AxeResults> } };
    return axe.run(document, {
      runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa'] },
      resultTypes: ['violations'],
    });
  });
  return results.violations
    .filter((violation) => violation.impact === 'serious' || violation.impact === 'critical')
    .map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map((node) => node.html.slice(0, 200)).join(' | ')}`);
}

/** Latin words that belong on an officer's page: codes, keys, names of programs and formats, units, logins. */
const KNOWN = [
  /^E_[A-Z_]+$/,
  /^(JY|SC)\d*$/,
  /^[0-9A-Z]{15,18}$/,
  /^[A-Z]{1,3}-?\d+$/,
  /^(CSV|csv|xlsx|UTF-8|Excel|WPS|JPG|JPEG|PNG|png|PDF|KB|MB|GB)$/,
  /^(Ctrl|Enter|Esc|Tab)$/,
  /^CA-[A-Z]{2}$/,
  /^(sjz|changan|luquan|zhengding)-[a-z]+\d?$/,
  // A role's code, for whoever writes documents.
  /^(core|market|food)\.[a-z_]+$/,
  /^https?:/,
];

/**
 * Words in Latin letters, two or longer, that a person sees or hears: text, and names, hints and titles of controls.
 * @returns each with the text that it stands in
 */
export async function foreignWords(page: Page): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const found: string[] = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      if (element === null || element.closest('script, style, noscript') !== null) continue;
      if (element.checkVisibility({ visibilityProperty: true })) found.push(node.textContent ?? '');
    }
    const said = [
      'aria-label',
      'aria-description',
      'aria-roledescription',
      'aria-valuetext',
      'placeholder',
      'title',
      'alt',
    ];
    for (const element of document.querySelectorAll('*')) {
      for (const name of said) found.push(element.getAttribute(name) ?? '');
      // What stands in a text box is read too; a tick box says nothing by its value.
      // The native input behind a drawn list is hidden from everybody.
      const typed = element instanceof HTMLInputElement && /^(text|search|tel)$/.test(element.type);
      if (typed && element.closest('[aria-hidden="true"]') === null) found.push(element.value);
    }
    return found;
  });
  return [...new Set(texts)].flatMap((text) =>
    (text.match(/[A-Za-z0-9_:][A-Za-z0-9_:.-]*/g) ?? [])
      .filter((word) => /[A-Za-z]{2}/.test(word) && !KNOWN.some((known) => known.test(word)))
      .map((word) => `${word} in “${text.trim().slice(0, 80)}”`),
  );
}
