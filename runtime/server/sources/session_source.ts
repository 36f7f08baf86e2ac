// Sessions as records: an admin ends one, and its cookie is worth nothing at the next request.
import type { Statement } from '../database/client.ts';
import { mustHaveChanged, type SourceWriter } from './source_writer.ts';

export const sessionWriter: SourceWriter = {
  async remove({ scene, id }) {
    return [
      mustHaveChanged({
        text: 'update platform.session set revoked_at = now() where tenant_id = $1::int4 and id = $2::uuid and revoked_at is null',
        values: [scene.state.id, id],
      }),
    ];
  },
};

/** Ends every login of an account for good: one that is frozen and thawed comes back by its password, not by an old cookie. */
export function endLogins(tenant: number, account: string): Statement {
  return {
    text: 'update platform.session set revoked_at = now() where tenant_id = $1::int4 and account = $2::uuid and revoked_at is null',
    values: [tenant, account],
  };
}
