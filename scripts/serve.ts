// `npm run serve`: production, started again when it is killed or crashes. A service manager that does that itself runs
// `node_modules/.bin/node runtime/server/bin/server.ts`.
import path from 'node:path';
import { ROOT } from '@shijian/server/config/environment';
import { keepRunning } from '@shijian/server/keep_running';

process.env.NODE_ENV ??= 'production';
const server = keepRunning(path.join(ROOT, 'runtime/server/bin/server.ts'), { say: (line) => console.error(line) });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void server.stop());
process.exit(await server.ended);
