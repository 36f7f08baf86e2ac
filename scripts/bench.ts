// `npm run bench`: the figures that the README claims. --quick takes under five minutes, --large loads 1.3 million subjects first,
// --json FILE writes machine and rows, --only publish measures publishing alone, with --data FOLDER over the data of a server that is not running.
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import { publishingRows } from '../bench/publishing.ts';
import { runBench } from '../bench/run.ts';
import { readArguments } from './read_arguments.ts';

const { quick, json, subjects, large, only, data } = readArguments(process.argv.slice(2), {
  quick: 'flag',
  json: 'text',
  subjects: 'number',
  large: 'flag',
  only: 'text',
  data: 'text',
});
if (only !== undefined && only !== 'publish') throw new Error(`--only ${only} is unknown. Known: publish.`);
if (data !== undefined && only === undefined)
  throw new Error('--data is for --only publish: the whole bench loads its own.');
const say = (line: string): void => console.log(`• ${line}`);
const size = subjects ?? (large ? 1_300_000 : 20_000);
const { rows, postgres } =
  only === 'publish'
    ? { rows: await publishingRows({ subjects: size, data, say }), postgres: null }
    : await runBench({
        subjects: size,
        rounds: quick ? 3 : 5,
        seconds: quick ? 3 : 8,
        warm: quick ? 2 : 5,
        say,
      });
const [processor] = os.cpus();
const machine = {
  processor: processor?.model ?? 'unknown processor',
  cores: os.availableParallelism(),
  node: process.versions.node,
  postgres,
};
console.log(`\n${machine.processor}, ${machine.cores} cores, Node ${machine.node}, PostgreSQL ${postgres ?? ''}\n`);
console.table(
  rows.map(({ name, value, unit, ceiling, ratio, goal, ok, spread }) => ({
    name,
    value,
    unit,
    ceiling: ceiling ?? '',
    ratio: ratio ?? '',
    goal: goal ?? '',
    ok,
    spread: spread == null ? '' : spread > 0.1 ? `${spread} unstable` : spread,
  })),
);
if (json) writeFileSync(json, `${JSON.stringify({ machine, rows }, null, 2)}\n`);
process.exit(rows.every((row) => row.ok) ? 0 : 1);
