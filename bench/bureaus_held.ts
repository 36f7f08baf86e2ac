// A process that knows every bureau of a database and nothing else: says what that costs. Run with --expose-gc by bureaus.ts.
import { Database } from '@shijian/server/database/client';
import type { Actor } from '@shijian/server/identity/actor';
import { accessOf } from '@shijian/server/records/access';
import { Desk } from '@shijian/server/records/desk';
import { parseListRequest } from '@shijian/server/records/parse_list_request';
import { planList } from '@shijian/server/records/plan_list';
import { sceneOf } from '@shijian/server/records/scene';
import { Seal } from '@shijian/server/records/seal';
import { Tenants, type TenantState } from '@shijian/server/revisions/tenants';
import type { BureauFigures } from './bureaus.ts';

const [app, data] = process.argv.slice(2) as [string, string];
/** Bureaus that pay for what all share. */
const FIRST = 200;
/** As many as are worked in at once. */
const BUSY = 500;
const ASKED = 100;

const database = Database.open(app, { max: 2 });
const tenants = new Tenants(database);
const desk = new Desk({ database, tenants, seal: Seal.open(data), filesFolder: data });
const ids = (
  await database.platform({ text: `select id from platform.tenant where name like 'idle%' order by id`, values: [] })
).map(({ id }) => Number(id));

/** Bytes alive, after everything dead is gone. */
function alive(): number {
  for (let i = 0; i < 4; i += 1) globalThis.gc!();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function load(some: readonly number[]): Promise<number[]> {
  const times: number[] = [];
  for (const id of some) {
    const started = performance.now();
    await tenants.get(id);
    times.push(performance.now() - started);
  }
  return times;
}

function listText(state: TenantState): string {
  const { id, name, label, model_rev, access_rev } = state;
  const actor: Actor = {
    ...{ user: '00000000-0000-7000-8000-000000000000', login: 'bench', name: 'bench', person: null, kind: 'officer' },
    tenant: { id, name, label, model_rev, access_rev },
    ...{ org: null, station: null, orgs: [], county: null, subject: null, ip: '' },
    roles: ['core.admin', 'core.staff', 'food.admin', 'market.admin'],
  };
  const scene = sceneOf(actor, state, new Date(), []);
  const access = accessOf(state, actor.roles, 'food.operator');
  if (!access) throw new Error('the roles of the bench read no operators');
  const { shape } = parseListRequest(scene, access, { limit: '20', sort: 'valid_until' });
  return desk.plan(scene, 'bench', (builder) => planList(builder, shape)).text;
}

/** Nobody asks for any of them for a while. */
function rest(): void {
  tenants.rest();
  tenants.rest();
}

await load(ids.slice(0, FIRST));
rest();
const before = alive();
await load(ids.slice(0, BUSY));
const inUse = (alive() - before) / 1024 / BUSY;
const times = await load(ids.slice(BUSY));
rest();
const each = (alive() - before) / 1024 / (ids.length - FIRST);

const asked = ids.slice(0, ASKED);
const states = await Promise.all(asked.map((id) => tenants.get(id)));
const texts = states.map((state) => listText(state!));
const plans = states.map((state) => state!.model);
// One of them publishes: the next request of each finds what it had.
await tenants.refresh(asked[0]!);
const after = await Promise.all(asked.slice(1).map((id) => tenants.get(id)));
const touched = after.filter((state, i) => state!.model !== plans[i + 1]).length;
const figures: BureauFigures = {
  each,
  inUse,
  first: times.toSorted((a, b) => a - b)[times.length >> 1]!,
  shapes: [new Set(texts.slice(0, 1)).size, new Set(texts).size],
  touched,
};
process.stdout.write(JSON.stringify(figures));
await database.close();
