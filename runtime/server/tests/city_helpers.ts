// What specs of a city over its counties share: its records, page by page.
import type { Client } from './world.ts';

export interface Item {
  id: string;
  version: number;
  _title: string;
  _tenant?: { name: string; label: string };
  _refs?: Record<string, { id: string; title: string } | null>;
  [field: string]: unknown;
}

export interface Page {
  items: Item[];
  next: string | null;
  total: { value: number; exact: boolean } | null;
}

export const OPERATORS = '/api/records/food.operator';
export const COUNTIES = ['changan', 'luquan', 'zhengding'];
export const q = encodeURIComponent;

export async function page(client: Client, path: string): Promise<Page> {
  const answer = await client.get(path);
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as Page;
}

export async function everything(client: Client, path: string): Promise<Item[]> {
  const items: Item[] = [];
  let after: string | null = null;
  do {
    const next: Page = await page(client, `${path}${after ? `&after=${after}` : ''}`);
    items.push(...next.items);
    after = next.next;
  } while (after);
  return items;
}
