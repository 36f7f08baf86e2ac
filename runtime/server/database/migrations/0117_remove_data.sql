-- Records of a package that a bureau has given up may go with their files: rows of its own, by the policy that holds for all it does.
grant delete on platform.file to shijian_app;

-- As before, and it says which rows went: EXECUTE leaves FOUND as it is, so that nothing was ever said to have gone.
create or replace function platform.remove_expired(relation regclass, records uuid[]) returns setof uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  own int4 := nullif(current_setting('app.tenant', true), '')::int4;
  one uuid;
  gone int8;
begin
  if own is null or not exists (
    select from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.oid = relation and c.relkind in ('r', 'p') and c.relrowsecurity and n.nspname = 'records'
  ) then
    raise exception 'no rows of a bureau' using errcode = '42501';
  end if;
  foreach one in array records loop
    begin
      execute format('delete from %s where tenant_id = $1 and id = $2', relation) using own, one;
      get diagnostics gone = row_count;
      if gone > 0 then return next one; end if;
    exception when foreign_key_violation then null;
    end;
  end loop;
end $$;
