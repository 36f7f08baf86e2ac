-- The index over ids of the audit says how an id is made instead of naming the function, whose text would be read again at every
-- insert. Queries that name the function find the index all the same.
drop index platform.audit_id;
create index audit_id on platform.audit (tenant_id, (('00000000-0000-7000-8000-' || lpad(to_hex(seq), 12, '0'))::uuid));
