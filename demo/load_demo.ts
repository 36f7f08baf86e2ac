// Fills the bureaus with the demo's rows through the bulk loader, stream by stream.
import { readEnvironment } from '../runtime/server/config/environment.ts';
import type { Database } from '../runtime/server/database/client.ts';
import { bulkLoad } from '../runtime/server/records/bulk_load.ts';
import { readBureaus, shareOut } from './bureaus.ts';
import { streams } from './generate.ts';

export interface DemoLoad {
  /** Market subjects over all bureaus. */
  subjects?: number;
  /** Folder of the sealing key; the server's own when left out. */
  data?: string;
  /** Told after each batch. */
  onProgress?: (progress: { tenant: string; entity: string; rows: number }) => void;
}

export const defaultSubjects = 20_000;
/** Rows a transaction: few enough that the bureaus take turns. */
const BATCH = 4_000;

/**
 * Loads the demo into empty bureaus.
 * @returns rows by entity, over all bureaus
 * @throws RangeError when one bureau would get more than 700,000 subjects
 */
export async function loadDemo(database: Database, options: DemoLoad = {}): Promise<Record<string, number>> {
  const bureaus = readBureaus();
  const counts = shareOut(bureaus, options.subjects ?? defaultSubjects);
  const data = options.data ?? readEnvironment().data;
  const loaded: Record<string, number> = {};
  // Side by side: while the rows of one bureau are made up here, those of another are written by the database.
  await Promise.all(
    bureaus.map(async (bureau, i) => {
      for (const { entity, rows } of streams) {
        const count = await bulkLoad(database, bureau.name, entity, rows(bureau, counts[i] ?? 0), {
          by: '演示数据',
          data,
          batch: BATCH,
          onBatch: (sofar) => options.onProgress?.({ tenant: bureau.name, entity, rows: sofar }),
        });
        loaded[entity] = (loaded[entity] ?? 0) + count;
      }
    }),
  );
  return loaded;
}
