// The page's end of the worker: questions become promises.
import type { DoorSources } from '../client/types.ts';
import type { Answers, Ask, Question, Reply } from './messages.ts';

let worker: Worker | null = null;
let last = 0;
const waiting = new Map<number, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>();

export function ask<D extends Ask['does']>(question: Extract<Ask, { does: D }>): Promise<Answers[D]> {
  return new Promise((resolve, reject) => {
    const id = (last += 1);
    // Each question's answer has the shape that Answers names for it.
    waiting.set(id, { resolve: (answer) => resolve(answer as Answers[D]), reject });
    const sent: Question = { id, ask: question };
    theWorker().postMessage(sent);
  });
}

let loaded: DoorSources | null = null;

/** Hands the worker a revision's documents, once. The worker answers in order, so nobody has to wait. */
export function load(sources: DoorSources): void {
  if (loaded === sources) return;
  loaded = sources;
  void ask({ does: 'load', sources });
}

function theWorker(): Worker {
  if (worker) return worker;
  worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
    const asked = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.error === undefined) asked?.resolve(data.answer);
    else asked?.reject(new Error(data.error));
  });
  worker.addEventListener('error', () => {
    for (const { reject } of waiting.values()) reject(new Error('the worker stopped'));
    waiting.clear();
    worker?.terminate();
    worker = null;
    loaded = null;
  });
  return worker;
}
