// Fills the bureaus with the demo's rows through the bulk loader, stream by stream.
import type { Database } from '../runtime/server/database/client.ts';
import { bulkLoad } from '../runtime/server/records/bulk_load.ts';
import { readBureaus, shareOut } from './bureaus.ts';
import { streams } from './generate.ts';

export interface DemoProgress {
  tenant: string;
  entity: string;
  /** Rows of this entity and bureau that are in. */
  rows: number;
}

export interface DemoLoad {
  /** Market subjects over all bureaus. */
  subjects?: number;
  onProgress?: (progress: DemoProgress) => void;
}

export const defaultSubjects = 20_000;

/**
 * Loads the demo into empty bureaus.
 * @returns rows by entity, over all bureaus
 * @throws RangeError when one bureau would get more than 700,000 subjects
 */
export async function loadDemo(database: Database, options: DemoLoad = {}): Promise<Record<string, number>> {
  const bureaus = readBureaus();
  const counts = shareOut(bureaus, options.subjects ?? defaultSubjects);
  const loaded: Record<string, number> = {};
  for (const [i, bureau] of bureaus.entries()) {
    for (const stream of streams) {
      let rows = 0;
      const counted = (function* () {
        for (const row of stream.rows(bureau, counts[i] ?? 0)) {
          rows++;
          yield row;
        }
      })();
      await bulkLoad(database, bureau.name, stream.entity, counted, {});
      loaded[stream.entity] = (loaded[stream.entity] ?? 0) + rows;
      options.onProgress?.({ tenant: bureau.name, entity: stream.entity, rows });
    }
  }
  return loaded;
}
