-- Indexes of packaged fields over tables that have rows: built beside their writers after the revision that wants them, by whichever server
-- comes first; one that is cut short is built anew. No tenant's data is in here.
create table platform.index_build (
  name text collate "C" primary key,
  -- The table, columns and condition, and whether the table is one of parts.
  base text collate "C" not null,
  rest text collate "C" not null,
  large boolean not null,
  wanted_at timestamptz not null default now(),
  -- How far the build at hand has come, in blocks of the table; null until it is known.
  done int8 not null default 0,
  total int8,
  -- Builds that failed, what the last one said, and when it is tried again.
  failures int4 not null default 0,
  error text collate "C",
  retry_at timestamptz not null default now()
);
grant select on platform.index_build to shijian_app;
