// Runs the server's specs. `node runtime/server/tests/run.ts --files login` takes those whose name contains the word.
import path from 'node:path';
import { assert } from '@japa/assert';
import { configure, processCLIArgs, run } from '@japa/runner';
import { stopSharedWorld } from './shared_world.ts';

process.chdir(path.join(import.meta.dirname, '..'));
processCLIArgs(process.argv.slice(2));
configure({
  files: ['tests/**/*.spec.ts'],
  plugins: [assert()],
  timeout: 60_000,
  forceExit: true,
  teardown: [stopSharedWorld],
});
await run();
