// What a connection costs after it has met three hundred entities: a bureau on thirty packages of ten, whose records are made, listed
// and read by the server's own functions over a pool of connections. Memory of the largest backend alone (Linux), statements it keeps, and
// how the planner planned them.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Database } from '@shijian/server/database/client';
import { withClient } from '@shijian/server/database/roles';
import { Desk } from '@shijian/server/records/desk';
import { listRecords, readRecord } from '@shijian/server/records/read_record';
import { Seal } from '@shijian/server/records/seal';
import { createRecord } from '@shijian/server/records/write_record';
import { apply } from '@shijian/server/revisions/apply';
import { Tenants } from '@shijian/server/revisions/tenants';
import { bigPackages, bigTenant, hundredThousandLines } from '../kernel/tests/big_input.ts';
import { sceneIn, type Places } from './places.ts';
import type { BenchRow } from './run.ts';

const BUREAU = 'benchmany';
/** As many connections as a server has. */
const POOL = 10;
/** From the third use on a connection keeps a statement. */
const TIMES = 4;

export async function memoryRows(places: Places, say: (line: string) => void): Promise<BenchRow[]> {
  const { packages, entities } = hundredThousandLines;
  const prefixes = Array.from({ length: packages }, (_, i) => `p${String(i).padStart(2, '0')}`);
  const roles = prefixes.map((prefix) => `${prefix}.inspector`);
  const names = prefixes.flatMap((prefix) => Array.from({ length: entities }, (_, i) => `${prefix}.e${i}`));
  say(`${names.length} entities over ${POOL} connections`);
  await makeBureau(places.admin);
  const database = Database.open(places.app, { max: POOL });
  try {
    const tenants = new Tenants(database);
    const desk = new Desk({ database, tenants, seal: Seal.open(places.data), filesFolder: places.data });
    const chief = await sceneIn(tenants, BUREAU, roles);
    const org = { name: '城区监管所', kind: '1' };
    const station = (await createRecord(desk, chief, 'p00.org', org, randomUUID())).id;
    const scene = await sceneIn(tenants, BUREAU, roles, station);
    const met = new Meter(database);
    for (const name of names) {
      for (let time = 0; time < TIMES; time += 1) {
        const record = { no: `${name}-${time}`, station, status: '1', f2: '2026-01-01' };
        const { id } = await createRecord(desk, scene, name, record, randomUUID());
        await readRecord(desk, scene, name, id, 'include=station');
        await listRecords(desk, scene, name, 'limit=20&sort=f2&include=station&filter=w1&count=capped');
      }
      if (name.endsWith('.e0')) await met.look();
    }
    await met.look();
    return met.rows(names.length);
  } finally {
    await database.close();
  }
}

/** The dearest moment of each connection that was used. */
class Meter {
  private readonly database: Database;
  private readonly connections = new Map<
    string,
    { megabytes: number; statements: number; generic: number; custom: number }
  >();

  constructor(database: Database) {
    this.database = database;
  }

  async look(): Promise<void> {
    await Promise.all(Array.from({ length: POOL }, () => this.lookAtOne()));
  }

  /** While the others are looked at: each connection sleeps for a moment. */
  private async lookAtOne(): Promise<void> {
    const [row] = await this.database.platform({
      text: `select pg_backend_pid()::text as pid, count(*)::text as n, sum(generic_plans)::text as generic, sum(custom_plans)::text as custom,
               pg_sleep(0.05)::text as slept from pg_prepared_statements`,
      values: [],
    });
    const { pid, n, generic, custom } = row as Record<string, string>;
    const megabytes = Math.round(ownKilobytes(pid!) / 1024);
    if (megabytes < (this.connections.get(pid!)?.megabytes ?? 0)) return;
    const [statements, generics, customs] = [Number(n), Number(generic), Number(custom)];
    this.connections.set(pid!, { megabytes, statements, generic: generics, custom: customs });
  }

  rows(entities: number): BenchRow[] {
    const all = [...this.connections.values()];
    const most = all.reduce((a, b) => (b.megabytes > a.megabytes ? b : a));
    const [generic, custom] = [most.generic, most.custom];
    const plain = { ceiling: null, ratio: null, spread: null };
    return [
      {
        ...plain,
        name: `memory of the largest connection of ${POOL} while ${entities} entities are met, ${most.statements} statements kept`,
        value: most.megabytes,
        unit: 'MB',
        goal: 40,
        ok: most.megabytes <= 40,
      },
      {
        ...plain,
        name: `generic plans of it (custom: ${custom})`,
        value: generic,
        unit: 'plans',
        goal: null,
        ok: custom < generic / 50,
      },
    ];
  }
}

/** What a process has for itself. Pages of the shared buffers count as private, too, where no other process has touched them. */
function ownKilobytes(pid: string): number {
  const mappings = readFileSync(`/proc/${pid}/smaps`, 'utf8').split(/^(?=[\da-f]+-[\da-f]+ )/m);
  const own = mappings.filter((mapping) => !/^\S+ ...s/.test(mapping));
  const sizes = own.flatMap((mapping) => [...mapping.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+)/gm)]);
  return sizes.reduce((sum, [, size]) => sum + Number(size), 0);
}

async function makeBureau(adminUrl: string): Promise<void> {
  const packages = bigPackages(hundredThousandLines);
  // Nobody makes units in what the packages grant.
  for (const file of packages[0]!.files)
    if (file.path.endsWith('roles/inspector.yaml')) file.text += '  p00.org: { read: true, create: true }\n';
  await withClient(adminUrl, async (client) => {
    const tenant = bigTenant(hundredThousandLines, BUREAU);
    const result = await apply(client, { tenant, packages, by: 'bench', note: '' });
    if (!result.ok) throw new Error(result.diagnostics.map(({ code, at }) => `${code} ${at}`).join(', '));
  });
}
