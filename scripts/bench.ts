// `npm run bench`: the figures that the README claims. --quick takes under five minutes, --large loads 1.3 million subjects first,
// --json FILE writes the rows.
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import { runBench } from '../bench/run.ts';
import { readArguments } from './read_arguments.ts';

const { quick, json, subjects, large } = readArguments(process.argv.slice(2), {
  quick: 'flag',
  json: 'text',
  subjects: 'number',
  large: 'flag',
});
const rows = await runBench({
  subjects: subjects ?? (large ? 1_300_000 : 20_000),
  rounds: quick ? 3 : 5,
  seconds: quick ? 3 : 8,
  warm: quick ? 2 : 5,
  say: (line) => console.log(`• ${line}`),
});
const [processor] = os.cpus();
console.log(
  `\n${processor?.model ?? 'unknown processor'}, ${os.availableParallelism()} cores, Node ${process.versions.node}\n`,
);
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
if (json) writeFileSync(json, `${JSON.stringify(rows, null, 2)}\n`);
process.exit(rows.every((row) => row.ok) ? 0 : 1);
