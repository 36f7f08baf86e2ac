// Run by `npm run prove:kill`: kills, writers, seed and kills of publications as arguments; ends with 1 when anything was lost or half done.
import { killApplies } from './kill_applies.ts';
import { killRun } from './kill_run.ts';

const [kills = 50, writers = 8, seed = 1, applies = 20] = process.argv.slice(2).map(Number);
let state = seed;
/** Mulberry32: small, and the same everywhere. */
const random = (): number => {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
try {
  const say = (line: string): void => console.log(line);
  const published = await killApplies({ kills: applies, random, say });
  console.log('publications', published);
  const { faults, kills: done, ...rest } = await killRun({ kills, writers, random, say });
  faults.unshift(...published.faults);
  console.log(`\nseed ${seed}`, { ...done, ...rest });
  for (const fault of faults) console.error(fault);
  console.log(faults.length === 0 ? 'Nothing was lost and nothing is half done.' : `${faults.length} faults.`);
  process.exitCode = faults.length === 0 ? 0 : 1;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
