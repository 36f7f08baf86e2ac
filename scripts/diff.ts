// `npm run diff -- --tenant T [--from FOLDER] [--a REV] [--b REV]`: what a bureau's documents in a folder change over the revision it runs on, or
// what one of its revisions changed over another.
import { documentsIn, openDoor, revisionOf } from './door/open_door.ts';
import { diffLines } from './door/print_diff.ts';
import { readArguments } from './read_arguments.ts';

try {
  const given = readArguments(process.argv.slice(2), { tenant: 'text', from: 'text', a: 'number', b: 'number' });
  const door = await openDoor(given.tenant);
  try {
    const { database, state, current } = door;
    const before = given.a === undefined ? current : await revisionOf(database, state, given.a);
    const after =
      given.b !== undefined
        ? (await revisionOf(database, state, given.b)).tenant
        : given.a !== undefined && given.from === undefined
          ? current.tenant
          : await documentsIn(door, given.from);
    const lines = diffLines(before.tenant, after);
    console.log(lines.length > 0 ? lines.join('\n') : 'Nothing differs.');
  } finally {
    await door.close();
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
