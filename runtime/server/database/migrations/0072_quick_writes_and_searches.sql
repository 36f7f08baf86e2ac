-- Nothing to refuse is null: the function is then not called at all, which is nearly every write.
alter function platform.refuse(text[]) strict;
-- The events are written by the server's own statements alone; a check is compiled anew by every one of them.
alter table platform.outbox drop constraint if exists outbox_event_check;

-- Pairs of characters that a good part of a table's rows hold, by the statistics of its search index; none before the first analysis. How
-- rows are looked for hangs on it, never which may be found.
create function platform.common_grams(of_table text, part_at_least float4) returns text[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(u.gram), '{}')
  from pg_stats s, unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) as u(gram, part)
  where s.schemaname = 'records' and s.tablename = of_table || '__search' and u.gram is not null and u.part >= part_at_least
$$;
revoke execute on function platform.common_grams(text, float4) from public;
grant execute on function platform.common_grams(text, float4) to shijian_app;
