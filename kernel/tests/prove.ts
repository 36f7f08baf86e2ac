// The long proof, run by scripts/prove.ts over a scratch cluster: `prove.ts SEED CASES MINUTES`, the cluster in TEST_DATABASE_URL.
import fc from 'fast-check';
import pg from 'pg';
import { prove } from './expressions/proof.ts';
import { randomRows } from './expressions/random_rows.ts';
import { fill } from './expressions/sql_world.ts';
import { tableTexts } from './expressions/table.ts';
import type { Rows } from './expressions/world.ts';

const REPORT_EVERY = 5000;
/** Random expressions over one world of rows; then come other rows. */
const ROUND = 10_000;

const [seed = 0, cases = 0, most = Infinity] = process.argv.slice(2).map(Number);
const started = performance.now();
const minutes = (): number => (performance.now() - started) / 60_000;
const day = new Date().toISOString().slice(0, 10);

console.log(`• seed ${seed}, ${day}, ${cases} expressions`);
process.exit((await run(process.env.TEST_DATABASE_URL ?? '')) ? 0 : 1);

async function run(url: string): Promise<boolean> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query("set plan_cache_mode = force_generic_plan; set time zone 'UTC'");
  const total = { cases: 0, answers: 0, true: 0, false: 0, null: 0 };
  let missing = new Set<string>();
  const late = (): boolean => minutes() > most;
  for (let round = 0; total.cases < cases && !late(); round++) {
    const rows = fc.sample(randomRows, { seed: seed + round, numRuns: 1 })[0] as Rows;
    await fill(client, 'expression_proof', rows);
    let told = 0;
    const found = await prove(client, rows, {
      seed: seed + round * 1_000_003,
      cases: tableTexts.length + Math.min(ROUND, cases - total.cases),
      stop: late,
      say: (done) => {
        if (Math.floor(done / REPORT_EVERY) === told) return;
        told = Math.floor(done / REPORT_EVERY);
        console.log(`• ${total.cases + done} expressions agree, ${minutes().toFixed(1)} min`);
      },
    });
    total.cases += found.cases - tableTexts.length;
    total.answers += found.answers;
    for (const answer of ['true', 'false', 'null'] as const) total[answer] += found.seen[answer];
    // Of ten worlds one may hold no null in the place that another has; what none of them showed is missing.
    const before = round === 0 ? found.missing : [...missing];
    missing = new Set(before.filter((key) => found.missing.includes(key)));
  }
  await client.end();
  const filters = total.true + total.false + total.null;
  const share = (count: number): string => `${((100 * count) / filters).toFixed(1)} %`;
  console.log(
    `\nseed ${seed}, ${day}: ${total.cases} random expressions, ${total.answers} answers, no difference, ${minutes().toFixed(1)} min`,
  );
  console.log(`filters: true ${share(total.true)}, false ${share(total.false)}, unknown ${share(total.null)}`);
  if (missing.size > 0) console.error(`never met: ${[...missing].join('; ')}`);
  return missing.size === 0 && Math.min(total.true, total.false, total.null) / filters >= 0.1;
}
