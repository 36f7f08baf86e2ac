// The world that the specs share, pages of its people, and what every page must keep to: no error in its console.
import { mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { getActiveTestOrFail } from '@japa/runner';
import type { BrowserContext, Page } from 'playwright-core';
import { startWorld, type Client, type World } from '../../server/tests/world.ts';
import { theBrowser } from './browser.ts';

export interface PageOptions {
  world: World;
  /** Whose session the page has; none opens the login page. */
  login?: string;
  /** 390 × 844 with a finger instead of 1440 × 900 with a mouse. */
  phone?: boolean;
  /** Refusals that the test is about, which the browser would else report as errors: "412 /api/records". */
  refusals?: string[];
}

/** Before anybody is logged in, and with a wrong password. */
const REFUSED_AT_LOGIN = ['401 /api/me', '401 /api/session'];

let office: Promise<World> | null = null;
const clients = new Map<string, Promise<Client>>();
const profiles = new Map<string, Promise<BrowserContext>>();

/** The world of this run, booted with its officer app when the first spec asks for it. */
export function theOffice(): Promise<World> {
  return (office ??= startWorld({ subjects: 400, screens: true }));
}

export async function stopOffice(): Promise<void> {
  const world = await office?.catch(() => null);
  await world?.stop();
}

/** A client of the API for somebody; one session a person and world serves the whole run. */
export function clientOf(world: World, login: string): Promise<Client> {
  const key = `${world.url} ${login}`;
  let client = clients.get(key);
  if (!client) clients.set(key, (client = world.login(login)));
  return client;
}

/**
 * A page that is closed after the test, which fails when the page's console held an error. Without a login the browser
 * profile is new; somebody's pages share one, so that the app is fetched once and not for every test.
 */
export async function openPage(options: PageOptions): Promise<Page> {
  const { world, phone = false, login } = options;
  const key = `${world.url} ${login} ${phone}`;
  const profile = (login === undefined ? undefined : profiles.get(key)) ?? newProfile(world, phone, login);
  if (login !== undefined) profiles.set(key, profile);
  const context = await profile;
  const page = await context.newPage();
  const faults = watch(page, [...REFUSED_AT_LOGIN, ...(options.refusals ?? [])]);
  getActiveTestOrFail().cleanup(async (failed: boolean, test: { title: string }) => {
    if (failed) await photograph(page, test.title);
    await (login === undefined ? context.close() : page.close());
    if (faults.length > 0) throw new Error(`the page reported:\n${faults.join('\n')}`);
  });
  return page;
}

async function newProfile(world: World, phone: boolean, login: string | undefined): Promise<BrowserContext> {
  const context = await (
    await theBrowser()
  ).newContext({
    baseURL: world.url,
    viewport: phone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
    hasTouch: phone,
    isMobile: phone,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(15_000);
  if (login !== undefined) {
    const [name = '', value = ''] = (await clientOf(world, login)).cookie.split('=');
    await context.addCookies([{ name, value, url: world.url }]);
  }
  return context;
}

/** Errors of the page's console and of its scripts, as they come. */
function watch(page: Page, refusals: string[]): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    const status = /status of (\d{3})/.exec(message.text())?.[1];
    const url = message.location().url;
    const place = URL.canParse(url) ? new URL(url).pathname : url;
    if (status !== undefined && refusals.some((refusal) => `${status} ${place}`.startsWith(refusal))) return;
    faults.push(`${message.text()} (${place})`);
  });
  return faults;
}

/** What the page looked like when its test failed, for whoever has to find out why. */
async function photograph(page: Page, title: string): Promise<void> {
  const folder = path.join(os.tmpdir(), 'shijian-browser');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${title.replaceAll(/[^\p{L}\p{N}]+/gu, '_').slice(0, 60)}.png`);
  await page.screenshot({ path: file }).then(
    () => console.log(`  seen at ${page.url()}: ${file}`),
    () => undefined,
  );
}
