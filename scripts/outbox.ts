// `npm run outbox`: events that wait and events that were given up.
//   npm run outbox                  what there is
//   npm run outbox -- --replay 17   hands event 17 on again (or all that were given up: --replay-all)
//   npm run outbox -- --drop 17     forgets it
//   npm run outbox -- --drop-call 5 forgets a call of a package's function
import { Outbox } from '@shijian/server/outbox/outbox';
import { openDatabase } from './open_database.ts';
import { readArguments } from './read_arguments.ts';

try {
  const asked = readArguments(process.argv.slice(2), {
    replay: 'number',
    'replay-all': 'flag',
    drop: 'number',
    'drop-call': 'number',
  });
  const database = await openDatabase();
  try {
    const outbox = new Outbox(database.admin);
    if (asked['replay-all']) console.log(`${await outbox.replay(null)} events will be handed on again.`);
    else if (asked.replay !== undefined)
      console.log(`${await outbox.replay(asked.replay)} events will be handed on again.`);
    else if (asked.drop !== undefined) console.log(`${await outbox.drop(asked.drop)} events are forgotten.`);
    else if (asked['drop-call'] !== undefined)
      console.log(`${await outbox.dropCall(asked['drop-call'])} calls are forgotten.`);
    const { waiting, oldest, dead, calls } = await outbox.look();
    console.log(`${waiting} events wait${oldest ? `, the oldest since ${oldest}` : ''}; ${dead.length} were given up.`);
    for (const { seq, tenant, event, entity, record, tried, error } of dead)
      console.log(`  ${seq}  ${tenant}  ${event}  ${entity} ${record}  after ${tried} tries: ${error}`);
    if (calls.length > 0) console.log(`${calls.length} calls of functions of packages were given up.`);
    for (const { seq, tenant, name, entity, record, tried, error } of calls)
      console.log(`  ${seq}  ${tenant}  ${name}  ${entity} ${record}  after ${tried} tries: ${error}`);
  } finally {
    await database.close();
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
