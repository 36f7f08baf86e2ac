// What every handler works with, made once at boot and found on the request's context.
import type { Database } from '../database/client.ts';
import type { Environment } from '../config/environment.ts';
import type { Guests } from '../plugin_code/guests.ts';
import type { Relay } from '../outbox/relay.ts';
import type { RequestLimits } from '../web/request_limits.ts';
import type { JobRunner } from '../jobs/runner.ts';
import type { Tenants } from '../revisions/tenants.ts';
import type { Tokens } from '../identity/tokens.ts';
import type { Sessions } from '../identity/sessions.ts';

export interface Services {
  environment: Environment;
  database: Database;
  tenants: Tenants;
  sessions: Sessions;
  tokens: Tokens;
  limits: RequestLimits;
  /** Hands what was written on to whoever subscribes. */
  relay: Relay;
  /** Processes in which functions of packages run. */
  guests: Guests;
  /** Work that outlives its request. */
  jobs: JobRunner;
  /** Address of the migrator, for apply and for readiness; never used by a request's statement. */
  adminUrl: string;
  /** True where the data are made up. */
  demo: boolean;
}

declare module '@adonisjs/core/http' {
  interface HttpContext {
    services: Services;
  }
}
