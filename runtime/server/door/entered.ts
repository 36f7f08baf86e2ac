// The platform's own tables as an actor's request reads them: in his bureau, so that a session that ended and a revision that was
// replaced are noticed here as everywhere.
import type { Database } from '../database/client.ts';
import type { Desk } from '../records/desk.ts';
import type { Scene } from '../records/scene.ts';
import { entryOf } from '../revisions/tenants.ts';

/** @throws StaleTenant, from its statements, when the tenant moved */
export function entered(desk: Desk, scene: Scene): Pick<Database, 'platform'> {
  return { platform: (statement) => desk.database.read(entryOf(scene.state), statement, false) };
}
