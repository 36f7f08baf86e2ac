-- Unique keys across bureaus. A claim whose rule ends in @city or @all is held here as well, in one space for the city or
-- for everybody; who is second hears no, and never of whom. Nobody but these triggers reads or writes the table.
create table platform.claim_across (
  -- The city's tenant; 0 for all bureaus.
  space int4 not null,
  rule text collate "C" not null,
  key text collate "C" not null,
  tenant_id int4 not null references platform.tenant (id),
  record uuid not null,
  primary key (space, rule, key)
);
create index claim_across_holder on platform.claim_across (tenant_id, record);
alter table platform.claim_across enable row level security;
alter table platform.claim_across force row level security;
create policy hold on platform.claim_across for all to shijian_owner using (true) with check (true);

-- The bureau whose counties share a city's keys: itself where bureaus stand below it, else the one above.
create function platform.city_of(tenant int4) returns int4 language sql stable as $$
  select case when exists (select from platform.tenant below where below.parent = t.id) then t.id else coalesce(t.parent, t.id) end
  from platform.tenant t where t.id = city_of.tenant
$$;

create function platform.key_space(tenant int4, rule text) returns int4 language sql stable as $$
  select case when key_space.rule like '%@all' then 0 else platform.city_of(key_space.tenant) end
$$;

-- A second writer of the key waits here for the first one's transaction. Null keeps the claim out: whoever inserted it sees no row.
create function platform.take_across() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into platform.claim_across (space, rule, key, tenant_id, record)
  values (platform.key_space(new.tenant_id, new.rule), new.rule, new.key, new.tenant_id, new.record)
  on conflict do nothing;
  if found then return new; end if;
  return null;
end $$;

create function platform.free_across() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from platform.claim_across c
  where c.space = platform.key_space(old.tenant_id, old.rule) and c.rule = old.rule and c.key = old.key
    and c.tenant_id = old.tenant_id and c.record = old.record;
  return null;
end $$;

-- Which of these keys another bureau holds, for an import that is only tried: yes or no, nothing more.
create function platform.held_elsewhere(rules text[], keys text[]) returns table (rule text, key text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select c.rule, c.key
  from unnest(held_elsewhere.rules, held_elsewhere.keys) as wanted(rule, key)
  join platform.claim_across c on c.rule = wanted.rule and c.key = wanted.key
  join platform.tenant t on t.id = nullif(current_setting('app.tenant', true), '')::int4
  where c.space = platform.key_space(t.id, c.rule) and c.tenant_id <> t.id
$$;

create trigger across_taken before insert on platform.claim
  for each row when (new.rule like '%@%') execute function platform.take_across();
create trigger across_freed after delete on platform.claim
  for each row when (old.rule like '%@%') execute function platform.free_across();

revoke execute on function platform.city_of(int4), platform.key_space(int4, text), platform.take_across(), platform.free_across(), platform.held_elsewhere(text[], text[]) from public;
grant execute on function platform.held_elsewhere(text[], text[]) to shijian_app;
