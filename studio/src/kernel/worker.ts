// The kernel beside the page, so that typing never waits for a compile.
import { bureauOf } from './bureau.ts';
import type { Bureau } from './bureau.ts';
import type { Ask, Question, Reply } from './messages.ts';

let bureau: Bureau | null = null;

addEventListener('message', (event: MessageEvent<Question>) => {
  const { id, ask } = event.data;
  let reply: Reply;
  try {
    reply = { id, answer: answer(ask) };
  } catch (error) {
    reply = { id, error: error instanceof Error ? error.message : String(error) };
  }
  postMessage(reply);
});

function answer(ask: Ask): unknown {
  if (ask.does === 'load') {
    bureau = bureauOf(ask.sources);
    return null;
  }
  if (!bureau) throw new Error('nothing is loaded');
  return ask.does === 'check'
    ? bureau.check(ask.changes)
    : bureau.complete(ask.changes, ask.path, ask.text, ask.offset);
}
