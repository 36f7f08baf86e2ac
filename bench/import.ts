// An import of people as an officer makes it (staged, checked, claimed, audited, searchable) against COPY of the very rows that it made,
// by the database's own administrator (under row security, which the owner is, too, COPY is refused) into the same table with the same indexes. Rows a second, from the moment the file is there.
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import type { BenchRow } from './run.ts';

const ROWS = 10_000;
const ROUNDS = 3;
const GOAL = 0.5;
const ENTITY = '/api/records/core.person/imports';

export interface ImportPlaces {
  url: string;
  /** Headers of an account that may import people. */
  admin: Record<string, string>;
  superuser: string;
  tenant: number;
}

export async function importRow({ url, admin, superuser, tenant }: ImportPlaces): Promise<BenchRow> {
  const client = new pg.Client({ connectionString: superuser });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      'select short_name as name from records.core_org where tenant_id = $1 and deleted_at is null order by id limit 1',
      [tenant],
    );
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const mark = `R${process.pid}${round}`;
      ours.push(ROWS / (await importPeople(url, admin, rows[0]!.name, mark)));
      theirs.push(ROWS / (await copyPeople(client, tenant, mark)));
    }
    const median = (values: number[]) => values.sort((a, b) => a - b)[ROUNDS >> 1]!;
    const [mine, ceiling] = [median(ours), median(theirs)];
    const ratio = Number((mine / ceiling).toFixed(2));
    const spread = Number(((ours.at(-1)! - ours[0]!) / 2 / mine).toFixed(2));
    const name = `import of ${ROWS} people from CSV, against COPY`;
    return {
      name,
      value: Math.round(mine),
      unit: 'rows/s',
      ceiling: Math.round(ceiling),
      ratio,
      goal: GOAL,
      ok: ratio >= GOAL,
      spread,
    };
  } finally {
    await client.end();
  }
}

/** @returns seconds that the run took */
async function importPeople(url: string, admin: Record<string, string>, org: string, mark: string): Promise<number> {
  const lines = Array.from({ length: ROWS }, (_, i) => `压测,${mark}-${i},${org},协管员,协管`);
  const ask = async (path: string, init: RequestInit): Promise<Record<string, unknown>> => {
    const answer = await fetch(url + path, { ...init, headers: { ...admin, ...init.headers } });
    const body = (await answer.json()) as Record<string, unknown>;
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${JSON.stringify(body)}`);
    return body;
  };
  const uploaded = await ask(`${ENTITY}?name=people.csv`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: `姓名,工号,所在机构,人员类别,职务\n${lines.join('\n')}\n`,
  });
  const started = performance.now();
  const job = await ask(`${ENTITY}/${String(uploaded.id)}/run`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(uploaded.mapping),
  });
  for (;;) {
    const { state, message, result } = await ask(`/api/jobs/${String(job.id)}`, {});
    if (state === 'done') {
      const made = (result as { created?: number } | null)?.created;
      if (made !== ROWS)
        throw new Error(
          `the import made ${made} of ${ROWS} rows: ${JSON.stringify(((await ask(`${ENTITY}/${String(uploaded.id)}`, {})).faults as unknown[])[0])}`,
        );
      return (performance.now() - started) / 1000;
    }
    if (state !== 'waiting' && state !== 'running')
      throw new Error(`the import ended ${String(state)}: ${String(message)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** @returns seconds of a COPY of the rows that an import made, under other ids and numbers */
async function copyPeople(client: pg.Client, tenant: number, mark: string): Promise<number> {
  const { rows } = await client.query<{ name: string }>(
    `select column_name::text as name from information_schema.columns where table_schema = 'records' and table_name = 'core_person' order by ordinal_position`,
  );
  const names = rows.map(({ name }) => `"${name}"`);
  const values = rows.map(({ name }) =>
    name === 'id' ? 'gen_random_uuid()' : name === 'staff_no' ? `staff_no || 'C'` : `"${name}"`,
  );
  const parts: Buffer[] = [];
  const out = client.query(
    copyTo(
      `copy (select ${values.join(', ')} from records.core_person where tenant_id = ${tenant} and staff_no like '${mark}-%') to stdout`,
    ),
  );
  for await (const chunk of out) parts.push(chunk as Buffer);
  const started = performance.now();
  await pipeline(
    Readable.from(parts),
    client.query(copyFrom(`copy records.core_person (${names.join(', ')}) from stdin`)),
  );
  return (performance.now() - started) / 1000;
}
