import { withClient } from '../database/roles.ts';
import type { World } from './world.ts';

/** Leaves a job that has ended as one whose person was frozen while it ran. */
export async function failJob(world: World, title: string): Promise<void> {
  await withClient(world.urls.superuser, async (db) => {
    const { rowCount } = await db.query(
      `update platform.job set state = 'failed', error_code = 'E_JOB_ACTOR', error = '发起人的账号已停用，任务没有继续', rev = rev + 1
       where title = $1`,
      [title],
    );
    if (rowCount !== 1) throw new Error(`${rowCount} jobs are called ${title}`);
  });
}
