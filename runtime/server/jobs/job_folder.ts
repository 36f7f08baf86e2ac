// Where files of jobs and imports lie until they are swept away: beside the uploads, a folder a bureau.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Desk } from '../records/desk.ts';

/** File that a job has made. */
export function jobFile(desk: Desk, tenant: string, id: string): string {
  return path.join(workFolder(desk), tenant, `${id}.out`);
}

/** Lines of an uploaded sheet, one JSON array a line. */
export function stagedFile(desk: Desk, tenant: string, id: string): string {
  return path.join(workFolder(desk), tenant, `${id}.rows`);
}

/** Folder of a bureau, made when it is not there. */
export async function makeWorkFolder(desk: Desk, tenant: string): Promise<string> {
  const folder = path.join(workFolder(desk), tenant);
  await mkdir(folder, { recursive: true });
  return folder;
}

function workFolder(desk: Desk): string {
  return path.join(path.dirname(desk.filesFolder), 'work');
}
