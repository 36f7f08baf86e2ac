// `npm run revisions -- --tenant T [--export FOLDER [--rev REV]]`: the revisions of a bureau, newest first, or one of them written into a folder.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { folderOf } from '@shijian/server/revisions/stored_documents';
import { openDoor, revisionOf, type OpenDoor } from './door/open_door.ts';
import { readArguments } from './read_arguments.ts';

try {
  const given = readArguments(process.argv.slice(2), { tenant: 'text', export: 'text', rev: 'number' });
  const door = await openDoor(given.tenant);
  try {
    if (given.export === undefined) await list(door);
    else await write(door, given.rev ?? door.state.model_rev, given.export);
  } finally {
    await door.close();
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

async function list({ database, state }: OpenDoor): Promise<void> {
  const rows = await database.platform({
    text: `select rev::text as rev, to_char(at, 'YYYY-MM-DD HH24:MI') as at, kind, by_name, coalesce(approved_by, '') as approved_by, note, hash
           from platform.revision where tenant_id = $1::int4 order by platform.revision.rev desc limit 200`,
    values: [state.id],
  });
  for (const row of rows) {
    const approved = row.approved_by === '' ? '' : ` (approved by ${row.approved_by})`;
    const mark = Number(row.rev) === state.model_rev ? '*' : ' ';
    const [note] = row.note!.split('\n');
    console.log(
      `${mark} ${row.rev!.padStart(4)}  ${row.at}  ${row.hash!.slice(0, 12)}  ${row.kind!.padEnd(8)}  ${row.by_name}${approved}  ${note}`,
    );
  }
}

/** Paths below the bureau's own folder; what else lies in the folder stays. */
async function write({ database, state }: OpenDoor, rev: number, folder: string): Promise<void> {
  const { tenant } = await revisionOf(database, state, rev);
  const home = folderOf(tenant);
  for (const { path: file, text } of tenant.files) {
    const place = path.join(folder, file.slice(home.length));
    await mkdir(path.dirname(place), { recursive: true });
    await writeFile(place, text);
  }
  console.log(`${tenant.files.length} documents of revision ${rev} of ${state.name} are in ${folder}.`);
}
