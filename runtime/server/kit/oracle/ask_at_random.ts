// Sends requests at random as many people and holds every answer against the judge. Every person × entity × path is asked in turn,
// so that nothing is left to luck but the parameters; where a path has nothing to ask, the reason is told.
import type { Model } from '@shijian/kernel';
import { Dice } from '../../../../demo/dice.ts';
import type { World } from '../world.ts';
import { askedEntities } from './asked_entities.ts';
import { Judge, type Person } from './judge.ts';
import type { HeldFile } from './hold_files.ts';
import { paths } from './paths.ts';
import type { RawRows } from './raw_rows.ts';
import { Seal } from '../../records/seal.ts';
import type { Seat } from './turn.ts';
import { whyNot, type Reason } from './why_not.ts';

export interface Asked {
  requests: number;
  /** Answers that held rows. */
  withRows: number;
  /** "login entity path" → requests that were made. */
  hit: Map<string, number>;
  /** "login entity path" → why there is nothing to ask. */
  unasked: Map<string, Reason>;
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
  /** Folder with the key of what is sealed. */
  data?: string;
}

/** Asks until the requests are used up and every combination was asked at least once. */
export async function askAtRandom(
  world: Pick<World, 'login'>,
  raw: RawRows,
  people: readonly Person[],
  options: AskOptions,
  files: readonly HeldFile[] = [],
): Promise<Asked> {
  const asked: Asked = {
    ...{ requests: 0, withRows: 0, faults: [] },
    ...{ hit: new Map(), unasked: new Map(), rowsByPath: new Map() },
  };
  const seats: Seat[] = await Promise.all(
    people.map(async (person) => ({ judge: new Judge(raw, person), client: await world.login(person.login) })),
  );
  const everywhere = rowsByEntity(raw, people);
  const seal = options.data === undefined ? null : Seal.open(options.data);
  const pagers = new Map<string, Seat[]>();
  const pagersOf = (entity: string, but: Judge): Seat[] => {
    let known = pagers.get(entity);
    if (!known)
      pagers.set(
        entity,
        (known = seats.filter(({ judge }) => judge.mayRead(entity) && judge.visible(entity).length > 1)),
      );
    return known.filter(({ judge }) => judge !== but);
  };
  const turns = seats.flatMap(({ judge, client }) =>
    entitiesOf(judge.person.state.model, options).flatMap((entity) => {
      const turn = {
        ...{ judge, client, entity, seal },
        everywhere: everywhere.get(entity) ?? [],
        files: files.filter((file) => file.entity === entity),
        pagers: pagersOf(entity, judge),
      };
      return (options.only ?? Object.keys(paths)).flatMap((path) => {
        const key = `${judge.person.login} ${entity} ${path}`;
        const reason = whyNot(path, turn);
        if (reason) asked.unasked.set(key, reason);
        return reason ? [] : [{ turn, path, key }];
      });
    }),
  );
  // After the first round mostly what showed rows, refusals are soon told; of a few paths alone whatever whoever may read can be answered.
  const fruitful = options.only ? turns.filter(({ turn }) => turn.judge.mayRead(turn.entity)) : [];
  const takeTurn = async (number: number): Promise<void> => {
    const often = number >= turns.length && number % 10 > 0 && fruitful.length > 0;
    const taken = often ? fruitful[number % fruitful.length]! : turns[number % turns.length]!;
    const { turn, path, key } = taken;
    const outcome = await paths[path]!({ ...turn, dice: new Dice().seed(options.seed, 0, number) });
    asked.requests += outcome.requests;
    if (outcome.rows > 0) {
      if (!options.only && number < turns.length) fruitful.push(taken);
      asked.withRows += outcome.requests;
      asked.rowsByPath.set(path, (asked.rowsByPath.get(path) ?? 0) + outcome.requests);
    }
    if (outcome.requests > 0) asked.hit.set(key, (asked.hit.get(key) ?? 0) + outcome.requests);
    asked.faults.push(...outcome.faults.map((fault) => `[${number}] ${turn.judge.person.login} ${path} ${fault}`));
  };
  let next = 0;
  const worker = async (): Promise<void> => {
    while (turns.length > 0 && (asked.requests < options.requests || next < turns.length)) {
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
