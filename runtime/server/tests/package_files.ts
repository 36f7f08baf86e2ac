// Folders of packages as tarballs, and the way through the door, for specs about packages.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SourceFile } from '@shijian/kernel';
import { ROOT } from '../config/environment.ts';
import { writeTarball, type TarEntry } from '../packages/write_tarball.ts';
import type { Answer, Client } from './world.ts';

export const UPGRADE = path.join(ROOT, 'examples/upgrade');

/** Files below a folder by their path in it. */
export function filesBelow(folder: string, at = ''): SourceFile[] {
  return readdirSync(path.join(folder, at))
    .sort()
    .flatMap((name) => {
      const inner = at === '' ? name : `${at}/${name}`;
      if (statSync(path.join(folder, inner)).isDirectory()) return filesBelow(folder, inner);
      return [{ path: inner, text: readFileSync(path.join(folder, inner), 'utf8') }];
    });
}

/** A version of the example's package, with some files otherwise; null takes one out. */
export function hawker(version: string, other: Record<string, string | null> = {}): SourceFile[] {
  const files = new Map(filesBelow(path.join(UPGRADE, `hawker-${version}`)).map((file) => [file.path, file.text]));
  for (const [name, text] of Object.entries(other)) {
    if (text === null) files.delete(name);
    else files.set(name, text);
  }
  return [...files].map(([name, text]) => ({ path: name, text }));
}

/** A package as its vendor ships it. */
export const tarball = (files: readonly TarEntry[]): Buffer => Buffer.from(writeTarball(files));

export async function upload(client: Client, files: readonly TarEntry[] | Buffer): Promise<Answer> {
  const bytes = Buffer.isBuffer(files) ? files : writeTarball(files);
  const form = new FormData();
  form.set('file', new File([new Uint8Array(bytes)], 'package.tgz', { type: 'application/gzip' }));
  return client.post('/api/door/packages', form);
}

interface Planned {
  hash: string;
  ok: boolean;
  diagnostics: unknown[];
  steps: { code: string; risk: string }[];
}

/** Plans and publishes a draft. @returns done, or the code of the refusal */
export async function publishDraft(client: Client, draft: string): Promise<string> {
  const plan = (await client.post(`/api/door/drafts/${draft}/plan`)).body as Planned;
  const answer = await client.post(`/api/door/drafts/${draft}/apply`, { hash: plan.hash });
  if (answer.status !== 202) return codeOf(answer);
  for (;;) {
    const { body } = await client.get(`/api/jobs/${(answer.body as { job: string }).job}`);
    const job = body as { state: string; error: { code: string } | null };
    if (job.state === 'done') return 'done';
    if (job.state !== 'waiting' && job.state !== 'running')
      return `${job.error?.code ?? job.state} ${JSON.stringify({ error: job.error, plan: plan.diagnostics })}`;
    await sleep(30);
  }
}

export const codeOf = (answer: Answer): string => String((answer.body as { code?: string } | null)?.code);
export const faultsOf = (answer: Answer): string[] =>
  ((answer.body as { faults?: { code: string }[] } | null)?.faults ?? []).map(({ code }) => code);

export interface MadeDraft {
  draft: { id: string; version: string; changes: { path: string; text: string | null }[]; detail: unknown };
  conflicts: number;
  open: number;
}

/** Asks for another version. @throws Error with the answer where no draft came of it */
export async function askFor(client: Client, act: string, body: object = {}, name = 'hawker'): Promise<MadeDraft> {
  const answer = await client.post(`/api/door/packages/${name}/${act}`, body);
  if (answer.status !== 201) throw new Error(`${act}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as MadeDraft;
}

/** The bureau begins with a version, with patches of the example's folder of that name. */
export async function begin(client: Client, version: string, bureau: string | null): Promise<void> {
  const { draft } = await askFor(client, 'install', { version });
  const patches = bureau === null ? [] : filesBelow(path.join(UPGRADE, bureau));
  const changes = [
    ...draft.changes,
    ...patches.map(({ path: name, text }) => ({ path: `tenants/${bureau}/patches/${name}`, text })),
  ];
  const saved = await client.put(`/api/door/drafts/${draft.id}`, { changes }, { 'If-Match': `"${draft.version}"` });
  if (saved.status !== 200) throw new Error(JSON.stringify(saved.body));
  const done = await publishDraft(client, draft.id);
  if (done !== 'done') throw new Error(done);
}
