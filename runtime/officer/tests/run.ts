// Plays what officers do in a real browser. `node runtime/officer/tests/run.ts --files form` takes the specs with that name.
// CHROMIUM_PATH names the browser; `CHROMIUM_PATH=npm` takes the one from npm even where another is installed.
import path from 'node:path';
import { assert } from '@japa/assert';
import { configure, processCLIArgs, run } from '@japa/runner';
import { closeBrowser } from './browser.ts';
import { stopOffice } from './office.ts';

process.chdir(path.join(import.meta.dirname, '..'));
processCLIArgs(process.argv.slice(2));
configure({
  files: ['tests/**/*.spec.ts'],
  plugins: [assert()],
  timeout: 60_000,
  forceExit: true,
  teardown: [closeBrowser, stopOffice],
});
await run();
