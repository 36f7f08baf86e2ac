// Asks every path about every field that its asker may not read in clear. One person stands for all who see the same of an entity.
import type { Client, World } from '../world.ts';
import { closedFields, NAMING, refusalFault } from './closed_fields.ts';
import { clearTexts, describedHidden, leaksIn, secretsOf, SHOWING } from './closed_values.ts';
import { Judge, type Person } from '../../kit/oracle/judge.ts';
import type { RawRows } from '../../kit/oracle/raw_rows.ts';

export interface ClosedAsked {
  /** First difference of each path, by its name. */
  faults: Map<string, string>;
  /** Answers that a path gave about closed fields. */
  asked: Map<string, number>;
  /** Fields asked about, by why they are closed. */
  closed: Map<string, number>;
}

/** Rows of an entity that are looked at one by one. */
const LOOKED_AT = 3;

/** @param only paths to ask; all when left out. @param dataFolder where the sealing key lies */
export async function askClosed(
  world: Pick<World, 'login' | 'url'>,
  raw: RawRows,
  people: readonly Person[],
  dataFolder: string,
  only?: readonly string[],
): Promise<ClosedAsked> {
  const outcome: ClosedAsked = { faults: new Map(), asked: new Map(), closed: new Map() };
  const stood = new Set<string>();
  for (const person of people) {
    const judge = new Judge(raw, person);
    const entities = Object.keys(person.state.model.entities).filter((name) => judge.mayRead(name));
    const fresh = entities.filter((entity) => {
      const key = signature(judge, entity);
      return closedFields(judge, entity).length > 0 && !stood.has(key) && stood.add(key);
    });
    if (fresh.length === 0) continue;
    const client = await world.login(person.login);
    const clear = clearTexts(judge, entities);
    for (const entity of fresh) {
      await askNamed({ judge, client, url: world.url, entity }, outcome, only);
      await lookAround(judge, client, entity, raw, clear, dataFolder, outcome, only);
    }
    if (!only || only.includes('model')) {
      const described = await describedHidden(judge, client, fresh);
      note(outcome, 'model', described[0] ? `${person.login} is told of ${described.join(', ')}` : null);
    }
  }
  return outcome;
}

/** What decides about an entity's fields for a person: whether he looks below, closed fields and the acts of his roles. */
function signature(judge: Judge, entity: string): string {
  const acts = (['export', 'history', 'create', 'update', 'restore', 'import'] as const).filter((act) =>
    judge.may(entity, act),
  );
  const named = judge.grants(entity).flatMap(({ reveal, find }) => [...reveal, ...find]);
  const closed = closedFields(judge, entity).map(({ field, why }) => `${field.name} ${why}`);
  return JSON.stringify([judge.person.below.length > 0, entity, closed, acts, named.sort()]);
}

async function askNamed(
  who: { judge: Judge; client: Client; url: string; entity: string },
  outcome: ClosedAsked,
  only?: readonly string[],
): Promise<void> {
  for (const { field, why } of closedFields(who.judge, who.entity)) {
    outcome.closed.set(why, (outcome.closed.get(why) ?? 0) + 1);
    const closed = { ...who, field, why };
    for (const [path, ask] of Object.entries(NAMING)) {
      if (only && !only.includes(path)) continue;
      const answer = await ask(closed);
      if (answer) note(outcome, path, refusalFault(closed, path, answer));
    }
  }
}

async function lookAround(
  judge: Judge,
  client: Client,
  entity: string,
  raw: RawRows,
  clear: ReadonlySet<string>,
  dataFolder: string,
  outcome: ClosedAsked,
  only?: readonly string[],
): Promise<void> {
  const all = raw.of(judge.person.state.id, entity);
  const secrets = new Map([...secretsOf(judge, entity, dataFolder, all)].filter(([text]) => !clear.has(text)));
  // Those that were changed most: their history has most to tell.
  const rows = judge
    .visible(entity)
    .sort((a, b) => b.version - a.version)
    .slice(0, LOOKED_AT);
  if (secrets.size === 0 || rows.length === 0) return;
  for (const [path, look] of Object.entries(SHOWING)) {
    if (only && !only.includes(path)) continue;
    for (const answer of await look({ judge, client, entity, rows })) {
      const [leak] = leaksIn(answer, secrets);
      const at = `${judge.person.login} ${path} ${entity}`;
      note(
        outcome,
        path,
        leak ? `${at}: shows ${leak} in clear` : answer.status >= 500 ? `${at}: ${answer.status}` : null,
      );
    }
  }
}

function note(outcome: ClosedAsked, path: string, fault: string | null): void {
  outcome.asked.set(path, (outcome.asked.get(path) ?? 0) + 1);
  if (fault !== null && !outcome.faults.has(path)) outcome.faults.set(path, fault);
}
