// A second server over the database of a test, with a fault in it: asks at random until an answer is wrong and prints the first
// difference of each path as JSON; with the plants of closed fields, every path that noticed. Run with plant.ts loaded first; PLANT names the fault, WORLD is what plantedWorld() wrote.
import { boot } from '../../boot.ts';
import type { Environment } from '../../config/environment.ts';
import { clientOf, type World } from '../world.ts';
import { askAtRandom } from '../../kit/oracle/ask_at_random.ts';
import type { HeldFile } from '../../kit/oracle/hold_files.ts';
import { readPeople } from '../../kit/oracle/people.ts';
import { askClosed } from './ask_closed.ts';
import { CLOSED, GUARDED, PLANTS } from './plants.ts';
import { RawRows } from '../../kit/oracle/raw_rows.ts';
import { byToken, programOf, type Program } from '../../kit/oracle/tokens.ts';

export interface PlantedWorld {
  environment: Environment;
  superuser: string;
  files: HeldFile[];
  /** Sessions of everybody by login: a second server knows them too. */
  sessions: Record<string, { cookie: string; csrf: string }>;
  programs: Program[];
}

const MOST = 3_000;
/** Where nothing is to be found, a run goes on to its end. */
const MOST_GUARDED = 600;

const plant = [...PLANTS, ...GUARDED].find(({ name }) => name === process.env.PLANT);
const { environment, superuser, files, sessions, programs } = JSON.parse(process.env.WORLD!) as PlantedWorld;
const running = await boot({ demo: true, quiet: true, screens: false, environment });
const world: Pick<World, 'login' | 'running' | 'urls' | 'url'> = {
  running,
  url: running.url,
  urls: { ...running.urls, superuser },
  login: (login) => {
    const program = programs.find(({ owner }) => `${owner} by token` === login);
    if (program) return Promise.resolve(programOf(running.url, program.text));
    return Promise.resolve(clientOf(running.url, sessions[login]!.cookie, sessions[login]!.csrf));
  },
};
try {
  const states = await running.services.tenants.all();
  const raw = await RawRows.read(superuser, states);
  const persons = await readPeople(world, states, raw);
  const people = [...persons, ...programs.map((program) => byToken(persons, program))];
  const caught: Record<string, string | null> = {};
  if (!plant) {
    const only = CLOSED.flatMap(({ paths }) => paths);
    const { faults } = await askClosed(world, raw, persons, environment.data, only);
    for (const path of only) caught[path] = faults.get(path) ?? null;
  }
  for (const path of plant?.paths ?? []) {
    const asked = await askAtRandom(
      world,
      raw,
      people,
      {
        ...{ seed: 7, requests: GUARDED.includes(plant!) ? MOST_GUARDED : MOST, only: [path], untilFault: true },
        data: environment.data,
      },
      files,
    );
    caught[path] = asked.faults[0] ?? null;
  }
  process.stdout.write(`\nCAUGHT ${JSON.stringify(caught)}\n`);
} finally {
  await running.stop();
}
