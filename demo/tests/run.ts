// Runs the tests of the demo and of the content it stands on: node demo/tests/run.ts
import { assert } from '@japa/assert';
import { configure, processCLIArgs, run } from '@japa/runner';

processCLIArgs(process.argv.slice(2));
configure({ files: ['demo/tests/**/*.spec.ts'], plugins: [assert()] });
await run();
