// What operators set from outside, read once and checked. Everything has a default; a value that makes no sense stops the
// start with the name of the variable.
import path from 'node:path';
import { trustIn } from '../web/proxies.ts';

/** Folder of the whole project: package.json, metadata/, tenants/. */
export const ROOT = path.resolve(import.meta.dirname, '../../..');

export interface Environment {
  /** Address to listen on; 0.0.0.0 opens the server to the network. */
  host: string;
  /** 0 takes any free port. */
  port: number;
  /** Folder of the embedded database and of files. */
  data: string;
  /** Folder of the audit's heads; best on a disk that whoever runs the database cannot write to. */
  auditHeads: string;
  /** A PostgreSQL of the operator's: both addresses, or neither for the embedded one. */
  database: { app: string; admin: string } | null;
  /** Connections of this process; more only queue inside PostgreSQL. */
  pool: number;
  production: boolean;
  /** Addresses of reverse proxies whose X-Forwarded-* is believed. */
  proxies: string[];
  /** Requests a minute of one account or token; 0 for no limit. */
  requestsPerMinute: number;
  /** Milliseconds after which a statement of a request is given up. */
  statementMs: number;
  /** One line a request on standard output. */
  accessLog: boolean;
}

/** @throws Error naming the variable and what it takes */
export function readEnvironment(env: NodeJS.ProcessEnv = process.env): Environment {
  const port = Number(env.PORT ?? '3333');
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Error(`PORT must be a number from 0 to 65535, not "${env.PORT}".`);
  if (Boolean(env.DATABASE_URL) !== Boolean(env.DATABASE_ADMIN_URL)) {
    throw new Error(
      'Set DATABASE_URL (role shijian_app) and DATABASE_ADMIN_URL (role shijian_migrator) together, or neither. ' +
        '"npm run db:prepare" shows how to make the roles.',
    );
  }
  for (const name of ['DATABASE_URL', 'DATABASE_ADMIN_URL']) checkUrl(name, env[name]);
  const data = path.resolve(ROOT, env.SHIJIAN_DATA || '.shijian');
  return {
    host: env.HOST || '127.0.0.1',
    port,
    data,
    auditHeads: path.resolve(ROOT, env.SHIJIAN_AUDIT_HEADS || path.join(data, 'audit')),
    database:
      env.DATABASE_URL && env.DATABASE_ADMIN_URL ? { app: env.DATABASE_URL, admin: env.DATABASE_ADMIN_URL } : null,
    pool: readCount('DATABASE_POOL', env.DATABASE_POOL, 10, 1),
    production: env.NODE_ENV === 'production',
    proxies: readProxies(env.TRUST_PROXY),
    requestsPerMinute: readCount('REQUESTS_PER_MINUTE', env.REQUESTS_PER_MINUTE, 1_200),
    statementMs: readCount('STATEMENT_SECONDS', env.STATEMENT_SECONDS, 30, 1) * 1_000,
    accessLog: env.ACCESS_LOG === '1',
  };
}

function readCount(name: string, value: string | undefined, fallback: number, least = 0): number {
  const count = Number(value ?? fallback);
  if (!Number.isInteger(count) || count < least)
    throw new Error(`${name} must be a whole number${least > 0 ? ` from ${least}` : ''}, not "${value}".`);
  return count;
}

function readProxies(value = 'loopback'): string[] {
  const proxies = value
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  try {
    trustIn(proxies);
  } catch (error) {
    throw new Error(
      `TRUST_PROXY takes addresses and ranges such as loopback,10.0.0.0/8, not "${value}": ${(error as Error).message}.`,
      { cause: error },
    );
  }
  return proxies;
}

/** The value may hold a password and is not repeated. @throws Error naming the variable */
export function checkUrl(name: string, value: string | undefined): void {
  if (!value) return;
  const url = URL.canParse(value) ? new URL(value) : null;
  if (!url || !/^postgres(ql)?:$/.test(url.protocol))
    throw new Error(`${name} must read postgres://role:password@host:port/database.`);
}
