// The made-up bureaus: what `npm start` shows and `npm run serve` refuses. The mark in platform.instance is set before the
// first row, so that no production server ever takes them for real.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './config/environment.ts';
import type { Database } from './database/client.ts';
import { withClient } from './database/roles.ts';
import type { NewAccount } from './identity/accounts.ts';

/** What the demo folder gives; nothing in the server imports it otherwise. */
interface DemoLoader {
  loadDemo(
    database: Database,
    options: { subjects: number; data: string; onProgress?: (done: DemoDone) => void },
  ): Promise<unknown>;
}

interface DemoDone {
  tenant: string;
  entity: string;
  rows: number;
}

/** Someone of the made-up bureaus; production servers never let these accounts in. */
export interface DemoAccount extends NewAccount {
  /** Bureau and post, for the list that `npm start` prints. */
  about: string;
}

export interface DemoPeople {
  demoAccounts: readonly DemoAccount[];
  demoPassword: string;
}

/** Market subjects of a demo when nobody says otherwise. */
export const DEMO_SUBJECTS = 20_000;

/** empty: nobody's data; loading: a load was cut short; loaded; real: bureaus that are no demo. */
export type DemoState = 'empty' | 'loading' | 'loaded' | 'real';

/** Whose data a migrated database holds. */
export async function demoState(adminUrl: string): Promise<DemoState> {
  return withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ mark: string | null; bureaus: boolean }>(
      `select (select value ->> 'state' from platform.instance where key = 'demo') as mark,
              exists (select from platform.tenant) as bureaus`,
    );
    const { mark, bureaus } = rows[0]!;
    if (mark === 'loading' || mark === 'loaded') return mark;
    return bureaus ? 'real' : 'empty';
  });
}

/** Writes down that the data are made up, and whether all of them are there. */
export async function markDemo(adminUrl: string, state: 'loading' | 'loaded'): Promise<void> {
  await withClient(adminUrl, async (client) => {
    await client.query('set role shijian_owner');
    await client.query(
      `insert into platform.instance (key, value) values ('demo', jsonb_build_object('state', $1::text))
       on conflict (key) do update set value = excluded.value`,
      [state],
    );
  });
}

/** Fills empty bureaus; `data` is the folder of the sealing key. */
export async function loadDemoData(
  database: Database,
  { subjects, data }: { subjects: number; data: string },
  log: (line: string) => void,
): Promise<void> {
  const { loadDemo } = await demoFile<DemoLoader>('load_demo.ts');
  const onProgress = ({ tenant, entity, rows }: DemoDone) => log(`  ${tenant}: ${rows.toLocaleString('en')} ${entity}`);
  await loadDemo(database, { subjects, data, onProgress });
}

/** Who works in the made-up bureaus, and their one password. */
export function demoPeople(): Promise<DemoPeople> {
  return demoFile<DemoPeople>('accounts.ts');
}

function demoFile<T>(name: string): Promise<T> {
  // The address is put together here so that the server does not depend on the demo.
  return import(pathToFileURL(path.join(ROOT, 'demo', name)).href) as Promise<T>;
}
