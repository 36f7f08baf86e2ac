// Officers who write on whatever happens: each request that got no answer is sent again with the same key until it has one. What was
// answered is remembered, to be found again afterwards.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { clientOf, type Answer, type Client } from '../world.ts';

export interface Remembered {
  id: string;
  /** Newest version that was answered, and what it said. */
  version: number;
  name: string;
  deleted: boolean;
  /** A change whose answer never came may have happened or not. */
  unsure: boolean;
}

export interface Writers {
  records: Remembered[];
  /** Requests that were answered with success, and those that were sent again. */
  acknowledged: number;
  repeated: number;
  /** Answers that no fault of server or database explains. */
  strange: string[];
  /** Ends them after the requests under way. */
  stop(): Promise<void>;
}

const PERSON = '/api/records/core.person';
const NAMES = ['王建国', '李秀英', '张志强', '刘海燕', '陈立新', '杨春生'];

/** Starts `count` officers with one session. */
export function startWriters(url: string, session: Client, org: string, count: number): Writers {
  let stopping = false;
  const writers: Writers = {
    records: [],
    acknowledged: 0,
    repeated: 0,
    strange: [],
    async stop() {
      stopping = true;
      await Promise.all(running);
    },
  };
  const client = clientOf(url, session.cookie, session.csrf);

  /** The answer, however long the server is away. */
  const insist = async (send: () => Promise<Answer>): Promise<{ answer: Answer; sent: number }> => {
    for (let sent = 1; ; sent += 1) {
      const answer = await send().catch(() => null);
      if (answer && answer.status < 500) return { answer, sent };
      writers.repeated += 1;
      await sleep(50 + Math.random() * 100);
    }
  };

  const create = async (): Promise<Remembered | null> => {
    const key = randomUUID();
    const name = NAMES[Math.floor(Math.random() * NAMES.length)]!;
    const body = { name, staff_no: key.slice(0, 18), org };
    const { answer } = await insist(() => client.post(PERSON, body, { 'Idempotency-Key': key }));
    if (answer.status !== 201 && answer.status !== 200) {
      writers.strange.push(`create: ${answer.status} ${JSON.stringify(answer.body)}`);
      return null;
    }
    const { id } = answer.body as { id: string };
    writers.acknowledged += 1;
    const record = { id, version: 1, name, deleted: false, unsure: false };
    writers.records.push(record);
    return record;
  };

  const change = async (record: Remembered): Promise<void> => {
    const name = NAMES[Math.floor(Math.random() * NAMES.length)]!;
    const match = { 'If-Match': `"${record.version}"` };
    const remove = Math.random() < 0.15;
    const { answer, sent } = await insist(() =>
      remove ? client.delete(`${PERSON}/${record.id}`, match) : client.patch(`${PERSON}/${record.id}`, { name }, match),
    );
    if (answer.status === 204 || answer.status === 200) {
      writers.acknowledged += 1;
      // A name that was the same already makes no new version.
      record.version = remove ? record.version + 1 : Number(answer.headers.get('etag')!.slice(1, -1));
      record.name = remove ? record.name : name;
      record.deleted = remove;
    } else if (sent > 1 && (answer.status === 412 || answer.status === 404)) {
      // The first try had been done after all, its answer lost.
      record.unsure = true;
    } else {
      writers.strange.push(`change: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
  };

  const officer = async (): Promise<void> => {
    const mine: Remembered[] = [];
    while (!stopping) {
      const alive = mine.filter((record) => !record.deleted && !record.unsure);
      const record = alive[Math.floor(Math.random() * alive.length)];
      if (!record || Math.random() < 0.5) {
        const made = await create();
        if (made) mine.push(made);
      } else {
        await change(record);
      }
    }
  };
  const running = Array.from({ length: count }, officer);
  return writers;
}
