// Sessions: opened at login, found by the hash of their cookie, cached with their actor until the tenant's counters move.
// What is cached is never trusted alone: the statement that enters the tenant compares the counters.
import { createHash, hash as digest, randomBytes, randomUUID } from 'node:crypto';
import type { Database, Entry, Statement, TextRow } from '../database/client.ts';
import { uuidV7 } from '../records/uuid_v7.ts';
import { dateIn } from '../records/scene.ts';
import type { Tenants, TenantState } from '../revisions/tenants.ts';
import type { Actor } from './actor.ts';
import { deviceOf } from './device.ts';
import { inTenant } from './in_tenant.ts';
import { orgPlace } from './org_place.ts';

/** A session as of today. */
export interface Session {
  id: string;
  tenant: number;
  /** Everything but the address of the request. */
  actor: Omit<Actor, 'ip'>;
  csrf: string;
  /** The password was given by somebody else and has to be replaced before anything else. */
  mustChange: boolean;
  /** Made by `npm start`. */
  demo: boolean;
  expiresAt: number;
  /** When the cookie was last seen here, and when that was last written down; ms since 1970. */
  seenAt: number;
  writtenAt: number;
  /** Date of the bureau for which the assignments were judged. */
  day: string;
  zone: string;
}

/** Where an account works: the orgs of its assignments of today, with the roles at each. */
export interface Post {
  org: string | null;
  roles: string[];
}

/** A session as its owner sees it. */
export interface OpenSession {
  id: string;
  /** "Chrome · Windows 10" */
  device: string;
  ip: string;
  /** Instants, UTC. */
  opened_at: string;
  seen_at: string;
  /** The one that asks. */
  current: boolean;
}

export interface NewSession {
  tenant: number;
  account: string;
  org: string | null;
  ip: string;
  agent: string;
}

const LIFETIME_HOURS = 12;
/** How often being seen is written down; a session that another process reads is at most so much younger than its row says. */
const SEEN_EVERY_MS = 60_000;
const CACHED = 20_000;

export class Sessions {
  private readonly database: Database;
  private readonly tenants: Tenants;
  private readonly production: boolean;
  private readonly cache = new Map<string, Session>();
  /** This process, in the rows of the sessions that it keeps in memory. */
  private readonly self = randomUUID();

  constructor(parts: { database: Database; tenants: Tenants; production: boolean }) {
    this.database = parts.database;
    this.tenants = parts.tenants;
    this.production = parts.production;
  }

  /** Opens a session. @returns the token for the cookie; only its hash is kept */
  async open(session: NewSession): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    await inTenant(this.tenants, session.tenant, (entry) =>
      this.database.write(entry, {
        text: `insert into platform.session (tenant_id, id, token_hash, account, org, expires_at, ip, agent, device, known_to)
               values ($1::int4, $2::uuid, decode($3, 'hex'), $4::uuid, $5::uuid, now() + make_interval(hours => $6::int4), $7, left($8, 300), $9, array[$10::uuid])`,
        values: [
          session.tenant,
          uuidV7(),
          hashOf(token),
          session.account,
          session.org,
          LIFETIME_HOURS,
          session.ip,
          session.agent,
          deviceOf(session.agent),
          this.self,
        ],
      }),
    );
    return token;
  }

  /** The session of a cookie, or null when it is unknown, ended, idle too long, or its account was stopped. */
  async find(token: string): Promise<Session | null> {
    const hash = hashOf(token);
    const cached = this.cache.get(hash);
    // A tenant that was not asked for yet is loaded first: what is cached is compared with its counters.
    if (cached) await this.tenants.get(cached.tenant);
    return this.recallByHash(hash) ?? this.load(hash);
  }

  /** The session of a cookie where it is cached and still good; null says nothing about others. */
  recall(token: string): Session | null {
    return this.recallByHash(hashOf(token));
  }

  /** Reads tenant and session again, after a statement found them moved. */
  async renew(token: string): Promise<Session | null> {
    const hash = hashOf(token);
    const cached = this.cache.get(hash);
    if (cached) await this.tenants.refresh(cached.tenant);
    return this.load(hash);
  }

  /**
   * Ends the session of this request. Where no other process knows it, forgetting it here is enough and nobody else reads
   * anything anew; else the bureau's counter moves (platform.session, trigger access).
   */
  async end(session: Session): Promise<void> {
    await this.move(session, 'revoked_at = now()', 'id = $2::uuid', session.id);
  }

  /** Ends one session of the account by its id. @returns false when there is no such session that still lasts */
  async endOne(session: Session, id: string): Promise<boolean> {
    return (await this.move(session, 'revoked_at = now()', 'id = $2::uuid', id)) > 0;
  }

  /** Ends all sessions of the account but this one. */
  async endOthers(session: Session): Promise<void> {
    await this.move(session, 'revoked_at = now()', 'id <> $2::uuid', session.id);
  }

  /** Moves a session to another of the account's posts. */
  async moveTo(session: Session, org: string): Promise<void> {
    await this.move(session, 'org = $5::uuid', 'id = $2::uuid', session.id, org);
  }

  /** Reads the session anew at its next request, after something was changed that it says. */
  forget(session: Session): void {
    for (const [hash, known] of this.cache) if (known.id === session.id) this.cache.delete(hash);
  }

  /** Sessions of an account that still last, the latest first. */
  async openOf(session: Session): Promise<OpenSession[]> {
    const rows = await inTenant(this.tenants, session.tenant, (entry, state) =>
      this.database.read(
        entry,
        {
          text: `select id, device, agent, ip, ${instant('created_at')} as opened_at, ${instant('seen_at')} as seen_at
                 from platform.session where tenant_id = $1::int4 and account = $2::uuid and revoked_at is null and expires_at > now()
                   and seen_at > now() - make_interval(mins => $3::int4) order by seen_at desc limit 50`,
          values: [session.tenant, session.actor.user, state.model.tenant.login.idle],
        },
        false,
      ),
    );
    return (rows ?? []).map((row) => ({
      id: row.id!,
      device: row.device || deviceOf(row.agent ?? ''),
      ip: row.ip!,
      opened_at: row.opened_at!,
      seen_at: row.seen_at!,
      current: row.id === session.id,
    }));
  }

  private async move(session: Session, set: string, which: string, id: string, org?: string): Promise<number> {
    const rows = await inTenant(this.tenants, session.tenant, async (entry) => {
      const [moved] = await this.database.write(entry, {
        text: `update platform.session set ${set}, moved_by = $4::uuid
               where tenant_id = $1::int4 and ${which} and account = $3::uuid and revoked_at is null
               returning encode(token_hash, 'hex') as hash`,
        values: [session.tenant, id, session.actor.user, this.self, ...(org === undefined ? [] : [org])],
      });
      return moved!;
    });
    for (const { hash } of rows ?? []) this.cache.delete(hash!);
    return rows?.length ?? 0;
  }

  /** Posts of an account today, in order of their assignments. */
  async posts(tenant: number, account: string): Promise<Post[]> {
    const rows = await inTenant(this.tenants, tenant, (entry, state) =>
      this.database.read(entry, assignmentsOf(tenant, account, today(state)), false),
    );
    return postsOf(rows ?? []);
  }

  private recallByHash(hash: string): Session | null {
    const cached = this.cache.get(hash);
    const now = Date.now();
    if (!cached || !this.isCurrent(cached, now)) return null;
    cached.seenAt = now;
    this.noteSeen(cached, now);
    return cached;
  }

  /**
   * Who acts when no request does, with today's rights: for work that goes on after its request.
   * @param org the post from which it was asked; the account's first one when that is no longer his
   * @returns null when the account is gone or stopped
   */
  async actorOf(tenant: number, account: string, org: string | null): Promise<Omit<Actor, 'ip'> | null> {
    return inTenant(this.tenants, tenant, async (entry, state) => {
      const [row] = await this.database.read(
        entry,
        {
          text: 'select id as account, login, name, person from platform.account where tenant_id = $1::int4 and id = $2::uuid and stopped_at is null and frozen_at is null',
          values: [tenant, account],
        },
        false,
      );
      return row ? this.actor(entry, state, { ...row, org, day: today(state) }) : null;
    });
  }

  private async actor(entry: Entry, state: TenantState, row: TextRow & { day: string }): Promise<Omit<Actor, 'ip'>> {
    const posts = postsOf(await this.database.read(entry, assignmentsOf(state.id, row.account!, row.day), false));
    const post = posts.find(({ org }) => org === row.org) ?? posts[0] ?? { org: null, roles: [] };
    const place = post.org ? await orgPlace(this.database, entry, state, post.org) : { station: null, orgs: [] };
    const { id, name, label, model_rev, access_rev } = state;
    return {
      user: row.account!,
      login: row.login!,
      name: row.name!,
      person: row.person ?? null,
      kind: 'officer',
      tenant: { id, name, label, model_rev, access_rev },
      org: post.org,
      station: place.station,
      orgs: place.orgs,
      county: null,
      subject: null,
      roles: post.roles,
    };
  }

  private isCurrent(session: Session, now: number): boolean {
    if (now >= session.expiresAt || dateIn(new Date(now), session.zone) !== session.day) return false;
    const state = this.tenants.known(session.tenant);
    if (!state || now - session.seenAt > state.model.tenant.login.idle * 60_000) return false;
    const { model_rev, access_rev } = session.actor.tenant;
    return state.model_rev === model_rev && state.access_rev === access_rev;
  }

  private async load(hash: string): Promise<Session | null> {
    this.cache.delete(hash);
    const [key] = await this.database.platform({
      text: 'select tenant_id, session from platform.find_session($1)',
      values: [hash],
    });
    if (!key) return null;
    const tenant = Number(key.tenant_id);
    const session = await inTenant(this.tenants, tenant, async (entry, state) => {
      const day = today(state);
      const { login } = state.model.tenant;
      const [row] = await this.database.read(entry, sessionStatement(tenant, key.session!, login.idle), false);
      if (!row || !(await this.isWrittenDown(entry, tenant, row)) || (row.demo === 't' && this.production)) return null;
      const made: Session = {
        id: row.id!,
        tenant,
        actor: await this.actor(entry, state, { ...row, day }),
        csrf: csrfOf(hash),
        mustChange: row.must_change === 't' || isOverdue(login.days, Number(row.password_ms)),
        demo: row.demo === 't',
        expiresAt: Number(row.expires_ms),
        seenAt: Date.now(),
        writtenAt: Number(row.seen_ms),
        day,
        zone: state.model.tenant.time_zone,
      };
      return made;
    });
    if (session) {
      if (this.cache.size >= CACHED) this.cache.delete(this.cache.keys().next().value!);
      this.cache.set(hash, session);
      this.noteSeen(session, session.seenAt);
    }
    return session;
  }

  /** Before a session is kept in memory its row says so: whoever ends it then knows that this process has to be told. */
  private async isWrittenDown(entry: Entry, tenant: number, row: TextRow): Promise<boolean> {
    if (row.known_to!.includes(this.self)) return true;
    const [marked] = await this.database.write(entry, {
      text: `update platform.session set known_to = known_to || $3::uuid
             where tenant_id = $1::int4 and id = $2::uuid and revoked_at is null returning id`,
      values: [tenant, row.id!, this.self],
    });
    return marked!.length > 0;
  }

  /** Nobody waits for it; when it fails the session merely ends sooner. Also of one just read: it may be read again before it is recalled. */
  private noteSeen(session: Session, now: number): void {
    if (now - session.writtenAt <= SEEN_EVERY_MS) return;
    session.writtenAt = now;
    void inTenant(this.tenants, session.tenant, (entry) =>
      this.database.write(entry, {
        text: 'update platform.session set seen_at = now() where tenant_id = $1::int4 and id = $2::uuid and revoked_at is null',
        values: [session.tenant, session.id],
      }),
    ).catch(() => {});
  }
}

function sessionStatement(tenant: number, id: string, idle: number): Statement {
  return {
    text: `select s.id, s.account, s.org, a.login, a.name, a.person, a.must_change, a.demo, s.known_to::text as known_to,
             (extract(epoch from a.password_at) * 1000)::int8 as password_ms,
             (extract(epoch from s.expires_at) * 1000)::int8 as expires_ms, (extract(epoch from s.seen_at) * 1000)::int8 as seen_ms
           from platform.session s join platform.account a on a.tenant_id = s.tenant_id and a.id = s.account
           where s.tenant_id = $1::int4 and s.id = $2::uuid and s.revoked_at is null and s.expires_at > now()
             and s.seen_at > now() - make_interval(mins => $3::int4) and a.stopped_at is null and a.frozen_at is null`,
    // What was seen last is written down up to a minute later.
    values: [tenant, id, idle + 1],
  };
}

/** Roles of an account on a day, at their orgs. */
export function assignmentsOf(tenant: number, account: string, day: string): Statement {
  return {
    text: `select role, org from platform.assignment
           where tenant_id = $1::int4 and account = $2::uuid and deleted_at is null and starts_on <= $3::date and (ends_on is null or ends_on >= $3::date)
           order by starts_on, id`,
    values: [tenant, account, day],
  };
}

/** The same by post, in one order for one set. */
export function postsOf(rows: readonly Record<string, string | null>[]): Post[] {
  const posts: Post[] = [];
  for (const { role, org } of rows) {
    const post = posts.find((known) => known.org === org);
    if (!post) posts.push({ org: org ?? null, roles: [role!] });
    else if (!post.roles.includes(role!)) post.roles.push(role!);
  }
  // One order for one set: compiled statements are shared by officers with the same roles.
  for (const post of posts) post.roles.sort();
  return posts;
}

/** A password that the bureau's rules call too old is replaced like one that somebody else gave. */
function isOverdue(days: number, given: number): boolean {
  return days > 0 && Date.now() - given > days * 86_400_000;
}

function instant(column: string): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

/** The bureau's date. */
export function today(state: TenantState): string {
  return dateIn(new Date(), state.model.tenant.time_zone);
}

function hashOf(token: string): string {
  return digest('sha256', token, 'hex');
}

/** Bound to the session, needs no place of its own, and does not lead back to the cookie. */
function csrfOf(hash: string): string {
  return createHash('sha256').update(`csrf ${hash}`).digest('base64url');
}
