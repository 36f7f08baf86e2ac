// Servers of the bench in processes of their own, sessions on them, and the addresses of an embedded database.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface BenchServer {
  url: string;
  child: ChildProcess;
}

/** The real server over a data folder, loaded with subjects where it is empty. */
export async function startServer(
  data: string,
  subjects: number,
  more: Record<string, string> = {},
): Promise<BenchServer> {
  const env = { ...process.env, SHIJIAN_DATA: data, NODE_ENV: 'development', REQUESTS_PER_MINUTE: '0', ...more };
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'serve.ts'), String(subjects)], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { url: (await ready(child)).replace(/^ready /, ''), child };
}

/** One more over the database of the first. */
export function startSecond(data: string): Promise<BenchServer> {
  const [app, admin] = ['shijian_app', 'shijian_migrator'].map((role) => databaseUrl(data, role)) as [string, string];
  return startServer(data, 0, { DATABASE_URL: app, DATABASE_ADMIN_URL: admin });
}

/** The line with which a process says that it answers. */
export function ready(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout!.on('data', (chunk) => {
      text += String(chunk);
      const line = /^ready .*$/m.exec(text);
      if (line) resolve(line[0]);
    });
    child.once('exit', (code) => reject(new Error(`a server of the bench ended with ${code}`)));
  });
}

export function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

/** Headers of a session of one of the demo's people. */
export async function logIn(url: string, login: string): Promise<Record<string, string>> {
  const { demoPassword } = await import('../demo/accounts.ts');
  const answer = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password: demoPassword }),
  });
  if (!answer.ok) throw new Error(`login of ${login}: ${answer.status}`);
  return {
    cookie: answer.headers.get('set-cookie')!.split(';')[0]!,
    'x-csrf-token': ((await answer.json()) as { csrf: string }).csrf,
  };
}

/** By the socket, as the server itself goes: neither side has the longer way. */
export function databaseUrl(data: string, role: string): string {
  const run = JSON.parse(readFileSync(path.join(data, 'run.json'), 'utf8')) as {
    port: number;
    passwords: Record<string, string>;
  };
  const socket = path.join(data, 'socket');
  const host = existsSync(socket) ? `?host=${encodeURIComponent(socket)}` : '';
  return `postgres://${role}:${run.passwords[role]}@127.0.0.1:${run.port}/shijian${host}`;
}
