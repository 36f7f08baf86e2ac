// `npm run bench`: the figures that the README claims. --quick takes under five minutes, --json FILE writes the rows.
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import { runBench } from '../bench/run.ts';
import { readArguments } from './read_arguments.ts';

const { quick, json, subjects } = readArguments(process.argv.slice(2), {
  quick: 'flag',
  json: 'text',
  subjects: 'number',
});
const rows = await runBench({
  subjects: subjects ?? 20_000,
  rounds: quick ? 3 : 5,
  seconds: quick ? 3 : 8,
  say: (line) => console.log(`• ${line}`),
});
const [processor] = os.cpus();
console.log(
  `\n${processor?.model ?? 'unknown processor'}, ${os.availableParallelism()} cores, Node ${process.versions.node}\n`,
);
console.table(
  rows.map(({ name, value, unit, ceiling, ratio, goal, ok }) => ({
    name,
    value,
    unit,
    ceiling: ceiling ?? '',
    ratio: ratio ?? '',
    goal: goal ?? '',
    ok,
  })),
);
if (json) writeFileSync(json, `${JSON.stringify(rows, null, 2)}\n`);
process.exit(rows.every((row) => row.ok) ? 0 : 1);
