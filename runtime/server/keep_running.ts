// Keeps a server process running: one that was killed or crashed after it had been up is started again. One that never comes up ends
// the keeper too, with its exit code: its words say what to do.
import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Kept {
  /** Process of the server as it runs now. */
  pid(): number | undefined;
  /** How often it was started again. */
  restarts(): number;
  /** Ends it by SIGTERM, which lets running requests finish. */
  stop(): Promise<void>;
  /** Resolves with the exit code when it will not be started again. */
  ended: Promise<number>;
}

/** Rests between starts that fail one after the other. */
const RESTS_MS = [100, 1_000, 5_000, 15_000];
const TRIES = 8;

/**
 * Runs a file of Node. It says `process.send('ready')` when it is up and stops when its channel closes.
 * @param say told of every restart
 */
export function keepRunning(
  file: string,
  options: { env?: NodeJS.ProcessEnv; quiet?: boolean; say?: (line: string) => void } = {},
): Kept {
  let child: ChildProcess | null = null;
  let stopping = false;
  let restarts = 0;
  let ready = false;
  const run = (): Promise<number | null> =>
    new Promise((resolve) => {
      child = spawn(process.execPath, [file], {
        env: options.env ?? process.env,
        stdio: ['ignore', options.quiet ? 'ignore' : 'inherit', options.quiet ? 'ignore' : 'inherit', 'ipc'],
      });
      child.on('message', (message) => (ready ||= message === 'ready'));
      child.once('error', () => resolve(1));
      child.once('exit', (code) => resolve(code));
    });
  const loop = async (): Promise<number> => {
    let everReady = false;
    for (let failures = 0; ; restarts += 1) {
      ready = false;
      const code = await run();
      everReady ||= ready;
      if (stopping || code === 0) return code ?? 0;
      failures = ready ? 0 : failures + 1;
      if (!everReady || failures === TRIES) return code ?? 1;
      const rest = RESTS_MS[Math.min(failures, RESTS_MS.length - 1)]!;
      options.say?.(`The server has gone (${code ?? 'killed'}); starting it again`);
      await sleep(rest);
      if (stopping) return 0;
    }
  };
  const ended = loop();
  return {
    pid: () => child?.pid,
    restarts: () => restarts,
    ended,
    async stop() {
      stopping = true;
      child?.kill('SIGTERM');
      await ended;
    },
  };
}

/** For the process that is kept: tells that it is up, and stops when its keeper has gone. */
export function tellKeeper(): void {
  if (!process.send) return;
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.send('ready');
}
