// What an admin of a bureau does with its people, for specs about accounts, posts and roles.
import { logIn, type Answer, type Client, type World } from './world.ts';

export interface Row {
  id: string;
  version: number;
  [field: string]: unknown;
}

export const codeOf = (answer: Answer): unknown => (answer.body as { code?: string } | null)?.code;
export const itemsOf = (answer: Answer): Row[] => (answer.body as { items: Row[] }).items;

/** The desk of the first county's admin. */
export class PeopleDesk {
  admin: Client;
  /** Source of an entity → its name in the model. */
  readonly names: Readonly<Record<string, string>>;

  private constructor(admin: Client, names: Record<string, string>) {
    this.admin = admin;
    this.names = names;
  }

  static async open(world: World): Promise<PeopleDesk> {
    const names: Record<string, string> = {};
    const state = (await world.running.services.tenants.all()).find(({ name }) => name === 'changan')!;
    for (const { name, source } of Object.values(state.model.entities)) if (source) names[source] = name;
    return new PeopleDesk(await world.login('changan-admin'), names);
  }

  list(client: Client, source: string, query: Record<string, string> = {}): Promise<Answer> {
    return client.get(`/api/records/${this.names[source]}?${new URLSearchParams(query).toString()}`);
  }

  async find(source: string, filter: string): Promise<Row> {
    return itemsOf(await this.list(this.admin, source, { filter, limit: '1' }))[0]!;
  }

  accountOf(login: string): Promise<Row> {
    return this.find('account', `record.login == '${login}'`);
  }

  patch(client: Client, source: string, row: Row, body: object): Promise<Answer> {
    const match = { 'If-Match': `"${row.version}"` };
    return client.patch(`/api/records/${this.names[source]}/${row.id}`, body, match);
  }

  /** A new account with a post and its one-time password. */
  async hire(login: string, role: string): Promise<{ account: Row; password: string; post: Row }> {
    const made = await this.admin.post(`/api/records/${this.names.account}`, { login, name: '新来的' });
    if (made.status !== 201) throw new Error(JSON.stringify(made.body));
    const account = made.body as Row;
    const org = itemsOf(
      await this.admin.get(`/api/records/core.org?filter=${encodeURIComponent("record.code == 'CA-JB'")}`),
    )[0]!;
    const held = await this.find('role', `record.code == '${role}'`);
    const post = await this.admin.post(`/api/records/${this.names.assignment}`, {
      account: account.id,
      role: held.id,
      org: org.id,
    });
    if (post.status !== 201) throw new Error(JSON.stringify(post.body));
    const given = await this.admin.post(`/api/records/${this.names.account}/${account.id}/password`);
    if (given.status !== 200) throw new Error(JSON.stringify(given.body));
    return { account, post: post.body as Row, password: (given.body as { password: string }).password };
  }

  /** Somebody who was hired logs in and gives himself a password that lasts. */
  async enter(world: World, login: string, password: string): Promise<Client> {
    const opened = await logIn(world.url, login, password);
    await opened.put('/api/me/password', { current: password, password: 'Quiet-river-2031' });
    return opened;
  }
}
