// Runs the specs of this plugin. `node plugins/food/tests/run.ts --files scopes` takes those whose name contains the word.
import path from 'node:path';
import { assert } from '@japa/assert';
import { configure, processCLIArgs, run } from '@japa/runner';

process.chdir(path.join(import.meta.dirname, '..'));
processCLIArgs(process.argv.slice(2));
configure({ files: ['tests/**/*.spec.ts'], plugins: [assert()], timeout: 60_000, forceExit: true });
await run();
