// Sends requests at random as many people and holds every answer against the judge. Every person × entity × path is asked in turn,
// so that nothing is left to luck but the parameters.
import type { Model } from '@shijian/kernel';
import { Dice } from '../../../../demo/dice.ts';
import type { World } from '../world.ts';
import { askedEntities } from './asked_entities.ts';
import { Judge, type Person } from './judge.ts';
import type { HeldFile } from './hold_files.ts';
import { paths } from './paths.ts';
import type { RawRows } from './raw_rows.ts';

export interface Asked {
  requests: number;
  /** Answers that held rows. */
  withRows: number;
  /** "login entity path" → requests. */
  hit: Map<string, number>;
  /** Path → answers with rows. */
  rowsByPath: Map<string, number>;
  faults: string[];
}

export interface AskOptions {
  seed: number;
  requests: number;
  /** Paths to ask; all when absent. */
  only?: readonly string[];
  /** Entities to ask after; all when absent. */
  entities?: readonly string[];
  /** Stops at the first difference. */
  untilFault?: boolean;
  /** Requests under way at once. */
  parallel?: number;
}

/** Asks until the requests are used up and every combination was asked at least once. */
export async function askAtRandom(
  world: Pick<World, 'login'>,
  raw: RawRows,
  people: readonly Person[],
  options: AskOptions,
  files: readonly HeldFile[] = [],
): Promise<Asked> {
  const asked: Asked = { requests: 0, withRows: 0, hit: new Map(), rowsByPath: new Map(), faults: [] };
  const seats = await Promise.all(
    people.map(async (person) => ({ judge: new Judge(raw, person), client: await world.login(person.login) })),
  );
  const everywhere = rowsByEntity(raw, people);
  const cursors = new Map<string, { login: string; cursor: string }>();
  const turns = seats.flatMap(({ judge, client }) =>
    entitiesOf(judge.person.state.model, options).flatMap((entity) =>
      (options.only ?? Object.keys(paths)).map((path) => ({ judge, client, entity, path })),
    ),
  );
  // After the first round mostly those who may read: refusals are soon told.
  const readable = turns.filter(({ judge, entity }) => judge.mayRead(entity));
  const takeTurn = async (number: number): Promise<void> => {
    const often = number >= turns.length && number % 10 > 0;
    const { judge, client, entity, path } = often ? readable[number % readable.length]! : turns[number % turns.length]!;
    const { login } = judge.person;
    const left = cursors.get(entity);
    const outcome = await paths[path]!({
      judge,
      entity,
      client: client,
      dice: new Dice().seed(options.seed, 0, number),
      everywhere: everywhere.get(entity) ?? [],
      files: files.filter((file) => file.entity === entity),
      foreignCursor: left && left.login !== login ? left.cursor : null,
      noteCursor: (cursor) => cursors.set(entity, { login, cursor }),
    });
    asked.requests += outcome.requests;
    if (outcome.rows > 0) {
      asked.withRows += outcome.requests;
      asked.rowsByPath.set(path, (asked.rowsByPath.get(path) ?? 0) + outcome.requests);
    }
    const key = `${login} ${entity} ${path}`;
    asked.hit.set(key, (asked.hit.get(key) ?? 0) + 1);
    asked.faults.push(...outcome.faults.map((fault) => `[${number}] ${login} ${path} ${fault}`));
  };
  let next = 0;
  const worker = async (): Promise<void> => {
    while (asked.requests < options.requests || next < turns.length) {
      if (asked.faults.length > (options.untilFault ? 0 : 200)) return;
      await takeTurn(next++);
    }
  };
  await Promise.all(Array.from({ length: options.parallel ?? 6 }, worker));
  return asked;
}

function entitiesOf(model: Model, { entities }: AskOptions): string[] {
  return askedEntities(model).filter((name) => !entities || entities.includes(name));
}

function rowsByEntity(raw: RawRows, people: readonly Person[]): Map<string, ReturnType<RawRows['of']>> {
  const rows = new Map<string, ReturnType<RawRows['of']>>();
  for (const state of new Set(people.map((person) => person.state)))
    for (const entity of askedEntities(state.model))
      rows.set(entity, [...(rows.get(entity) ?? []), ...raw.of(state.id, entity)]);
  return rows;
}
