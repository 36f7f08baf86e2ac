// Kills server or database with SIGKILL at random instants of a publication. After each the bureau has to be on the old revision or on the new
// one, whole, and usable; and the publication is finished by whoever comes back.
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { withClient } from '../../database/roles.ts';
import type { Plan } from '../../plan/plan_change.ts';
import { clientOf, logIn, type Answer, type Client } from '../world.ts';
import { addressOf, killOne, serveToKill, untilUp, type Victim } from './kill_run.ts';

export interface ApplyReport {
  kills: number;
  /** Where the bureau was found right after the kill. */
  old: number;
  moved: number;
  faults: string[];
}

const VICTIMS: readonly Victim[] = ['server', 'database', 'both'];
const PASSWORD = 'Shijian-2026';
const PATIENCE_MS = 120_000;
const PATCH = 'tenants/changan/patches/killed.yaml';
/** One that needs a spare column, so that an apply has rows to go through, and with it a packaged document of the bureau's own. */
const patch = (n: number): string =>
  `kind: Patch\nof: Entity core.person\nbase: core@1.0.0\nset:\n  fields.${fieldOf(n)}: { type: string, label: 第${n}次, indexed: true }\n`;
const fieldOf = (n: number): string => `x_kill_${n % 2}`;

/** @throws Error when the server does not come back, or a publication never ends */
export async function killApplies(options: {
  kills: number;
  random: () => number;
  say?: (line: string) => void;
}): Promise<ApplyReport> {
  const { data, url, server } = await serveToKill(options.say);
  const report: ApplyReport = { kills: 0, old: 0, moved: 0, faults: [] };
  try {
    await untilUp(url);
    const session = await logIn(url, 'changan-admin', PASSWORD);
    const client = clientOf(url, session.cookie, session.csrf);
    for (let n = 1; n <= options.kills; n += 1) {
      const before = await revision(client);
      const started = await begin(client, n);
      // An apply of this size takes about that long, from the plan that it looks at again to its last statement.
      await sleep(options.random() * 900);
      killOne(VICTIMS[n % VICTIMS.length]!, data, server.pid());
      report.kills += 1;
      const after = await revision(client);
      if (after === before) report.old += 1;
      else report.moved += 1;
      const faults = await findFaults(client, { n, before, after, data });
      await ended(client, started.job);
      const last = await revision(client);
      if (last !== before + 1) faults.push(`the publication ended at revision ${last}, not at ${before + 1}`);
      faults.push(...(await findFaults(client, { n, before, after: last, data })));
      report.faults.push(...faults.map((fault) => `kill ${n}: ${fault}`));
      options.say?.(`${n}. found at ${after === before ? 'the old' : 'the new'} revision, ended at ${last}`);
    }
    return report;
  } finally {
    await server.stop();
    await server.ended;
    rmSync(data, { recursive: true, force: true });
  }
}

/** The answer, however long server or database are away. */
async function insist(send: () => Promise<Answer>): Promise<Answer> {
  for (const until = Date.now() + PATIENCE_MS; ; await sleep(50)) {
    const answer = await send().catch(() => null);
    if (answer && answer.status < 500) return answer;
    if (Date.now() > until) throw new Error('the server does not come back');
  }
}

async function revision(client: Client): Promise<number> {
  return ((await insist(() => client.get('/api/door'))).body as { rev: number }).rev;
}

async function begin(client: Client, n: number): Promise<{ job: string }> {
  const changes = [{ path: PATCH, text: patch(n) }];
  const made = await insist(() => client.post('/api/door/drafts', { title: `第 ${n} 次`, changes }));
  const { id } = made.body as { id: string };
  const { hash } = (await insist(() => client.post(`/api/door/drafts/${id}/plan`))).body as Plan;
  const answer = await insist(() => client.post(`/api/door/drafts/${id}/apply`, { hash }));
  if (answer.status !== 202) throw new Error(`apply: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as { job: string };
}

async function ended(client: Client, job: string): Promise<void> {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await sleep(100)) {
    const { state, error } = (await insist(() => client.get(`/api/jobs/${job}`))).body as {
      state: string;
      error: unknown;
    };
    if (state === 'done') return;
    if (state === 'failed' || state === 'cancelled')
      throw new Error(`the publication ${state}: ${JSON.stringify(error)}`);
  }
  throw new Error('the publication does not end');
}

/** One query a rule: rows that break it. */
const RULES: Record<string, string> = {
  'a revision that is not the last is the current one': `
    select t.name as what from platform.tenant t where t.model_rev <> (select max(r.rev) from platform.revision r where r.tenant_id = t.id)`,
  'a revision without its parent': `
    select r.rev::text as what from platform.revision r where r.rev > 1 and r.parent is distinct from r.rev - 1`,
  'a draft that is applied without a revision, or the other way round': `
    select d.id::text as what from platform.draft d left join platform.revision r on r.tenant_id = d.tenant_id and r.draft = d.id
    group by d.tenant_id, d.id, d.state having count(r.rev) <> (case when d.state = 'applied' then 1 else 0 end)`,
  'a publication without its row of the audit, or with two': `
    select r.rev::text as what from platform.revision r where r.draft is not null
      and (select count(*) from platform.audit a where a.tenant_id = r.tenant_id and a.action = 'publish' and a.record = r.draft) <> 1`,
  'a document of a revision that is nowhere': `
    select f.file ->> 'path' as what from platform.revision r cross join lateral jsonb_array_elements(r.files) f(file)
    where not exists (select from platform.source s where s.hash = f.file ->> 'hash')`,
};

async function findFaults(
  client: Client,
  at: { n: number; before: number; after: number; data: string },
): Promise<string[]> {
  const faults: string[] = [];
  if (at.after !== at.before && at.after !== at.before + 1) faults.push(`revision ${at.after} after ${at.before}`);
  const own = at.after === at.before ? at.n - 1 : at.n;
  const filter = own === 0 ? 'has(record.name)' : `record.${fieldOf(own)} == '有'`;
  const list = await insist(() => client.get(`/api/records/core.person?limit=5&filter=${encodeURIComponent(filter)}`));
  // The publication may have gone on meanwhile: then the field is another one.
  const rested = async (): Promise<boolean> => (await revision(client)) === at.after;
  if (list.status !== 200 && (await rested())) faults.push(`list: ${list.status} ${JSON.stringify(list.body)}`);
  const org = ((await insist(() => client.get('/api/records/core.org?limit=1'))).body as { items: { id: string }[] })
    .items[0]!;
  const body = {
    name: '写得进',
    staff_no: randomUUID().slice(0, 18),
    org: org.id,
    ...(own === 0 ? {} : { [fieldOf(own)]: '有' }),
  };
  const made = await insist(() => client.post('/api/records/core.person', body));
  if (made.status !== 201 && (await rested())) faults.push(`create: ${made.status} ${JSON.stringify(made.body)}`);
  return [...faults, ...(await broken(at.data))];
}

async function broken(data: string): Promise<string[]> {
  for (const until = Date.now() + PATIENCE_MS; ; await sleep(100)) {
    try {
      return await withClient(addressOf(data, 'postgres'), ask);
    } catch (error) {
      if (Date.now() > until) throw error;
    }
  }
}

async function ask(client: pg.Client): Promise<string[]> {
  const found: string[] = [];
  await client.query('begin isolation level repeatable read');
  for (const [rule, text] of Object.entries(RULES)) {
    const { rows } = await client.query<{ what: string }>(`${text} limit 5`);
    found.push(...rows.map(({ what }) => `${rule}: ${what}`));
  }
  await client.query('rollback');
  return found;
}
