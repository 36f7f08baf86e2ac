// Collections that note what is asked of them, so that no stage of resolving has to say what it read.
import type { Round } from './round.ts';

/** What an answer is compared by; left out: its identity. */
type Token<T> = (value: T | undefined, name: string) => unknown;

const same = (value: unknown): unknown => value;

/** A record read by name. Writing to it goes through. */
export function trackedRecord<T>(
  round: Round,
  of: string,
  record: Record<string, T>,
  token: Token<T> = same,
): Record<string, T> {
  const value = (name: string): unknown => token(Object.hasOwn(record, name) ? record[name] : undefined, name);
  round.about(of, { value, has: (name) => Object.hasOwn(record, name), keys: () => Object.keys(record).join('\n') });
  return new Proxy(record, {
    get(target, name, receiver) {
      if (round.listens && typeof name === 'string') round.note(of, 'value', name, value(name));
      return Reflect.get(target, name, receiver);
    },
    has(target, name) {
      if (round.listens && typeof name === 'string') round.note(of, 'has', name, Object.hasOwn(record, name));
      return Reflect.has(target, name);
    },
    getOwnPropertyDescriptor(target, name) {
      if (round.listens && typeof name === 'string') round.note(of, 'has', name, Object.hasOwn(record, name));
      return Reflect.getOwnPropertyDescriptor(target, name);
    },
    ownKeys(target) {
      if (round.listens) round.note(of, 'keys', '', Object.keys(record).join('\n'));
      return Reflect.ownKeys(target);
    },
  });
}

/** A map that is read only. */
export class TrackedMap<T> extends Map<string, T> {
  private readonly noted: (how: 'value' | 'has' | 'keys', name: string) => void;

  constructor(round: Round, of: string, from: ReadonlyMap<string, T>, token: Token<T> = same) {
    super(from);
    const answers = {
      value: (name: string): unknown => token(super.get(name), name),
      has: (name: string): unknown => super.has(name),
      keys: (): unknown => [...super.keys()].join('\n'),
    };
    round.about(of, answers);
    this.noted = (how, name) => {
      if (round.listens) round.note(of, how, name, answers[how](name));
    };
  }

  override get(name: string): T | undefined {
    this.noted('value', name);
    return super.get(name);
  }

  override has(name: string): boolean {
    this.noted('has', name);
    return super.has(name);
  }

  override keys(): MapIterator<string> {
    this.noted('keys', '');
    return super.keys();
  }

  override *entries(): MapIterator<[string, T]> {
    for (const name of this.keys()) yield [name, this.get(name) as T]; // every key has a value
  }

  override *values(): MapIterator<T> {
    for (const [, value] of this.entries()) yield value;
  }

  override [Symbol.iterator](): MapIterator<[string, T]> {
    return this.entries();
  }

  override forEach(does: (value: T, name: string, map: Map<string, T>) => void): void {
    for (const [name, value] of this.entries()) does(value, name, this);
  }
}

/** Whether a set holds a name: all that is asked of it. */
export function trackedSet(round: Round, of: string, names: ReadonlySet<string>): { has(name: string): boolean } {
  const has = (name: string): boolean => names.has(name);
  round.about(of, { value: has, has, keys: () => [...names].join('\n') });
  return {
    has(name) {
      round.note(of, 'has', name, has(name));
      return has(name);
    },
  };
}

/** Answers by name that are worked out when first asked for. */
export function trackedAnswers<T>(round: Round, of: string, work: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  const answer = (name: string): T => {
    if (!known.has(name))
      known.set(
        name,
        round.aside(() => work(name)),
      );
    return known.get(name) as T; // put there above
  };
  round.about(of, { value: answer, has: answer, keys: answer });
  return (name) => {
    const found = answer(name);
    if (round.listens) round.note(of, 'value', name, found);
    return found;
  };
}
