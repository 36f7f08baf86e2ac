// The upgrade of a package under two counties that changed it, told step by step: `node examples/upgrade/upgrade.ts`. Everything is done over HTTP as
// the people of the bureaus would do it; the database is a scratch one and is gone afterwards.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { boot } from '@shijian/server/boot';
import { readEnvironment } from '@shijian/server/config/environment';
import { createAccount } from '@shijian/server/identity/accounts';
import { hashPassword } from '@shijian/server/identity/passwords';
import { writeTarball } from '@shijian/server/packages/write_tarball';

const HERE = import.meta.dirname;

interface Side {
  value: unknown;
  path: string;
  line: number;
}
interface Conflict {
  id: string;
  document: string;
  address: string;
  base: Side | null;
  theirs: Side | null;
  ours: Side | null;
  choices: string[];
}
interface Made {
  draft: { id: string; version: string; changes: { path: string; text: string | null }[] };
}
type Item = Record<string, unknown> & { id: string };

/** Somebody at a desk: a session over HTTP. */
export interface Person {
  send(method: string, at: string, body?: object, headers?: Record<string, string>): Promise<unknown>;
}

/** What the upgrade came to, for whoever checks it. */
export interface Outcome {
  conflicts: Record<'changan' | 'luquan', string[]>;
  /** Version that each county runs, before, between and after. */
  versions: [string, string][];
  /** The manager's name in 长安区 before the upgrade and the safety officer's after it. */
  names: unknown[];
  /** Hash of 鹿泉区's documents before its upgrade and after it was taken back. */
  hashes: unknown[];
}

export interface Stage {
  /** A server with the demo's bureaus, and the password of its people. */
  url: string;
  password: string;
  /** Somebody new in a bureau, with that password. */
  hire(tenant: string, login: string, roles: string[]): Promise<void>;
}

/** @param say is told what happens, in a newcomer's words */
export async function upgrade({ url, password, hire }: Stage, say: (line: string) => void): Promise<Outcome> {
  const [city, zhang, li] = [
    await login(url, 'sjz-admin', password),
    await login(url, 'changan-admin', password),
    await login(url, 'luquan-admin', password),
  ];
  const counties = { changan: zhang, luquan: li };

  say('1. The city bureau installs 食品摊贩 1.0.0. Nobody runs it yet.');
  await install(city, '1.0.0');

  say('2. Two counties begin with it, each with patches of its own.');
  for (const [name, admin] of Object.entries(counties)) {
    const made = (await admin.send('POST', '/api/door/packages/hawker/install', {})) as Made;
    const patches = filesBelow(path.join(HERE, name)).map(({ path: file, text }) => ({
      path: `tenants/${name}/patches/${file}`,
      text,
    }));
    const changes = [...made.draft.changes, ...patches];
    await admin.send(
      'PUT',
      `/api/door/drafts/${made.draft.id}`,
      { changes },
      { 'If-Match': `"${made.draft.version}"` },
    );
    await publish(admin, made.draft.id);
    say(`   ${name}: ${patches.length} patches`);
  }
  const versions = [await versionsOf(zhang, li)];
  const station = await firstStation(zhang);
  await hire('changan', 'hawker-keeper', ['hawker.admin', 'core.staff']);
  const keeper = await login(url, 'hawker-keeper', password);
  const shop = await addHawker(keeper, station);

  say('3. A year later the vendor ships 2.0.0; the city installs it.');
  await install(city, '2.0.0');

  const conflicts = { changan: [] as string[], luquan: [] as string[] };
  say('4. 长安区 asks for the upgrade. What does not overlap is merged; what does is asked.');
  const made = (await zhang.send('POST', '/api/door/packages/hawker/upgrade', {})) as Made;
  const open = await conflictsOf(zhang, made);
  conflicts.changan = open.map(({ document, address }) => `${document} ${address}`);
  for (const one of open) say(lineOf(one));
  versions.push(await versionsOf(zhang, li));
  say('   Until all are decided the bureau runs on what it had, and nothing can be published:');
  say(`   ${await refusal(zhang, made.draft.id)}`);

  say('5. They are decided one by one, by whoever knows.');
  for (const one of open) {
    const choice = one.choices.includes('ours') ? 'ours' : 'theirs';
    await zhang.send('POST', `/api/door/conflicts/${one.id}/decide`, { choice });
    say(`   ${one.address}: ${choice}`);
  }
  await publish(zhang, made.draft.id);
  versions.push(await versionsOf(zhang, li));
  say(`   长安区 runs ${versions.at(-1)![0]} now, 鹿泉区 ${versions.at(-1)![1]}: two versions on one table.`);
  const after = (await keeper.send('GET', `/api/records/hawker.hawker/${shop.id}`)) as Item;
  say(`   The name that was kept as "manager" stands under "safety_officer": ${String(after.safety_officer)}`);

  say('6. 鹿泉区 upgrades too, takes what the vendor says, and changes its mind.');
  const before = await hashOf(li);
  const second = (await li.send('POST', '/api/door/packages/hawker/upgrade', {})) as Made;
  const theirs = await conflictsOf(li, second);
  conflicts.luquan = theirs.map(({ document, address }) => `${document} ${address}`);
  for (const one of theirs) {
    say(lineOf(one));
    await li.send('POST', `/api/door/conflicts/${one.id}/decide`, { choice: 'theirs' });
  }
  const was = ((await li.send('GET', '/api/door')) as { rev: number }).rev;
  await publish(li, second.draft.id);
  versions.push(await versionsOf(zhang, li));
  const back = (await li.send('POST', '/api/door/rollback', { rev: was })) as { id?: string; draft?: { id: string } };
  await publish(li, back.draft?.id ?? back.id!);
  versions.push(await versionsOf(zhang, li));
  const hashes = [before, await hashOf(li)];
  say(
    `   Rolled back: ${hashes[0] === hashes[1] ? 'the same documents as before, to the letter.' : 'NOT the same documents.'}`,
  );
  return { conflicts, versions, names: [shop.manager, after.safety_officer], hashes };
}

async function install(city: Person, version: string): Promise<void> {
  const bytes = writeTarball(filesBelow(path.join(HERE, `hawker-${version}`)));
  const form = new FormData();
  form.set('file', new File([new Uint8Array(bytes)], `hawker-${version}.tgz`, { type: 'application/gzip' }));
  await city.send('POST', '/api/door/packages', form);
}

async function addHawker(keeper: Person, station: string): Promise<Item> {
  return (await keeper.send('POST', '/api/records/hawker.hawker', {
    ...{ name: '张记凉皮', trade: 'A', station, manager: '张三丰', phone: '13800000001' },
    ...{ opened_on: '2020-05-01', x_stall_no: 'A-1' },
  })) as Item;
}

async function firstStation(admin: Person): Promise<string> {
  const { items } = (await admin.send('GET', '/api/records/core.org?limit=1')) as { items: Item[] };
  return items[0]!.id;
}

async function conflictsOf(admin: Person, { draft }: Made): Promise<Conflict[]> {
  return ((await admin.send('GET', `/api/door/conflicts?draft=${draft.id}`)) as { items: Conflict[] }).items;
}

function lineOf({ document, address, base, theirs, ours }: Conflict): string {
  const side = (one: Side | null): string => (one ? JSON.stringify(one.value) : '—');
  return `   ! ${document} ${address}\n       it was ${side(base)}, the package says ${side(theirs)}, the bureau ${side(ours)}`;
}

async function versionsOf(...people: Person[]): Promise<[string, string]> {
  const found = await Promise.all(
    people.map(async (person) => {
      const { packages } = (await person.send('GET', '/api/door')) as { packages: { name: string; version: string }[] };
      return packages.find(({ name }) => name === 'hawker')?.version ?? 'none';
    }),
  );
  return found as [string, string];
}

async function hashOf(person: Person): Promise<unknown> {
  return ((await person.send('GET', '/api/door')) as { hash: string }).hash;
}

async function refusal(person: Person, draft: string): Promise<string> {
  try {
    await publish(person, draft);
    return 'published';
  } catch (error) {
    return (error as Error).message;
  }
}

/** Plans a draft and publishes the plan that came of it. @throws Error with the code of a refusal */
async function publish(person: Person, draft: string): Promise<void> {
  const { hash } = (await person.send('POST', `/api/door/drafts/${draft}/plan`)) as { hash: string };
  const { job } = (await person.send('POST', `/api/door/drafts/${draft}/apply`, { hash })) as { job: string };
  for (;;) {
    const { state, error } = (await person.send('GET', `/api/jobs/${job}`)) as { state: string; error: object | null };
    if (state === 'done') return;
    if (state !== 'waiting' && state !== 'running') throw new Error(JSON.stringify(error));
    await sleep(50);
  }
}

/** @throws Error with code and title of every answer that is no success */
async function login(url: string, name: string, password: string): Promise<Person> {
  const answer = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ login: name, password }),
  });
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0]!;
  const { csrf } = (await answer.json()) as { csrf: string };
  return {
    async send(method, at, body, headers = {}) {
      const json = body !== undefined && !(body instanceof FormData);
      const response = await fetch(url + at, {
        method,
        headers: {
          Cookie: cookie,
          ...(method !== 'GET' && { 'X-CSRF-Token': csrf }),
          ...(json && { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: json ? JSON.stringify(body) : (body as FormData) }),
      });
      const text = await response.text();
      const said: unknown = text === '' ? null : JSON.parse(text);
      if (response.ok) return said;
      const { code, title } = said as { code: string; title: string };
      throw new Error(`${code}: ${title}`);
    },
  };
}

function filesBelow(folder: string, at = ''): { path: string; text: string }[] {
  return readdirSync(path.join(folder, at))
    .sort()
    .flatMap((name) => {
      const inner = at === '' ? name : `${at}/${name}`;
      if (statSync(path.join(folder, inner)).isDirectory()) return filesBelow(folder, inner);
      return [{ path: inner, text: readFileSync(path.join(folder, inner), 'utf8') }];
    });
}

/** Makes accounts in a server that runs in this process. */
export function hireIn(services: Parameters<typeof createAccount>[0], password: string): Stage['hire'] {
  return async (tenant, name, roles) => {
    const assignments = roles.map((role) => ({ role, org_code: null }));
    await createAccount(
      services,
      { login: name, name: '摊贩管理员', tenant, assignments },
      { password: await hashPassword(password), mustChange: false, demo: true },
    );
  };
}

async function main(): Promise<void> {
  const data = mkdtempSync(path.join(os.tmpdir(), 'shijian-upgrade-'));
  const environment = { ...readEnvironment({}), data, auditHeads: path.join(data, 'audit'), port: 0 };
  console.log('Starting a scratch server with the bureaus of the demo …');
  const running = await boot({ demo: true, quiet: true, environment, subjects: 40, screens: false });
  try {
    const { url, password, services } = running;
    await upgrade({ url, password, hire: hireIn(services, password) }, console.log);
  } finally {
    await running.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
