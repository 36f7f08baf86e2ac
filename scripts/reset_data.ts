// Throws the embedded data of a demo away. Refuses a folder that is not ours, data in use and a database of the operator's.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { HeadFiles } from '@shijian/server/audit/heads';
import type { Environment } from '@shijian/server/config/environment';
import { startEmbedded } from '@shijian/server/database/embedded_postgres';
import { processState } from '@shijian/server/database/postmaster';

/** What we put into a data folder, and no more than that is removed. */
const OURS = ['postgres', 'postgres.new', 'files', 'socket', 'run.json', 'postgres.log', 'start.lock', 'secret.key'];

/** @throws Error saying why the data stay */
export async function resetData(environment: Environment): Promise<void> {
  if (environment.database)
    throw new Error('--fresh only resets the embedded database; drop the database of DATABASE_URL yourself.');
  const { data } = environment;
  if (!existsSync(path.join(data, 'run.json'))) return;
  const { owner } = JSON.parse(readFileSync(path.join(data, 'run.json'), 'utf8')) as { owner: { pid: number } };
  if (processState(owner.pid) === 'running') {
    throw new Error(`Shijian is running over ${data} (process ${owner.pid}). Stop it first.`);
  }
  if (existsSync(path.join(data, 'postgres', 'postmaster.pid'))) {
    // A server that outlived its process is taken over, so that it can be stopped.
    const left = await startEmbedded({ data });
    await left.stop();
  }
  new HeadFiles(environment.auditHeads).clear();
  for (const name of OURS) rmSync(path.join(data, name), { recursive: true, force: true });
  console.log(`• The data in ${data} are gone; beginning anew`);
}
