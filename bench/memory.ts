// What a connection costs after it has met three hundred entities: memory of its backend alone (Linux), statements it keeps, and
// how the planner planned them.
import { readFileSync } from 'node:fs';
import { Database } from '@shijian/server/database/client';
import type { BenchRow } from './run.ts';

const ENTITIES = 300;
const TIMES = 8;

/** @param url address of the app's role; @param station a bureau's id and counters to enter it with */
export async function memoryRows(url: string, tenant: number): Promise<BenchRow[]> {
  const database = Database.open(url, { max: 1 });
  try {
    const [row] = await database.platform({
      text: 'select model_rev, access_rev, pg_backend_pid()::text as pid from platform.tenant where id = $1::int4',
      values: [tenant],
    });
    const entry = { tenant, model_rev: Number(row!.model_rev), access_rev: Number(row!.access_rev) };
    const ask = (text: string, values: (string | number)[]) => database.read(entry, { text, values });
    const id = '00000000-0000-7000-8000-000000000000';
    for (let time = 0; time < TIMES; time += 1)
      for (let i = 0; i < ENTITIES; i += 1) {
        // The comment makes it another statement, as another entity would.
        const from = `from gate.food_operator t left join lateral (select s.id, s.name from gate.market_subject s where s.tenant_id = $1::int4 and s.id = t.subject limit 1) s on true`;
        const columns =
          't.id, t.version, t.licence_no, t.category, t.risk, t.issued_on, t.valid_until, t.station, s.id as r, s.name';
        await ask(`select /* ${i} */ ${columns} ${from} where t.tenant_id = $1::int4 and t.id = $2::uuid`, [
          tenant,
          id,
        ]);
        await ask(
          `select /* ${i} */ ${columns} ${from} where t.tenant_id = $1::int4 and t.deleted_at is null order by t.valid_until, t.id limit $2::int4`,
          [tenant, 1],
        );
      }
    const [plans] = await ask(
      'select count(*)::text as n, sum(generic_plans)::text as generic, sum(custom_plans)::text as custom from pg_prepared_statements',
      [],
    );
    const smaps = readFileSync(`/proc/${row!.pid}/smaps_rollup`, 'utf8');
    const kilobytes = ['Private_Clean', 'Private_Dirty'].reduce(
      (sum, name) => sum + Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(smaps)?.[1] ?? 0),
      0,
    );
    const plain = { ceiling: null, ratio: null, spread: null };
    const megabytes = Math.round(kilobytes / 1024);
    return [
      {
        ...plain,
        name: `memory of a connection after ${ENTITIES} entities, ${plans!.n} statements kept`,
        value: megabytes,
        unit: 'MB',
        goal: 40,
        ok: megabytes <= 40,
      },
      {
        ...plain,
        name: `generic plans of it (custom: ${plans!.custom})`,
        value: Number(plans!.generic),
        unit: 'plans',
        goal: null,
        // The entering statement sets the mode; its own first five runs come before that.
        ok: Number(plans!.custom) <= 5,
      },
    ];
  } finally {
    await database.close();
  }
}
