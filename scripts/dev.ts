// `npm run dev`: the demo with everything live. The server restarts when its files or documents change; the apps come
// from vite, with hot reload: officers on http://127.0.0.1:5173, the studio on http://127.0.0.1:5174/studio/.
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { ROOT } from '@shijian/server/config/environment';
import { WEB_APPS } from '@shijian/server/web/web_apps';

const WATCHED = ['kernel/src', 'runtime/server', 'metadata', 'plugins', 'tenants'];

const port = process.env.PORT ?? '3333';
const server = start(
  [
    ...WATCHED.map((folder) => `--watch-path=${path.join(ROOT, folder)}`),
    '--watch-preserve-output',
    'scripts/start.ts',
    ...process.argv.slice(2),
  ],
  ROOT,
);
const apps = WEB_APPS.map((app) =>
  start([path.join(ROOT, 'node_modules/vite/bin/vite.js'), '--host', '127.0.0.1'], path.join(ROOT, app.folder), {
    SHIJIAN_API: `http://127.0.0.1:${port}`,
  }),
);
const children = [server, ...apps];

for (const child of children) child.once('exit', () => stop());
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);

function start(args: string[], cwd: string, env: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(process.execPath, args, { cwd, stdio: 'inherit', env: { ...process.env, ...env } });
}

/** Each child stops by itself on SIGTERM; the server closes the database behind it. */
function stop(): void {
  for (const child of children) if (child.exitCode === null) child.kill('SIGTERM');
}
