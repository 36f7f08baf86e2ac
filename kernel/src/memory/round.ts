// One compile over a memory: pieces of work are recalled where all that they once read still answers the same, else run again
// while what they read and tell is noted.
import type { Fault, Sink } from '../diagnostics/diagnostic.ts';
import { remember, sameParts } from './memory.ts';
import type { Fact, Known, Memory } from './memory.ts';

/** A collection that facts are about, asked without anything being noted. */
export interface Answers {
  value(name: string): unknown;
  has(name: string): unknown;
  keys(name: string): unknown;
}

interface Noting {
  facts: Map<string, Fact>;
  faults: Fault[];
}

export class Round {
  /** True when a piece of work was asked for while it was under way: then nothing that was noted can be trusted. */
  tangled = false;
  /** Where work puts its faults. */
  readonly sink: Sink;
  private readonly memory: Memory | null;
  private readonly answers = new Map<string, Answers>();
  private readonly underWay = new Set<string>();
  private noting: Noting | null = null;

  /** @param memory null: everything is run, nothing is noted */
  constructor(memory: Memory | null, sink: Sink) {
    this.memory = memory;
    this.sink = {
      ...sink,
      add: (code, source, offset, at, value, params = {}) => {
        this.noting?.faults.push({ code, source, offset, at, value, params });
        sink.add(code, source, offset, at, value, params);
      },
    };
  }

  /** True while a piece of work is under way. */
  get listens(): boolean {
    return this.noting !== null;
  }

  about(of: string, answers: Answers): void {
    this.answers.set(of, answers);
  }

  /** Notes that the work under way asked something; told by the collections themselves. */
  note(of: string, how: Fact['how'], name: string, answer: unknown): void {
    const facts = this.noting?.facts;
    if (!facts) return;
    const key = `${how} ${of} ${name}`;
    if (!facts.has(key)) facts.set(key, { of, how, name, answer });
  }

  /**
   * What comes of a piece of work. The result may be shared with earlier and later compiles: it is never changed after.
   * @param subject what it works on, compared by identity; everything else that it reads is noted
   * @param equals where given, an equal result of an earlier time takes the place of the new one, so that whoever read it need not run again
   */
  once<T>(
    key: string,
    subject: readonly unknown[],
    run: () => T,
    equals?: (before: unknown, now: T) => before is T,
  ): T {
    if (!this.memory) return run();
    if (this.underWay.has(key)) {
      this.tangled = true;
      return run();
    }
    const known = this.recall(key, subject)[0];
    if (!known) return this.run(key, subject, run, equals);
    this.tell(known);
    return known.result as T; // work of one key always gives the same type
  }

  /** What is known of the work, newest first, as far as its facts still hold. Nothing is told. */
  recall(key: string, subject: readonly unknown[], all = false): Known[] {
    const found: Known[] = [];
    for (const known of this.memory?.work.get(key) ?? []) {
      if (!sameParts(known.subject, subject) || !this.holds(key, known)) continue;
      found.push(known);
      if (!all) break;
    }
    return found;
  }

  get remembers(): boolean {
    return this.memory !== null;
  }

  /** What came of the work at earlier times, whatever it read. */
  past(key: string): unknown[] {
    return (this.memory?.work.get(key) ?? []).map(({ result }) => result);
  }

  /** Tells the faults of recalled work again. */
  tell({ faults }: Known): void {
    this.aside(() => {
      for (const { code, source, offset, at, value, params } of faults)
        this.sink.add(code, source, offset, at, value, params);
    });
  }

  /** Runs the work whatever is known of it. */
  run<T>(key: string, subject: readonly unknown[], run: () => T, equals?: (before: unknown, now: T) => before is T): T {
    const { memory, noting: around } = this;
    if (!memory) return run();
    const noting: Noting = { facts: new Map(), faults: [] };
    this.noting = noting;
    this.underWay.add(key);
    let result: T;
    try {
      result = run();
    } finally {
      this.noting = around;
      this.underWay.delete(key);
    }
    if (equals)
      for (const before of memory.work.get(key) ?? [])
        if (equals(before.result, result)) {
          result = before.result;
          break;
        }
    const { facts, faults } = noting;
    remember(memory.work, key, { subject, facts: [...facts.values()], faults, result });
    return result;
  }

  /** Does something that the work under way is not to be held to. */
  aside<T>(does: () => T): T {
    const { noting } = this;
    this.noting = null;
    try {
      return does();
    } finally {
      this.noting = noting;
    }
  }

  private holds(key: string, known: Known): boolean {
    this.underWay.add(key);
    try {
      return this.aside(() =>
        known.facts.every(({ of, how, name, answer }) => Object.is(this.answers.get(of)?.[how](name), answer)),
      );
    } finally {
      this.underWay.delete(key);
    }
  }
}
