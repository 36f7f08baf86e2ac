-- A bureau reads the rows of the bureaus below it, where a role says so, and never writes them. Which bureaus a statement
-- reaches is set by the statement that enters (app.reach); what is logged and filed about a row is read with the row.

-- A bureau that takes its first revision is one more for those above it: what they know of their counties is out of date.
create function platform.bump_above() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update platform.tenant set access_rev = access_rev + 1 where id = any (new.above) and id <> new.id;
  return null;
end $$;
revoke execute on function platform.bump_above() from public;
create trigger above after update of model_rev on platform.tenant
  for each row when (old.model_rev = 0 and new.model_rev > 0) execute function platform.bump_above();

create policy reach on platform.audit for select to shijian_app
  using (tenant_id = any ((select nullif(current_setting('app.reach', true), '')::int4[])::int4[]));
create policy reach on platform.file for select to shijian_app
  using (tenant_id = any ((select nullif(current_setting('app.reach', true), '')::int4[])::int4[]));

-- Who writes a register that is kept above its readers: the city's own is written by a bureau that has bureaus below it, or
-- none above; the platform's by no bureau.
create function platform.keeps(place text) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select place = 'city' and coalesce((
    select t.parent is null or exists (select from platform.tenant c where c.parent = t.id)
    from platform.tenant t where t.id = nullif(current_setting('app.tenant', true), '')::int4), false)
$$;
revoke execute on function platform.keeps(text) from public;
grant execute on function platform.keeps(text) to shijian_app, shijian_owner;
