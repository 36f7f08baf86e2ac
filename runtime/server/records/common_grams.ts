// Pairs of characters that a good part of an entity's rows hold, as PostgreSQL's statistics know them. An index names hundreds of
// thousands of rows for such a pair, which costs more than looking at the newest few thousand themselves.
import type { Database } from '../database/client.ts';
import { tableOf } from './names.ts';
import { gramsOf } from './search_text.ts';

/** Part of the rows above which a pair is common. */
const COMMON = 0.05;
/** How long what is known is good for, in ms. */
const FRESH = 600_000;

interface Known {
  until: number;
  grams: ReadonlySet<string>;
}

export class CommonGrams {
  private readonly known = new Map<string, Known>();
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  /** Whether every pair of the word is common. False as long as nothing is known; asking is what makes it known. */
  has(entity: string, word: string): boolean {
    const known = this.known.get(entity);
    if (!known || known.until < Date.now()) void this.learn(entity);
    const grams = gramsOf(word);
    return known !== undefined && grams.length > 0 && grams.every((gram) => known.grams.has(gram));
  }

  /** Asks the database again; when it does not answer, what was known stays. */
  async learn(entity: string): Promise<void> {
    const before = this.known.get(entity)?.grams ?? new Set<string>();
    this.known.set(entity, { until: Date.now() + FRESH, grams: before });
    const rows = await this.database
      .platform({
        text: 'select unnest(platform.common_grams($1::text, $2::float4)) as gram',
        values: [tableOf(entity), COMMON],
      })
      .catch(() => null);
    if (rows) this.known.set(entity, { until: Date.now() + FRESH, grams: new Set(rows.map(({ gram }) => gram!)) });
  }
}
