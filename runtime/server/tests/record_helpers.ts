// What specs of records share: a page of a list, a problem.
import type { Client } from './world.ts';

export interface Item {
  id: string;
  version: number;
  _title: string;
  [field: string]: unknown;
}
export interface PageBody {
  items: Item[];
  next: string | null;
  total: { value: number; exact: boolean } | null;
}
export interface ProblemBody {
  code: string;
  faults: { code: string; path: string; value: unknown; message: string; record?: { id: string } }[];
  current: Item;
}

export const OPERATORS = '/api/records/food.operator';
export const SUBJECTS = '/api/records/market.subject';

/** @throws Error when it is not answered */
export async function page(client: Client, path: string): Promise<PageBody> {
  const answer = await client.get(path);
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as PageBody;
}

export const q = encodeURIComponent;
