-- Servers that are running hold the search indexes as they were read, with the function that stood in them; they are told to read them
-- again, or their searches would go without until they connect anew.
do $$
declare
  one regclass;
begin
  for one in
    select i.indexrelid::regclass from pg_index i join pg_class c on c.oid = i.indexrelid
    where c.relnamespace = 'records'::regnamespace and c.relkind = 'i' and pg_get_indexdef(i.indexrelid) like '%platform.bigrams(%'
  loop
    execute format('alter index %s set (fastupdate = on)', one);
    execute format('alter index %s reset (fastupdate)', one);
  end loop;
end $$;
