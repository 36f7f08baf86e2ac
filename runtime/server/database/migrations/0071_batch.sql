-- A batch that was sent twice is known by its key, too; it wrote several records.
alter table platform.idempotency add column records uuid[];
