// A whole Shijian for tests: its own database, data folder and port, the demo's bureaus and people, and clients that hold a
// session as a browser does. Over TEST_DATABASE_URL (a superuser, given by npm test) or, run alone, a PostgreSQL of its own.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { boot, type Running } from '../boot.ts';
import { readEnvironment, type Environment } from '../config/environment.ts';
import { inDatabase, prepareDatabase, withClient } from '../database/roles.ts';
import { quickHash } from './quick_password.ts';

export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed JSON where the answer is JSON, text otherwise, null when empty. */
  body: unknown;
}

/** A browser's session without a browser. */
export interface Client {
  csrf: string;
  cookie: string;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  put(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  patch(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  delete(path: string, headers?: Record<string, string>): Promise<Answer>;
}

export interface World {
  url: string;
  running: Running;
  /** app and admin as the server uses them; superuser to look behind row security. */
  urls: { app: string; admin: string; superuser: string };
  /** Password of all demo accounts. */
  password: string;
  /** Logs in as one of the demo's people. */
  login(login: string): Promise<Client>;
  /** A client without a session. */
  anonymous(): Client;
  stop(): Promise<void>;
}

export interface WorldOptions {
  /** Market subjects over all bureaus; a few are enough for most tests. */
  subjects?: number;
  /** Builds and serves the officer app, for browser tests. */
  screens?: boolean;
  /** Changes to the environment, such as `production`. */
  environment?: Partial<Environment>;
}

/** Boots a world of its own. Every caller stops what it started. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const data = mkdtempSync(path.join(os.tmpdir(), 'shijian-world-'));
  const scratch = process.env.TEST_DATABASE_URL ?? null;
  const name = `world_${randomBytes(6).toString('hex')}`;
  const drop = async (): Promise<void> => {
    rmSync(data, { recursive: true, force: true });
    if (scratch) await withClient(scratch, (client) => client.query(`drop database if exists ${name} with (force)`));
  };
  try {
    const environment: Environment = {
      ...readEnvironment({}),
      data,
      auditHeads: path.join(data, 'audit'),
      port: 0,
      requestsPerMinute: 0,
      ...(scratch ? { database: await scratchDatabase(scratch, name) } : {}),
      ...options.environment,
    };
    const running = await boot({
      demo: true,
      quiet: true,
      environment,
      subjects: options.subjects ?? 400,
      screens: options.screens ?? false,
    });
    const superuser = scratch ? inDatabase(scratch, name) : running.urls.superuser!;
    await withClient(superuser, (client) =>
      client.query('update platform.account set password = $1 where demo', [quickHash(running.password)]),
    );
    return {
      url: running.url,
      running,
      urls: { ...running.urls, superuser },
      password: running.password,
      login: (login) => logIn(running.url, login, running.password),
      anonymous: () => clientOf(running.url, '', ''),
      async stop() {
        await running.stop();
        await drop();
      },
    };
  } catch (error) {
    await drop();
    throw error;
  }
}

/** A client for any address. */
export function clientOf(url: string, cookie: string, csrf: string): Client {
  const send = async (
    method: string,
    at: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const json = body !== undefined && typeof body !== 'string' && !(body instanceof FormData);
    const response = await fetch(url + at, {
      method,
      redirect: 'manual',
      headers: {
        ...(cookie ? { Cookie: cookie } : {}),
        ...(csrf && method !== 'GET' ? { 'X-CSRF-Token': csrf } : {}),
        ...(json ? { 'Content-Type': 'application/json' } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: json ? JSON.stringify(body) : (body as string | FormData) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? null : isJson ? JSON.parse(text) : text,
    };
  };
  return {
    csrf,
    cookie,
    get: (at, headers) => send('GET', at, undefined, headers),
    post: (at, body, headers) => send('POST', at, body, headers),
    put: (at, body, headers) => send('PUT', at, body, headers),
    patch: (at, body, headers) => send('PATCH', at, body, headers),
    delete: (at, headers) => send('DELETE', at, undefined, headers),
  };
}

/** @throws Error with the answer when the login is refused */
export async function logIn(url: string, login: string, password: string): Promise<Client> {
  const answer = await clientOf(url, '', '').post('/api/session', { login, password });
  if (answer.status !== 200) throw new Error(`login of ${login}: ${answer.status} ${JSON.stringify(answer.body)}`);
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0]!;
  return clientOf(url, cookie, (answer.body as { csrf: string }).csrf);
}

/** Roles belong to the whole cluster, so every world of a run gives them the same passwords. */
async function scratchDatabase(superuser: string, name: string): Promise<{ app: string; admin: string }> {
  const passwords = { shijian_migrator: 'test', shijian_app: 'test' };
  await prepareDatabase(superuser, name, passwords);
  const url = (role: keyof typeof passwords): string => {
    const copy = new URL(inDatabase(superuser, name));
    copy.username = role;
    copy.password = passwords[role];
    return copy.href;
  };
  return { app: url('shijian_app'), admin: url('shijian_migrator') };
}
