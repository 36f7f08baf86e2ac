// `npm run plan -- --tenant T [--from FOLDER]`: what the bureau's documents in a folder would do to the bureau as it runs, and the hash that
// `npm run apply` is given. Nothing is changed.
import { changesBetween } from '@shijian/server/revisions/stored_documents';
import { documentsIn, openDoor } from './door/open_door.ts';
import { planOrApply } from './door/plan_and_apply.ts';
import { readArguments } from './read_arguments.ts';

try {
  const given = readArguments(process.argv.slice(2), { tenant: 'text', from: 'text' });
  const door = await openDoor(given.tenant);
  try {
    const changes = changesBetween(door.current.tenant, await documentsIn(door, given.from));
    await planOrApply(door, { changes, kind: 'files', note: '', plan: undefined, by: undefined });
  } finally {
    await door.close();
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
