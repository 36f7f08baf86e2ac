// Bureaus that take a package, change its version and let it go, for specs about packages.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { ROOT } from '../config/environment.ts';
import { createAccount } from '../identity/accounts.ts';
import { quickHash } from '../kit/quick_password.ts';
import type { MadeDraft } from './package_files.ts';
import type { Answer, Client, World } from './world.ts';

export const HAWKERS = '/api/records/hawker.hawker';
export const MANIFEST =
  'kind: Plugin\nname: hawker\nlabel: 食品摊贩\nlanguage: 1\nversion: 1.0.0\nneeds: { core: ^1 }\n';

export interface Conflict {
  id: string;
  key: string;
  document: string;
  address: string;
  reason: string;
  choices: string[];
  decision: { choice: string } | null;
  decided_name: string | null;
  base: { value: unknown; path: string; line: number } | null;
  theirs: { value: unknown; path: string } | null;
  ours: { value: unknown; path: string } | null;
}
export type Item = Record<string, unknown> & { id: string; version: number };

/** Admins of the city and of two counties. */
export class PackageDesk {
  readonly city: Client;
  readonly changan: Client;
  readonly luquan: Client;
  private readonly world: World;

  private constructor(world: World, [city, changan, luquan]: [Client, Client, Client]) {
    this.world = world;
    this.city = city;
    this.changan = changan;
    this.luquan = luquan;
  }

  static async open(world: World): Promise<PackageDesk> {
    const names = ['sjz-admin', 'changan-admin', 'luquan-admin'] as const;
    const [city, changan, luquan] = await Promise.all(names.map((name) => world.login(name)));
    return new PackageDesk(world, [city!, changan!, luquan!]);
  }

  async conflictsOf(client: Client, made: MadeDraft): Promise<Conflict[]> {
    return ((await client.get(`/api/door/conflicts?draft=${made.draft.id}`)).body as { items: Conflict[] }).items;
  }

  decide(client: Client, conflict: Conflict, choice: string, text?: string): Promise<Answer> {
    const body = { choice, ...(text !== undefined && { text }) };
    return client.post(`/api/door/conflicts/${conflict.id}/decide`, body);
  }

  /** Version that the bureau works on; none where it has let the package go. */
  async running(client: Client): Promise<string | undefined> {
    const { packages } = (await client.get('/api/door')).body as { packages: { name: string; version: string }[] };
    return packages.find(({ name }) => name === 'hawker')?.version;
  }

  async hashOf(client: Client): Promise<unknown> {
    return ((await client.get('/api/door')).body as { hash: string }).hash;
  }

  /** One hawker in each county, entered by somebody who may: pk-changan and pk-luquan. */
  async enterHawkers(): Promise<void> {
    const changan = await this.holder('changan', 'pk-changan');
    await this.enter(changan, {
      ...{ name: '张记凉皮', trade: 'B', station: await this.orgOf(this.changan) },
      ...{ manager: '张三', phone: '13800000001', opened_on: '2020-05-01', x_stall_no: 'A-1' },
    });
    const luquan = await this.holder('luquan', 'pk-luquan');
    const station = await this.orgOf(this.luquan);
    await this.enter(luquan, { name: '李记烤肠', trade: 'A', station, manager: '李四', opened_on: '2021-01-01' });
  }

  /** `npm run plugin` over the world's database. */
  command(args: string[]): Promise<{ code: number | null; said: string }> {
    const env = {
      ...process.env,
      DATABASE_URL: this.world.urls.app,
      DATABASE_ADMIN_URL: this.world.urls.admin,
      SHIJIAN_DATA: this.world.running.services.environment.data,
    };
    const child = spawn(process.execPath, [path.join(ROOT, 'scripts/plugin.ts'), ...args], { env, stdio: 'pipe' });
    let said = '';
    child.stdout.on('data', (text: Buffer) => (said += text.toString()));
    child.stderr.on('data', (text: Buffer) => (said += text.toString()));
    return new Promise((resolve) => child.on('exit', (code) => resolve({ code, said })));
  }

  private async orgOf(client: Client): Promise<string> {
    return ((await client.get('/api/records/core.org?limit=1')).body as { items: Item[] }).items[0]!.id;
  }

  private async enter(client: Client, fields: object): Promise<void> {
    const made = await client.post(HAWKERS, fields);
    if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  }

  private async holder(tenant: string, login: string): Promise<Client> {
    const assignments = ['hawker.admin', 'core.staff'].map((role) => ({ role, org_code: null }));
    await createAccount(
      this.world.running.services,
      { login, name: login, tenant, assignments },
      { password: quickHash(this.world.password), mustChange: false, demo: true },
    );
    return this.world.login(login);
  }
}
