-- By which formula a bureau's rows were last filled for a computed field that has a column; apply fills them again when it is another.
create table platform.stored_formula (
  tenant_id int4 not null references platform.tenant (id),
  entity text collate "C" not null,
  uid text collate "C" not null,
  -- sha-256 of the expression and of the code lists that it reads
  hash text collate "C" not null,
  primary key (tenant_id, entity, uid)
);
