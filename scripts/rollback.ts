// `npm run rollback -- --tenant T --to REV [--plan HASH] [--by NAME]`: what going back to a revision would do, and with the hash that it printed,
// the way back: one revision more, with the documents of that one.
import { changesBetween } from '@shijian/server/revisions/stored_documents';
import { openDoor, revisionOf } from './door/open_door.ts';
import { planOrApply } from './door/plan_and_apply.ts';
import { readArguments } from './read_arguments.ts';

try {
  const given = readArguments(process.argv.slice(2), { tenant: 'text', to: 'number', plan: 'text', by: 'text' });
  if (given.to === undefined) throw new Error('say which revision: --to REV, as "npm run revisions" lists them');
  const door = await openDoor(given.tenant);
  try {
    const then = await revisionOf(door.database, door.state, given.to);
    const changes = changesBetween(door.current.tenant, then.tenant);
    const { plan, by } = given;
    await planOrApply(door, { changes, kind: 'rollback', note: `back to revision ${given.to}`, plan, by });
  } finally {
    await door.close();
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
