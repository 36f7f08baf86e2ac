// Whether the process lives, and whether requests would succeed now: database, migrations, every bureau's model, the apps.
import type { HttpContext, Router } from '@adonisjs/core/http';
import { readMigrations } from '../database/migrate.ts';
import type { Services } from '../start/services.ts';
import { filesOf } from '../web/serve_apps.ts';
import { WEB_APPS } from '../web/web_apps.ts';

interface Missing {
  what: 'database' | 'migrations' | 'models' | `${string}_app`;
  why: string;
}

export function healthRoutes(router: Router): void {
  router.get('/health/live', ({ response }: HttpContext) => response.send({ status: 'live' }));
  router.get('/health/ready', showReady);
}

async function showReady({ response, services }: HttpContext): Promise<void> {
  const missing = await findMissing(services);
  response.header('Cache-Control', 'no-store').status(missing.length === 0 ? 200 : 503);
  response.send(missing.length === 0 ? { status: 'ready' } : { status: 'not ready', missing });
}

/** Everything that stands between now and a request that succeeds; empty when ready. */
export async function findMissing(services: Services): Promise<Missing[]> {
  const missing: Missing[] = [];
  for (const app of WEB_APPS)
    if (!filesOf(app)) missing.push({ what: `${app.name}_app`, why: `${app.folder}/dist is not built` });
  try {
    const rows = await services.database.platform({ text: 'select name, sha256 from platform.migration', values: [] });
    const ran = new Map(rows.map((row) => [row.name, row.sha256]));
    const open = expected().filter((migration) => ran.get(migration.name) !== migration.sha256);
    if (open.length > 0)
      missing.push({ what: 'migrations', why: `not run: ${open.map((one) => one.name).join(', ')}` });
  } catch {
    return [...missing, { what: 'database', why: 'does not answer' }];
  }
  try {
    if ((await services.tenants.warm(1)) === 0) missing.push({ what: 'models', why: 'no bureau has a model' });
  } catch (error) {
    missing.push({ what: 'models', why: (error as Error).message });
  }
  return missing;
}

let migrations: ReturnType<typeof readMigrations> | null = null;

/** The files cannot change under a running process. */
function expected(): ReturnType<typeof readMigrations> {
  migrations ??= readMigrations();
  return migrations;
}
