// Runs the example's specs.
import path from 'node:path';
import { assert } from '@japa/assert';
import { configure, processCLIArgs, run } from '@japa/runner';

process.chdir(path.join(import.meta.dirname, '..'));
processCLIArgs(process.argv.slice(2));
configure({ files: ['tests/**/*.spec.ts'], plugins: [assert()], timeout: 120_000, forceExit: true });
await run();
