-- The login log is read by its latest rows, and counted over the last day on the home page of whoever administers.
create index login_log_at on platform.login_log (tenant_id, at);
