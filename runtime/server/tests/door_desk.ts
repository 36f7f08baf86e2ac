// Drafts from their beginning to their publication, for specs about the door.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Plan } from '../plan/plan_change.ts';
import { addAdmin } from './added_admin.ts';
import type { Answer, Client, World } from './world.ts';

export interface Shown {
  id: string;
  version: string;
  state: string;
  base_rev: number;
  applied_rev: number | null;
  changes: { path: string; text: string | null }[];
  can: Record<string, boolean>;
}

export const DRAFTS = '/api/door/drafts';
export const PATCH = 'tenants/changan/patches/door.test.yaml';
/** A field more for a bureau's own entity over the shelf's. */
export const field = (name: string): string =>
  `kind: Patch\nof: Entity food.operator\nbase: food@1.2.0\nset:\n  fields.${name}: { type: string, label: 试用字段 }\n`;
export const codeOf = (answer: Answer): unknown => (answer.body as { code?: string } | null)?.code;

/** Two admins of the first county at the door. */
export class DoorDesk {
  readonly admin: Client;
  readonly second: Client;

  private constructor(admin: Client, second: Client) {
    this.admin = admin;
    this.second = second;
  }

  static async open(world: World): Promise<DoorDesk> {
    await addAdmin(world, 'changan', 'door-second');
    return new DoorDesk(await world.login('changan-admin'), await world.login('door-second'));
  }

  async create(changes: object[], client = this.admin): Promise<Shown> {
    const answer = await client.post(DRAFTS, { title: '试用', message: '为测试', changes });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return answer.body as Shown;
  }

  async plan(id: string): Promise<Plan> {
    return (await this.admin.post(`${DRAFTS}/${id}/plan`)).body as Plan;
  }

  async show(id: string): Promise<Shown> {
    return (await this.admin.get(`${DRAFTS}/${id}`)).body as Shown;
  }

  async rev(): Promise<number> {
    return ((await this.admin.get('/api/door')).body as { rev: number }).rev;
  }

  /** Publishes, and waits for the job's end. @returns done, or the code of the refusal */
  async apply(id: string, hash: string, client = this.admin): Promise<string> {
    const answer = await client.post(`${DRAFTS}/${id}/apply`, { hash });
    if (answer.status !== 202) return String(codeOf(answer));
    for (;;) {
      const { body } = await client.get(`/api/jobs/${(answer.body as { job: string }).job}`);
      const { state, error } = body as { state: string; error: { code: string } | null };
      if (state === 'done') return 'done';
      if (state !== 'waiting' && state !== 'running') return String(error?.code);
      await sleep(30);
    }
  }
}
