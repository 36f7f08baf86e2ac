// One turn of asking: who asks which entity with which dice, and what the makers of requests share.
import { parseCsv } from '@shijian/kernel';
import type { Dice } from '../../../../demo/dice.ts';
import type { Seal } from '../../records/seal.ts';
import type { Answer, Client } from '../world.ts';
import { checkRecord, type Wire } from './check_record.ts';
import type { HeldFile } from './hold_files.ts';
import type { Judge } from './judge.ts';
import { makeFilter, type Filter } from './make_filter.ts';
import { one, type Outcome } from './outcomes.ts';
import type { RawRow } from './raw_rows.ts';

/** Somebody who asks. */
export interface Seat {
  judge: Judge;
  client: Client;
}

/** One turn: a person asks one path of one entity. */
export interface Turn extends Seat {
  entity: string;
  dice: Dice;
  /** Rows of the entity in all bureaus, to take ids and values from. */
  everywhere: readonly RawRow[];
  /** Files that rows of the entity hold, in all bureaus. */
  files: readonly HeldFile[];
  /** Others who see a second page of the entity: theirs are the cursors to try. */
  pagers: readonly Seat[];
  /** Opens what is sealed, to ask for whole values; null where it is not known. */
  seal: Seal | null;
}

export type Path = (turn: Turn) => Promise<Outcome>;

export interface Page {
  items: Wire[];
  next: string | null;
  total: { value: number; exact: boolean } | null;
}

export interface Counted {
  group: Record<string, { value: unknown }>;
  measure: { count: number };
}

export const RANDOM_ID = '01990000-0000-7000-8000-00000000dead';
/** What history and past versions say of a record that their reader does not see. */
export const UNSEEN = '（看不到的记录）';

/** Address of the entity, or of something below it. */
export function at({ entity }: Pick<Turn, 'entity'>, rest: string, asked: Record<string, string> = {}): string {
  const text = new URLSearchParams(asked).toString();
  return `/api/records/${entity}${rest}${text ? `?${text}` : ''}`;
}

/** Mostly a row that he sees, else any row of any bureau, else none at all. */
export function anyId({ judge, entity, dice, everywhere }: Turn): string {
  const own = judge.mayRead(entity) ? judge.visible(entity) : [];
  if (own.length > 0 && dice.chance(0.6)) return dice.pick(own).id;
  return everywhere.length > 0 && dice.chance(0.95) ? dice.pick(everywhere).id : RANDOM_ID;
}

/** A filter, mostly; null where he may not read. */
export function filterOf(turn: Turn): Filter | null {
  const { judge, entity, dice, everywhere } = turn;
  if (!judge.mayRead(entity) || dice.chance(0.25)) return null;
  const own = judge.visible(entity);
  return makeFilter(judge, entity, dice, own.length > 0 && dice.chance(0.7) ? own : everywhere);
}

/** Refs to be brought along. */
export function includes({ judge, entity, dice }: Turn): string[] {
  if (!judge.mayRead(entity)) return [];
  const refs = judge.fields(entity).filter((field) => field.to.length === 1 && judge.mayRead(field.to[0]!));
  return refs.filter(() => dice.chance(0.4)).map(({ name }) => name);
}

/** A filter as parameters. */
export function query(filter: Filter | null): Record<string, string> {
  return filter ? { filter: filter.text } : {};
}

/** The live row is his to see. */
export function seen({ judge, entity }: Turn, id: string): boolean {
  return judge.find(entity, id) !== undefined;
}

/** Who may restore a row looks into the recycle bin for it. */
export function inBin({ judge, entity }: Turn, id: string): boolean {
  return judge.mayRead(entity) && judge.bin(entity).some((row) => row.id === id);
}

/** What is wrong with a row of a page. */
export function checkItem(
  turn: Turn,
  item: Wire,
  wanted: readonly string[] | null,
  include: readonly string[],
): string[] {
  const row = turn.judge.find(turn.entity, item.id);
  return row ? checkRecord(turn.judge, row, item, wanted, include) : [`shows ${turn.entity} ${item.id}`];
}

/** A page with these rows and no others. */
export function same(answer: Answer, expected: readonly RawRow[], what: string): Outcome {
  if (answer.status !== 200) return one(0, `${what}: ${answer.status}`);
  const { items, next } = answer.body as Page;
  const ids = new Set(expected.map(({ id }) => id));
  const extra = items.filter(({ id }) => !ids.has(id));
  const faults = extra.map(({ id }) => `${what} shows ${id}`);
  if (next === null && items.length !== ids.size) faults.push(`${what}: ${items.length} rows, not ${ids.size}`);
  return one(items.length, ...faults);
}

/** Header and lines of an export, without the last one, which says who took it. */
export function sheetOf(text: string): { header: string[]; lines: string[][] } {
  const { rows } = parseCsv(text);
  return { header: rows[0]?.cells ?? [], lines: rows.slice(1, -1).map(({ cells }) => cells) };
}
