// An audit that takes no rows of one action: what has to be on record before it answers must then not answer.
import { withClient } from '../database/roles.ts';
import type { World } from './world.ts';

/** Runs the body while the audit refuses every row of the action, and hears again afterwards. */
export async function whileAuditRefuses(world: World, action: string, body: () => Promise<void>): Promise<void> {
  const run = (text: string): Promise<unknown> => withClient(world.urls.superuser, (client) => client.query(text));
  await run(`create function public.deaf() returns trigger language plpgsql as $$ begin raise 'the disk is full'; end $$;
    create trigger deaf before insert on platform.audit for each row when (new.action = '${action}') execute function public.deaf()`);
  try {
    await body();
  } finally {
    await run('drop trigger deaf on platform.audit; drop function public.deaf()');
  }
}
