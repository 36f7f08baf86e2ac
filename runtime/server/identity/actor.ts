// Who makes a request, as of today: closed, built once from the session and its assignments, compared with the tenant's
// counters by every statement.

/** What expressions call `actor`, and what statements enter the tenant with. */
export interface Actor {
  /** Account id. */
  user: string;
  login: string;
  name: string;
  /** Person record, where the account belongs to one. */
  person: string | null;
  kind: 'officer';
  tenant: { id: number; name: string; label: string; model_rev: number; access_rev: number };
  /** The post's org. */
  org: string | null;
  /** The nearest org of kind station at or above the post's. */
  station: string | null;
  /** The post's org and all below it. */
  orgs: string[];
  county: null;
  subject: null;
  /** Qualified role names, valid today. */
  roles: string[];
  ip: string;
}

declare module '@adonisjs/core/http' {
  interface HttpContext {
    /** Set by the session middleware on every path that needs a session. */
    actor: Actor;
  }
}
