// How long an admin waits for a plan whose five rules are counted on the largest entity.
import type { BenchRow } from './run.ts';

const PATCH = `kind: Patch
of: Entity market.subject
base: market@1.0.0
set:
  fields.authority.required: true
  fields.scope.max_length: 40
  fields.employees.max: 100
  checks.x_named: { rule: "size(record.name) < 20", message: 名称太长 }
  checks.x_funded: { rule: "record.capital < 5000", message: 注册资本过大 }
`;
const TIMES = 5;

/** @param headers of a session that may write drafts; the goal is for 1.3 million subjects */
export async function planRow(url: string, headers: Record<string, string>): Promise<BenchRow> {
  const send = async (method: string, at: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${url}/api/door/drafts${at}`, {
      method,
      headers: { ...headers, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${at}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? null : answer.json();
  };
  const changes = [{ path: 'tenants/changan/patches/bench.plan.yaml', text: PATCH }];
  const { id } = (await send('POST', '', { title: 'bench', message: '', changes })) as { id: string };
  const times: number[] = [];
  for (let i = 0; i < TIMES; i += 1) {
    const started = performance.now();
    const { steps } = (await send('POST', `/${id}/plan`)) as { steps: { count?: number }[] };
    times.push(performance.now() - started);
    if (steps.filter(({ count }) => count !== undefined).length < 5)
      throw new Error('the plan counted less than five rules');
  }
  await send('DELETE', `/${id}`);
  const sorted = times.toSorted((a, b) => a - b);
  const value = Math.round(sorted[TIMES >> 1]!);
  const spread = Math.round(((sorted.at(-1)! - sorted[0]!) / 2 / value) * 100) / 100;
  const name = 'plan of a change with five rules on market subjects';
  return { name, value, unit: 'ms', ceiling: null, ratio: null, goal: 4000, ok: value <= 4000, spread };
}
