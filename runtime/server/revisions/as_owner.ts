// A transaction of the migrator as the owner of the tables inside one bureau: what apply does to rows that are there.
import type pg from 'pg';

/** @param body whatever it throws rolls everything back */
export async function asOwner<T>(
  migrator: pg.Client,
  tenant: number,
  body: (client: pg.Client) => Promise<T>,
): Promise<T> {
  await migrator.query('begin');
  try {
    await enterAsOwner(migrator, tenant);
    const result = await body(migrator);
    await migrator.query('commit');
    return result;
  } catch (error) {
    await migrator.query('rollback');
    throw error;
  }
}

/** For the rest of the transaction under way. */
export async function enterAsOwner(migrator: pg.Client, tenant: number): Promise<void> {
  await migrator.query('set local role shijian_owner');
  await migrator.query(`select set_config('app.tenant', $1, true), set_config('timezone', 'UTC', true)`, [
    String(tenant),
  ]);
}
