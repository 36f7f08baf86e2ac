// The migrator's connection where something only wants to read the platform's own tables.
import type pg from 'pg';
import type { Database, TextRow } from '../database/client.ts';

/** Answers with values as text where the statement casts them so; numbers stay numbers. */
export function platformOf(client: pg.ClientBase): Pick<Database, 'platform'> {
  return {
    platform: async ({ text, values }) => (await client.query<TextRow>(text, [...values])).rows,
  };
}
