// A second server over a test's database, with a fault planted in it, and what its asking noticed.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { World } from '../world.ts';
import type { PlantedWorld } from './ask_planted.ts';
import type { Prepared } from '../../kit/oracle/prepare.ts';

/** What that server is told of the world that it stands on. */
export function plantedWorld(world: World, { files, clients, programs }: Prepared): PlantedWorld {
  const sessions: PlantedWorld['sessions'] = {};
  for (const [login, { cookie, csrf }] of Object.entries(clients)) sessions[login] = { cookie, csrf };
  const { urls, services } = world.running;
  const database = { app: urls.app, admin: urls.admin };
  return {
    environment: { ...services.environment, port: 0, database },
    superuser: world.urls.superuser,
    files,
    sessions,
    programs,
  };
}

/** @param plant name of a plant, or "closed". @returns path → the first difference that was noticed, or null */
export async function askPlanted(plant: string, world: PlantedWorld): Promise<Record<string, string | null>> {
  const at = (file: string): string => path.join(import.meta.dirname, file);
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', at('plant.ts'), at('ask_planted.ts')], {
    env: { ...process.env, PLANT: plant, WORLD: JSON.stringify(world) },
    maxBuffer: 1 << 24,
  });
  // The server may have more to say while it stops.
  return JSON.parse(/^CAUGHT (.*)$/m.exec(stdout)![1]!) as Record<string, string | null>;
}
