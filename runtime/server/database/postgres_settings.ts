// What the embedded PostgreSQL is told at every start; an operator's own settings win over it.

/**
 * Text of shijian.conf.
 * @param durable false gives up safety against power cuts, for scratch clusters of tests
 */
export function settings(durable: boolean): string {
  const lines = [
    '# Written at every start. What you want otherwise goes into local.conf beside this file.',
    "listen_addresses = '127.0.0.1'",
    'max_connections = 60',
    'shared_buffers = 256MB',
    'work_mem = 16MB',
    'maintenance_work_mem = 256MB',
    'max_wal_size = 2GB',
    'checkpoint_timeout = 15min',
    'random_page_cost = 1.1',
    'jit = off',
    "timezone = 'UTC'",
    "log_timezone = 'UTC'",
    "lc_messages = 'C'",
    // Values of a failed statement are data of persons: they stay out of the log.
    'log_parameter_max_length_on_error = 0',
    'log_min_error_statement = panic',
    `fsync = ${durable ? 'on' : 'off'}`,
    `full_page_writes = ${durable ? 'on' : 'off'}`,
  ];
  if (!durable) lines.push('synchronous_commit = off', "wal_level = 'minimal'", 'max_wal_senders = 0');
  return `${lines.join('\n')}\n`;
}
