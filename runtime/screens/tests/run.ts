// Runs the tests of the screens' pure modules: node runtime/screens/tests/run.ts
import { assert } from '@japa/assert';
import { configure, processCLIArgs, run } from '@japa/runner';

processCLIArgs(process.argv.slice(2));
configure({ files: ['runtime/screens/tests/**/*.spec.ts'], plugins: [assert()] });
await run();
