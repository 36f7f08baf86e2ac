// The database that this installation runs on, for commands beside a server or without one.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { readEnvironment, type Environment } from '@shijian/server/config/environment';
import { startEmbedded } from '@shijian/server/database/embedded_postgres';

export interface OpenDatabase {
  environment: Environment;
  /** Addresses of the app's role and of the migrator. */
  app: string;
  admin: string;
  /** Stops the embedded database when it was not running before. */
  close(): Promise<void>;
}

/** @throws Error when there is none yet */
export async function openDatabase(): Promise<OpenDatabase> {
  const environment = readEnvironment();
  if (environment.database) return { environment, ...environment.database, close: async () => {} };
  if (!existsSync(path.join(environment.data, 'run.json')))
    throw new Error(`there is no database in ${environment.data}: start Shijian once`);
  const embedded = await startEmbedded({ data: environment.data });
  return {
    environment,
    app: embedded.url('shijian_app', 'shijian'),
    admin: embedded.url('shijian_migrator', 'shijian'),
    close: () => embedded.stop(),
  };
}
