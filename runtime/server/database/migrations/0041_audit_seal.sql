-- Seals over the audit: every second the rows of all finished transactions become one more link of their bureau's chain, and the chain's
-- head leaves the database. What was sealed cannot be altered, removed or added to unseen.
create index audit_xid on platform.audit (tenant_id, xid);

create table platform.audit_seal (
  tenant_id int4 not null references platform.tenant (id),
  n int8 not null check (n > 0),
  at timestamptz not null,
  -- Transactions from `since` to just before `below`; every one of them had ended.
  since xid8 not null,
  below xid8 not null,
  rows int8 not null,
  -- The rows in order of (xid, seq), and 32 bytes a row: sha256 of what it says. They tell which row it was when the root differs.
  seqs int8[] not null,
  leaves bytea not null,
  -- Merkle root of the leaves; hash of this seal with the one before it.
  root bytea not null,
  previous bytea not null,
  hash bytea not null,
  primary key (tenant_id, n)
);
alter table platform.audit_seal enable row level security;
alter table platform.audit_seal force row level security;
create policy own on platform.audit_seal for select to shijian_app
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::int4));
-- The function below runs as the owner, for whom there is no way to alter or remove a seal either.
create policy look on platform.audit_seal for select to shijian_owner using (true);
create policy add on platform.audit_seal for insert to shijian_owner with check (true);
create policy seal on platform.audit for select to shijian_owner using (true);
grant select on platform.audit_seal to shijian_app;

-- What a row says, as text: every column that holds something. A column that is added later must be null in old rows. The session's
-- time zone has to be UTC.
create function platform.audit_line(line platform.audit) returns text language sql stable as $$
  select jsonb_strip_nulls(to_jsonb(line) - '{before,after}'::text[])::text || E'\x1e' || coalesce(line.before::text, '') || E'\x1e' || coalesce(line.after::text, '')
$$;

-- Root of a binary tree over hashes: a leaf is sha256(00 text), a node is sha256(01 left right), a lone one at the end of a level sha256(01 it).
create function platform.merkle_root(leaves bytea[]) returns bytea
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare level bytea[] := leaves;
begin
  while cardinality(level) > 1 loop
    level := array(
      select sha256('\x01'::bytea || string_agg(node, '' order by place))
      from unnest(level) with ordinality as nodes(node, place)
      group by (place - 1) / 2 order by (place - 1) / 2);
  end loop;
  return level[1];
end $$;

-- Seals what has ended, at most about `most` rows of each bureau. One process at a time; the others get no row. Returns the new heads.
create function platform.seal_audit(most int4) returns table (tenant_id int4, tenant text, n int8, at text, rows int8, hash text, more boolean)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
declare
  ended xid8;
  bureau record;
  cut xid8;
  made platform.audit_seal;
  hashes bytea[];
begin
  if not pg_try_advisory_xact_lock(7302) then return; end if;
  -- Whatever is below was committed or rolled back before this moment; the statements after this one see all of it.
  ended := pg_snapshot_xmin(pg_current_snapshot());
  for bureau in
    select t.id, t.name, s.n, s.below, s.hash from platform.tenant t
    left join lateral (select l.n, l.below, l.hash from platform.audit_seal l where l.tenant_id = t.id order by l.n desc limit 1) s on true
    where exists (
      select from platform.audit a where a.tenant_id = t.id and a.xid >= coalesce(s.below, '0'::xid8) and a.xid < ended)
    order by t.id
  loop
    -- A transaction is never cut in two.
    select a.xid into cut from platform.audit a
    where a.tenant_id = bureau.id and a.xid >= coalesce(bureau.below, '0'::xid8) and a.xid < ended
    order by a.xid offset seal_audit.most limit 1;
    made.tenant_id := bureau.id;
    made.n := coalesce(bureau.n, 0) + 1;
    made.at := date_trunc('milliseconds', clock_timestamp());
    made.since := coalesce(bureau.below, '0'::xid8);
    made.below := case when cut is null then ended else (cut::text::numeric + 1)::text::xid8 end;
    made.previous := coalesce(bureau.hash, decode(repeat('00', 32), 'hex'));
    select count(*), array_agg(l.seq order by l.xid, l.seq), array_agg(l.leaf order by l.xid, l.seq)
    into made.rows, made.seqs, hashes
    from (
      select a.seq, a.xid, sha256('\x00'::bytea || convert_to(platform.audit_line(a), 'UTF8')) as leaf
      from platform.audit a where a.tenant_id = bureau.id and a.xid >= made.since and a.xid < made.below
    ) l;
    made.leaves := (select string_agg(leaf, '' order by place) from unnest(hashes) with ordinality as h(leaf, place));
    made.root := platform.merkle_root(hashes);
    made.hash := sha256(convert_to(concat_ws('|', 'shijian.seal.1', made.tenant_id, made.n,
      to_char(made.at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), made.since, made.below, made.rows,
      encode(made.root, 'hex'), encode(made.previous, 'hex')), 'UTF8'));
    insert into platform.audit_seal select made.*;
    tenant_id := bureau.id; tenant := bureau.name; n := made.n; rows := made.rows; more := cut is not null;
    at := to_char(made.at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'); hash := encode(made.hash, 'hex');
    return next;
  end loop;
end $$;

-- Last seal of each bureau: what a process that starts compares with the heads outside.
create function platform.audit_heads() returns table (tenant_id int4, tenant text, n int8, at text, rows int8, hash text)
language sql stable security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
  select t.id, t.name, s.n, to_char(s.at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), s.rows, encode(s.hash, 'hex')
  from platform.tenant t
  cross join lateral (select l.* from platform.audit_seal l where l.tenant_id = t.id order by l.n desc limit 1) s
  order by t.id
$$;

-- A login or logout is part of what a bureau's audit says.
create function platform.audit_login() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into platform.audit (tenant_id, actor, actor_name, ip, action, entity, rev, after)
  select new.tenant_id, new.account, coalesce(a.name, new.login), new.ip,
    case new.outcome when 'ok' then 'login' when 'out' then 'logout' else 'login_refused' end, 'platform.account', t.model_rev,
    jsonb_build_object('login', new.login, 'outcome', new.outcome, 'agent', new.agent)
  from platform.tenant t left join platform.account a on a.tenant_id = t.id and a.id = new.account
  where t.id = new.tenant_id;
  return null;
end $$;
create policy log on platform.audit for insert to shijian_owner with check (true);
create trigger audit after insert on platform.login_log for each row when (new.tenant_id is not null) execute function platform.audit_login();

revoke execute on all functions in schema platform from public;
grant execute on function platform.seal_audit, platform.audit_heads, platform.audit_line, platform.merkle_root to shijian_app;
