// Requests of one bureau that come in the same moment go to the database together: one entering, one transaction, one message each
// way for all of them. That is half of what a quick read costs, and the commit of a write. Only what is known to be quick is sent
// along with others, and what fails together is run again alone: nobody waits for a stranger's list or sees a stranger's error.
import pg from 'pg';
import type { Answer } from './connection.ts';
import type { Ran } from './connection_pool.ts';
import type { Statement } from './statement.ts';

/** Requests in one trip: one processor of the database works on it, others could work on the rest. */
const MOST = 8;
/** A trip that takes longer than this is none to share; milliseconds from its first byte sent to its last byte read. */
const QUICK_MS = 50;
/** Texts that are remembered as quick. */
const KNOWN = 5_000;

/** What a trip starts with. */
export interface Head {
  /** Requests with the same key may go together. */
  key: string;
  alone: readonly Statement[];
  /** As many statements; where it is left out, the same. */
  together?: readonly Statement[];
}

interface Asked {
  statements: readonly Statement[];
  resolve(answers: Answer[]): void;
  reject(error: unknown): void;
}

interface Gathered {
  head: Head;
  asked: Asked[];
}

export class SharedTrips {
  private readonly run: (statements: readonly Statement[]) => Promise<Ran>;
  private readonly quick = new Set<string>();
  private readonly gathered = new Map<string, Gathered>();

  /** @param run runs statements in one trip */
  constructor(run: (statements: readonly Statement[]) => Promise<Ran>) {
    this.run = run;
  }

  /** Answers of the head, which may be shared, and of the statements. */
  ask(head: Head, statements: readonly Statement[]): Promise<Answer[]> {
    if (!statements.every(({ text }) => this.quick.has(text))) return this.alone(head, statements);
    return new Promise((resolve, reject) => {
      if (this.gathered.size === 0) setImmediate(() => this.leave());
      const group = this.gathered.get(head.key);
      if (group) group.asked.push({ statements, resolve, reject });
      else this.gathered.set(head.key, { head, asked: [{ statements, resolve, reject }] });
    });
  }

  /** Sends off what came in since the last turn of the event loop. */
  private leave(): void {
    const groups = [...this.gathered.values()];
    this.gathered.clear();
    for (const { head, asked } of groups)
      for (let at = 0; at < asked.length; at += MOST) void this.together(head, asked.slice(at, at + MOST));
  }

  private async together(head: Head, asked: readonly Asked[]): Promise<void> {
    if (asked.length === 1) return this.alone(head, asked[0]!.statements).then(asked[0]!.resolve, asked[0]!.reject);
    const first = head.together ?? head.alone;
    const statements = asked.flatMap((one) => one.statements);
    try {
      const { answers, ms } = await this.run([...first, ...statements]);
      this.learn(statements, ms);
      const entered = answers.slice(0, first.length);
      let at = first.length;
      for (const one of asked) {
        one.resolve([...entered, ...answers.slice(at, at + one.statements.length)]);
        at += one.statements.length;
      }
    } catch (error) {
      if (!isUndone(error)) return asked.forEach((one) => one.reject(error));
      for (const one of asked) this.alone(head, one.statements).then(one.resolve, one.reject);
    }
  }

  private async alone(head: Head, statements: readonly Statement[]): Promise<Answer[]> {
    const { answers, ms } = await this.run([...head.alone, ...statements]);
    this.learn(statements, ms);
    return answers;
  }

  /** Who was in a slow trip goes alone until it was quick by itself. */
  private learn(statements: readonly Statement[], ms: number): void {
    if (this.quick.size > KNOWN) this.quick.clear();
    for (const { text } of statements) {
      if (ms > QUICK_MS) this.quick.delete(text);
      else this.quick.add(text);
    }
  }
}

/** True where nothing was done: the server says so, or a value could not be bound and nothing was sent. Of a connection that broke nobody knows. */
function isUndone(error: unknown): boolean {
  return error instanceof pg.DatabaseError ? error.severity === 'ERROR' : error instanceof TypeError;
}
