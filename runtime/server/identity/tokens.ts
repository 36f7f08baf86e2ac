// Tokens of programs: made by a person for himself, narrower than he is, found by their hash, judged by his roles of today.
import { createHash, randomBytes } from 'node:crypto';
import type { Database, Statement } from '../database/client.ts';
import { uuidV7 } from '../records/uuid_v7.ts';
import { dateIn } from '../records/scene.ts';
import type { Tenants } from '../revisions/tenants.ts';
import { inTenant } from './in_tenant.ts';
import { orgPlace } from './org_place.ts';
import { assignmentsOf, postsOf, today, type Session } from './sessions.ts';
import { scopeName, type TokenScope } from './token_scope.ts';

/** A token as its owner sees it; the text itself is shown once. */
export interface TokenItem {
  id: string;
  label: string;
  entities: string[] | null;
  writes: boolean;
  /** Instants, UTC. */
  created_at: string;
  expires_at: string;
  used_at: string | null;
  used_ip: string | null;
}

export interface NewToken extends TokenScope {
  label: string;
  /** Days until it ends. */
  days: number;
}

const PREFIX = 'sjt_';
const FORM = /^sjt_[A-Za-z0-9_-]{43}$/;
/** Tokens of one account that last. */
export const MOST_TOKENS = 20;
const USED_EVERY_MS = 60_000;
const CACHED = 5_000;

export class Tokens {
  private readonly database: Database;
  private readonly tenants: Tenants;
  private readonly cache = new Map<string, Session>();

  constructor(parts: { database: Database; tenants: Tenants }) {
    this.database = parts.database;
    this.tenants = parts.tenants;
  }

  /** The token of an Authorization header; null where there is none, '' for what is no token of ours. */
  static inHeader(header: string | undefined): string | null {
    const given = /^Bearer\s+(.*)$/i.exec(header ?? '')?.[1]?.trim();
    return given === undefined ? null : FORM.test(given) ? given : '';
  }

  /**
   * Makes a token. @returns its text, which is kept nowhere; null when the account has MOST_TOKENS already
   */
  async make(session: Session, token: NewToken): Promise<{ id: string; text: string } | null> {
    const text = PREFIX + randomBytes(32).toString('base64url');
    const id = uuidV7();
    const rows = await inTenant(this.tenants, session.tenant, (entry, state) =>
      this.database.write(entry, {
        text: `with made as (
            insert into platform.token (tenant_id, id, token_hash, account, label, org, entities, writes, expires_at)
            select $1::int4, $2::uuid, decode($3, 'hex'), $4::uuid, $5::text, $6::uuid, $7::text[], $8::bool, now() + make_interval(days => $9::int4)
            where (select count(*) from platform.token t where t.tenant_id = $1::int4 and t.account = $4::uuid and t.revoked_at is null and t.expires_at > now()) < $10::int4
            returning id)
          ${audited('made', 'token made')}`,
        values: [
          session.tenant,
          id,
          hashOf(text),
          session.actor.user,
          token.label,
          session.actor.org,
          token.entities ? [...token.entities] : null,
          token.writes,
          token.days,
          MOST_TOKENS,
          session.actor.name,
          state.model_rev,
        ],
      }),
    );
    return rows?.[0]?.[0] ? { id, text } : null;
  }

  /** Tokens of the session's account that last, the latest first. */
  async listOf(session: Session): Promise<TokenItem[]> {
    const rows = await inTenant(this.tenants, session.tenant, (entry) =>
      this.database.read(entry, {
        text: `select id, label, to_json(entities)::text as entities, writes::text as writes, ${instant('created_at')} as created_at, ${instant('expires_at')} as expires_at,
                 ${instant('used_at')} as used_at, used_ip
               from platform.token where tenant_id = $1::int4 and account = $2::uuid and revoked_at is null and expires_at > now() order by created_at desc`,
        values: [session.tenant, session.actor.user],
      }),
    );
    return (rows ?? []).map((row) => ({
      id: row.id!,
      label: row.label!,
      entities: row.entities === null || row.entities === undefined ? null : (JSON.parse(row.entities) as string[]),
      writes: row.writes === 'true',
      created_at: row.created_at!,
      expires_at: row.expires_at!,
      used_at: row.used_at ?? null,
      used_ip: row.used_ip ?? null,
    }));
  }

  /** Ends a token of the session's account, at its next request. @returns false when there is none */
  async end(session: Session, id: string): Promise<boolean> {
    const rows = await inTenant(this.tenants, session.tenant, (entry, state) =>
      this.database.write(entry, {
        text: `with ended as (
            update platform.token set revoked_at = now() where tenant_id = $1::int4 and id = $2::uuid and account = $3::uuid and revoked_at is null returning id, label)
          insert into platform.audit (tenant_id, actor, actor_name, ip, action, entity, rev, after)
          select $1::int4, $3::uuid, $4::text, '', 'token ended', '', $5::int4, jsonb_build_object('token', id, 'label', label) from ended returning 1 as done`,
        values: [session.tenant, id, session.actor.user, session.actor.name, state.model_rev],
      }),
    );
    return Boolean(rows?.[0]?.[0]);
  }

  /** What a token may do now; null when it is unknown, ended, or its owner was stopped. @param fresh reads the tenant's counters anew */
  async find(token: string, ip: string, fresh = false): Promise<Session | null> {
    const hash = hashOf(token);
    const cached = this.cache.get(hash);
    if (cached && fresh) await this.tenants.refresh(cached.tenant);
    else if (cached && (await this.isCurrent(cached))) {
      if (Date.now() - cached.writtenAt > USED_EVERY_MS) this.writeUsed(cached, ip);
      return cached;
    }
    return this.load(hash, ip);
  }

  private async isCurrent(session: Session): Promise<boolean> {
    if (Date.now() >= session.expiresAt || dateIn(new Date(), session.zone) !== session.day) return false;
    const state = await this.tenants.get(session.tenant);
    const { model_rev, access_rev } = session.actor.tenant;
    return state?.model_rev === model_rev && state.access_rev === access_rev;
  }

  private async load(hash: string, ip: string): Promise<Session | null> {
    this.cache.delete(hash);
    const [key] = await this.database.platform({
      text: 'select tenant_id, token from platform.find_token($1)',
      values: [hash],
    });
    if (!key) return null;
    const tenant = Number(key.tenant_id);
    const session = await inTenant(this.tenants, tenant, async (entry, state): Promise<Session | null> => {
      const day = today(state);
      const [row] = await this.database.read(entry, tokenStatement(tenant, key.token!), false);
      if (!row) return null;
      const posts = postsOf(await this.database.read(entry, assignmentsOf(tenant, row.account!, day), false));
      const post = posts.find(({ org }) => org === (row.org ?? null)) ?? { org: null, roles: [] };
      const place = post.org ? await orgPlace(this.database, entry, state, post.org) : { station: null, orgs: [] };
      const { id, name, label, model_rev, access_rev } = state;
      const scope = { entities: JSON.parse(row.entities ?? 'null') as string[] | null, writes: row.writes === 'true' };
      return {
        id: row.id!,
        tenant,
        actor: {
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
          roles: [...post.roles, scopeName(scope)],
        },
        csrf: '',
        mustChange: false,
        demo: false,
        expiresAt: Number(row.expires_ms),
        seenAt: Date.now(),
        writtenAt: 0,
        day,
        zone: state.model.tenant.time_zone,
      };
    });
    if (!session) return null;
    if (this.cache.size >= CACHED) this.cache.delete(this.cache.keys().next().value!);
    this.cache.set(hash, session);
    this.writeUsed(session, ip);
    return session;
  }

  /** Nobody waits for it. */
  private writeUsed(session: Session, ip: string): void {
    session.writtenAt = Date.now();
    void inTenant(this.tenants, session.tenant, (entry) =>
      this.database.write(entry, {
        text: 'update platform.token set used_at = now(), used_ip = $3::text where tenant_id = $1::int4 and id = $2::uuid',
        values: [session.tenant, session.id, ip],
      }),
    ).catch(() => {});
  }
}

function tokenStatement(tenant: number, id: string): Statement {
  return {
    text: `select t.id, t.account, t.org, to_json(t.entities)::text as entities, t.writes::text as writes, a.login, a.name, a.person,
             (extract(epoch from t.expires_at) * 1000)::int8 as expires_ms
           from platform.token t join platform.account a on a.tenant_id = t.tenant_id and a.id = t.account
           where t.tenant_id = $1::int4 and t.id = $2::uuid and t.revoked_at is null and t.expires_at > now() and a.stopped_at is null and a.frozen_at is null`,
    values: [tenant, id],
  };
}

/** The act in the audit, in the statement that does it. */
function audited(from: string, action: string): string {
  return `insert into platform.audit (tenant_id, actor, actor_name, ip, action, entity, rev, after)
    select $1::int4, $4::uuid, $11::text, '', '${action}', '', $12::int4,
      jsonb_build_object('token', id, 'label', $5::text, 'entities', to_jsonb($7::text[]), 'writes', $8::bool, 'days', $9::int4) from ${from} returning 1 as done`;
}

const instant = (sql: string): string => `to_char(${sql} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
