// Plays what admins do in the studio, in a real browser. `node studio/tests/run.ts --files admin` takes the specs with that name.
import path from 'node:path';
import { assert } from '@japa/assert';
import { configure, processCLIArgs, run } from '@japa/runner';
import { closeBrowser } from '../../runtime/officer/tests/browser.ts';
import { stopOffice } from '../../runtime/officer/tests/office.ts';

process.chdir(path.join(import.meta.dirname, '..'));
processCLIArgs(process.argv.slice(2));
configure({
  files: ['tests/**/*.spec.ts'],
  plugins: [assert()],
  timeout: 90_000,
  forceExit: true,
  teardown: [closeBrowser, stopOffice],
});
await run();
