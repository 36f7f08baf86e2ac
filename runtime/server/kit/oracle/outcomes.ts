// What one turn of asking found: how many rows an answer held, and how it differs from what may be seen.
import type { Answer } from '../world.ts';

export interface Outcome {
  requests: number;
  /** Rows, or things about a row, that the answers held. */
  rows: number;
  faults: string[];
}

/** No row may leave: every answer but a refusal is a fault. */
export function refused(answer: Answer): Outcome {
  return [400, 403, 404, 422].includes(answer.status)
    ? one(0)
    : one(0, `answered ${answer.status} where nothing may be seen`);
}

/** Something has to be there. */
export function found(answer: Answer, what: string): Outcome {
  return answer.status === 200 ? one(1) : one(0, `${what}: ${answer.status} where something is to be seen`);
}

/** Of one request. */
export function one(rows: number, ...faults: string[]): Outcome {
  return { requests: 1, rows, faults };
}
