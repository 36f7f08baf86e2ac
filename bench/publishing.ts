// The rows about publishing, alone: two servers over one database, which may be one that is loaded already.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bureauRows } from './bureaus.ts';
import { planRow } from './plan.ts';
import { publishRows } from './publish.ts';
import type { BenchRow } from './run.ts';
import { databaseUrl, logIn, startSecond, startServer, stop, type BenchServer } from './servers.ts';

export interface PublishingOptions {
  subjects: number;
  /** Data folder of a loaded server that is not running; what is measured stays in it. Left out: one for this run. */
  data: string | undefined;
  say: (line: string) => void;
}

/** Bureaus of a province with all its counties and their stations. */
export const BUREAUS = 3_000;

export async function publishingRows({ subjects, data: given, say }: PublishingOptions): Promise<BenchRow[]> {
  const data = given ?? mkdtempSync(path.join(os.tmpdir(), 'shijian-bench-'));
  let first: BenchServer | null = null;
  try {
    say(given ? 'starting over the data that are there' : `loading ${subjects} subjects`);
    first = await startServer(data, subjects);
    const headers = await logIn(first.url, 'changan-admin');
    const rows = [...(await besides(first.url, data, headers, say)), await planRow(first.url, headers)];
    return [...rows, ...(await manyBureaus(data, say))];
  } finally {
    if (first) await stop(first.child);
    if (!given) rmSync(data, { recursive: true, force: true });
  }
}

/** The rows that a running server is asked for. @param headers of a session that may publish */
export async function besides(
  url: string,
  data: string,
  headers: Record<string, string>,
  say: (line: string) => void,
): Promise<BenchRow[]> {
  const [superuser, migrator] = ['postgres', 'shijian_migrator'].map((role) => databaseUrl(data, role)) as [
    string,
    string,
  ];
  const second = await startSecond(data);
  try {
    return await publishRows({ urls: [url, second.url], headers, superuser, migrator }, say);
  } finally {
    await stop(second.child);
  }
}

/** Memory of many bureaus; they stay there, so this comes behind everything that goes through all bureaus. */
export function manyBureaus(data: string, say: (line: string) => void): Promise<BenchRow[]> {
  const [superuser, app] = ['postgres', 'shijian_app'].map((role) => databaseUrl(data, role)) as [string, string];
  return bureauRows({ superuser, app, data }, BUREAUS, say);
}
