// `npm run apply -- --plan HASH --tenant T [--from FOLDER] [--note TEXT] [--by NAME]`: applies the plan that `npm run plan` printed, or nothing.
import { changesBetween } from '@shijian/server/revisions/stored_documents';
import { documentsIn, openDoor } from './door/open_door.ts';
import { planOrApply } from './door/plan_and_apply.ts';
import { readArguments } from './read_arguments.ts';

try {
  const given = readArguments(process.argv.slice(2), {
    ...{ plan: 'text', tenant: 'text', from: 'text', note: 'text', by: 'text' },
  } as const);
  if (given.plan === undefined) throw new Error('say which plan: --plan HASH, as "npm run plan" printed it');
  const door = await openDoor(given.tenant);
  try {
    const changes = changesBetween(door.current.tenant, await documentsIn(door, given.from));
    const { plan, by, note = 'documents of a folder' } = given;
    await planOrApply(door, { changes, kind: 'files', note, plan, by });
  } finally {
    await door.close();
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
