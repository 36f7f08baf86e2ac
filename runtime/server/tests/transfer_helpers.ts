// What specs of imports and exports share: uploads, jobs waited for.
import { xlsxLines } from '../transfer/sheets/xlsx_lines.ts';
import type { Client, World } from './world.ts';

export interface Job {
  id: string;
  state: string;
  done: number;
  total: number | null;
  message: string;
  result: Record<string, unknown> | null;
  error: { code: string; title: string } | null;
  file: { name: string; type: string; size: number } | null;
  rev: number;
}

export interface ImportView {
  id: string;
  code?: string;
  headings: string[];
  lines: number;
  state: string;
  mapping: { columns: (string | null)[]; mode: string; key: string | null };
  fields: { name: string; label: string; required: boolean; hint: string }[];
  modes: string[];
  keys: { name: string; label: string }[];
  checked: Record<string, number> | null;
  counts: Record<string, number> | null;
  faults: { line: number; faults: { code: string; path: string; message: string }[] }[];
}

/** Sends a sheet as a browser does. */
export async function uploadSheet(
  world: Pick<World, 'url'>,
  client: Client,
  entity: string,
  bytes: string | Uint8Array,
  name = '文件.csv',
): Promise<{ status: number; body: ImportView }> {
  const response = await fetch(`${world.url}/api/records/${entity}/imports?name=${encodeURIComponent(name)}`, {
    method: 'POST',
    headers: { Cookie: client.cookie, 'X-CSRF-Token': client.csrf, 'Content-Type': 'application/octet-stream' },
    body: typeof bytes === 'string' ? bytes : new Uint8Array(bytes),
  });
  return { status: response.status, body: (await response.json()) as ImportView };
}

/** Waits for a job's end. @throws Error after half a minute */
export async function ended(client: Client, id: string, seconds = 30): Promise<Job> {
  for (const until = Date.now() + seconds * 1000; Date.now() < until;) {
    const job = (await client.get(`/api/jobs/${id}`)).body as Job;
    if (job.state !== 'waiting' && job.state !== 'running') return job;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`job ${id} did not end`);
}

/** Starts a step of an import and waits for it. */
export async function step(
  client: Client,
  entity: string,
  view: ImportView,
  what: 'check' | 'run' | 'undo',
  mapping: Partial<ImportView['mapping']> = {},
): Promise<{ job: Job; view: ImportView }> {
  const at = `/api/records/${entity}/imports/${view.id}`;
  const answer = await client.post(`${at}/${what}`, { ...view.mapping, ...mapping });
  if (answer.status !== 202) throw new Error(`${what}: ${answer.status} ${JSON.stringify(answer.body)}`);
  const job = await ended(client, (answer.body as Job).id);
  return { job, view: (await client.get(at)).body as ImportView };
}

/** Uploads a sheet and runs it by the mapping that was guessed. */
export async function importSheet(
  world: Pick<World, 'url'>,
  client: Client,
  entity: string,
  text: string,
  what: 'check' | 'run' = 'run',
): Promise<{ job: Job; view: ImportView }> {
  const { status, body } = await uploadSheet(world, client, entity, text);
  if (status !== 201) throw new Error(`upload: ${status} ${JSON.stringify(body)}`);
  return step(client, entity, body, what);
}

/** The lines of an exported sheet, each with its cells beside one another. @param file path of an .xlsx */
export async function sheetLines(file: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const { cells } of xlsxLines(file)) lines.push(cells.join(' '));
  return lines;
}
