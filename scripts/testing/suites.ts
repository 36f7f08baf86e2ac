// What `npm test` runs, in the order in which it begins: a suite for each folder with tests, the server's cut into parts, and
// what has to be alone. Every spec file is in one suite and in no other, a new one by itself.
import { globSync } from 'node:fs';
import path from 'node:path';

/** One process with specs. */
export interface Suite {
  name: string;
  /** Path of a tests/run.ts from the root. */
  runner: string;
  args: string[];
  env: Record<string, string>;
}

export interface Suites {
  /** Side by side, the next one where the last has ended. */
  beside: Suite[];
  /** One after the other, when nothing else runs. */
  alone: Suite[];
}

/** Cheap and telling: whoever broke these need not wait for a browser. The others follow, the longest first. */
const FIRST = ['kernel', 'scripts'];
const SERVER = 'runtime/server';
const PARTS = 4;
/** Its servers and databases fall, and come back at the same port: nobody else may take it meanwhile. */
const ALONE = ['kill.spec.ts'];
/** A browser, its server and its database keep two cores busy; what a person would wait for is not waited for much longer. */
const BROWSERS = ['runtime/officer', 'studio'];

/** Seconds of a folder, measured on two cores; one that is not named takes little. */
const FOLDER_SECONDS: Record<string, number> = { 'plugins/food': 15 };
/** Seconds of the server's longest specs, without the starting of their worlds. */
const SPEC_SECONDS: Record<string, number> = {
  'request_oracle.spec.ts': 140,
  'import_races.spec.ts': 34,
  'moved_behind_writes.spec.ts': 25,
  'limits.spec.ts': 15,
  'database_commands.spec.ts': 12,
  'sessions.spec.ts': 8,
  'plans.spec.ts': 8,
  'queues.spec.ts': 6,
  'plugin_kit.spec.ts': 12,
  'builds.spec.ts': 15,
  'audit_seal.spec.ts': 12,
  'packages.spec.ts': 7,
  'people.spec.ts': 7,
  'package_changes.spec.ts': 7,
  'people_roles.spec.ts': 6,
  'identity.spec.ts': 10,
  'backfill.spec.ts': 10,
  'embedded_postgres.spec.ts': 10,
  'door_commands.spec.ts': 9,
  'slow_query.spec.ts': 9,
  'plugin_code.spec.ts': 8,
  'guest.spec.ts': 6,
  'import.spec.ts': 6,
  'convert.spec.ts': 6,
  'matrix.spec.ts': 6,
};
/** Any other, with its share of the worlds. */
const USUAL_SECONDS = 3;

/** @param filter a word that the path of a tests/run.ts contains; none takes all */
export function suitesOf(root: string, filter: string): Suites {
  const runners = globSync('{scripts,kernel,demo,plugins/*,runtime/*,studio,examples,examples/*}/tests/run.ts', {
    cwd: root,
  })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => file.includes(filter))
    .sort();
  const beside: { suite: Suite; seconds: number }[] = [];
  const alone: Suite[] = [];
  for (const runner of runners) {
    const tests = path.posix.dirname(runner);
    const folder = path.posix.dirname(tests);
    const suite: Suite = { name: tests, runner, args: [], env: {} };
    if (BROWSERS.includes(folder)) {
      alone.push(suite);
      continue;
    }
    if (folder !== SERVER) {
      beside.push({ suite, seconds: FOLDER_SECONDS[folder] ?? 0 });
      continue;
    }
    const specs = globSync('**/*.spec.ts', { cwd: path.join(root, tests) })
      .map((file) => file.split(path.sep).join('/'))
      .sort();
    partsOf(
      specs.filter((spec) => !ALONE.includes(spec)),
      PARTS,
    ).forEach((part, index, { length }) =>
      beside.push({
        suite: { ...suite, name: `${tests}, part ${index + 1} of ${length}`, args: onlyThese(part) },
        seconds: secondsOf(part),
      }),
    );
    for (const spec of specs.filter((one) => ALONE.includes(one)))
      alone.push({ ...suite, name: `${tests}, ${spec}`, args: onlyThese([spec]) });
  }
  beside.sort((a, b) => rank(a.suite) - rank(b.suite) || b.seconds - a.seconds);
  return { beside: beside.map(({ suite }) => suite), alone };
}

/** Cuts specs into parts that take about as long as each other: the longest first, each to the part that has least. */
export function partsOf(specs: readonly string[], parts: number): string[][] {
  const cut = Array.from({ length: parts }, (): string[] => []);
  const longest = [...specs].sort((a, b) => secondsOf([b]) - secondsOf([a]));
  for (const spec of longest)
    cut.reduce((least, part) => (secondsOf(part) < secondsOf(least) ? part : least)).push(spec);
  return cut.filter((part) => part.length > 0);
}

/** japa takes what a path ends with: with the folder before it, plan.spec.ts is not somebody_s_plan.spec.ts as well. */
function onlyThese(specs: readonly string[]): string[] {
  return specs.flatMap((spec) => ['--files', `/tests/${spec}`]);
}

function secondsOf(specs: readonly string[]): number {
  return specs.reduce((sum, spec) => sum + (SPEC_SECONDS[spec] ?? USUAL_SECONDS), 0);
}

function rank({ runner }: Suite): number {
  const found = FIRST.findIndex((folder) => runner === `${folder}/tests/run.ts`);
  return found < 0 ? FIRST.length : found;
}
