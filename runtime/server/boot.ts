// From nothing to a server that answers: the apps, database, roles, migrations, every bureau's documents, demo, HTTP.
// Every step may be run again; a start after a crash goes through the same steps.
import { mkdirSync } from 'node:fs';
import { HeadFiles } from './audit/heads.ts';
import { Sealer } from './audit/sealer.ts';
import { readEnvironment, type Environment } from './config/environment.ts';
import { Database } from './database/client.ts';
import { startEmbedded, type DatabaseRole, type EmbeddedPostgres } from './database/embedded_postgres.ts';
import { migrate } from './database/migrate.ts';
import { inDatabase, prepareDatabase, verifyDatabase, withClient } from './database/roles.ts';
import { DEMO_SUBJECTS, demoPeople, demoState, loadDemoData, markDemo, type DemoAccount } from './demo.ts';
import { findMissing } from './health/routes.ts';
import { createDemoAccounts } from './identity/accounts.ts';
import { Tokens } from './identity/tokens.ts';
import { RequestLimits } from './web/request_limits.ts';
import { Sessions } from './identity/sessions.ts';
import { Relay } from './outbox/relay.ts';
import { Guests } from './plugin_code/guests.ts';
import { SavedCalls } from './plugin_code/saved_calls.ts';
import { deskOf } from './records/in_tenant.ts';
import { JobRunner } from './jobs/runner.ts';
import { JOB_HANDLERS } from './transfer/job_handlers.ts';
import { Seal } from './records/seal.ts';
import { progress, type Progress } from './progress.ts';
import { Retention } from './retention/retention.ts';
import { analyzeRecords } from './revisions/analyze.ts';
import { applyAllTenants } from './revisions/apply_all.ts';
import { Backfills } from './revisions/backfills.ts';
import { Builds } from './revisions/builds.ts';
import { Tenants } from './revisions/tenants.ts';
import { checkPort, startHttp } from './start/app.ts';
import type { Services } from './start/services.ts';
import { appsToBuild, buildApp } from './web/build_apps.ts';

export interface BootOptions {
  /** Made-up bureaus with accounts (`npm start`), or whatever is there (`npm run serve`). */
  demo: boolean;
  /** Market subjects of the demo. */
  subjects?: number;
  port?: number;
  quiet?: boolean;
  /** False leaves the apps as they are, for tests that open no page. */
  screens?: boolean;
  environment?: Environment;
}

export interface Running {
  url: string;
  database: Database;
  services: Services;
  /** Addresses of the database for both roles that log in; of the superuser where the database is the embedded one. */
  urls: { app: string; admin: string; superuser: string | null };
  /** Accounts of the demo; none in production. */
  accounts: readonly DemoAccount[];
  /** Password of those accounts. */
  password: string;
  /** Ends requests first, then connections, then the embedded database. Once. */
  stop(): Promise<void>;
}

const EMBEDDED_DATABASE = 'shijian';
/** Bureaus whose models are made before the first request; the others' at their own first. */
const WARM = 100;
/** A bureau that nobody worked in for twice as long is no longer held in memory. */
const REST_MS = 600_000;
const NOBODY: { accounts: readonly DemoAccount[]; password: string } = { accounts: [], password: '' };

/**
 * Starts everything.
 * @throws Error with what to do: a busy port, an unfit database, documents that do not compile, real data under a demo
 */
export async function boot(options: BootOptions): Promise<Running> {
  const environment = { ...(options.environment ?? readEnvironment()) };
  if (options.port !== undefined) environment.port = options.port;
  const say = progress(options.quiet ?? false);
  await checkPort(environment.host, environment.port);
  mkdirSync(environment.data, { recursive: true });
  const undo: (() => Promise<void>)[] = [];
  const stop = once(async () => {
    for (const step of undo.reverse()) await step();
  });
  try {
    const screens = options.screens === false ? Promise.resolve() : buildScreens(say);
    // The build runs beside the database; a failure of either is told when both have ended.
    const [built, opened] = await Promise.allSettled([screens, openDatabase(environment, say, undo)]);
    if (opened.status === 'rejected') throw opened.reason;
    if (built.status === 'rejected') throw built.reason;
    const { urls, embedded } = opened.value;
    await migrateAndCheck(options.demo, environment, urls, embedded, say);
    await say.step('Applying the documents of every bureau', () =>
      applyAllTenants(urls.admin, urls.app, { data: environment.data, say: say.note }),
    );
    const database = Database.open(urls.app, { max: environment.pool, statementMs: environment.statementMs });
    undo.push(() => database.close());
    const tenants = new Tenants(database);
    const sessions = new Sessions({ database, tenants, production: environment.production });
    const relay = new Relay(database);
    const guests = new Guests();
    undo.push(() => guests.stop());
    const parts = {
      environment,
      database,
      tenants,
      sessions,
      tokens: new Tokens({ database, tenants }),
      limits: new RequestLimits(environment.requestsPerMinute),
      relay,
      guests,
      adminUrl: urls.admin,
      demo: options.demo,
    };
    const jobs = new JobRunner(parts, JOB_HANDLERS);
    const services: Services = Object.assign(parts, { jobs });
    await tenants.warm(WARM);
    const resting = setInterval(() => tenants.rest(), REST_MS).unref();
    undo.push(async () => clearInterval(resting));
    const { accounts, password } = options.demo
      ? await fillDemo(services, options.subjects ?? DEMO_SUBJECTS, say)
      : NOBODY;
    const sealer = new Sealer(database, new HeadFiles(environment.auditHeads), {
      tell: ({ tenant, n, hash, at }) => environment.accessLog && say.note(`audit head ${tenant} ${n} ${hash} ${at}`),
    });
    sealer.start();
    undo.push(() => sealer.stop());
    const saved = new SavedCalls({ database, tenants, sessions, guests, desk: deskOf(parts) });
    relay.subscribe(saved);
    saved.start();
    undo.push(() => saved.stop());
    relay.start();
    undo.push(() => relay.stop());
    const retention = new Retention(services);
    retention.start();
    undo.push(() => retention.stop());
    const backfills = new Backfills({ database, tenants, seal: () => Seal.open(environment.data), say: say.note });
    backfills.start();
    undo.push(() => backfills.stop());
    const builds = new Builds({ database, tenants, adminUrl: urls.admin, say: say.note });
    builds.start();
    undo.push(() => builds.stop());
    const app = await startHttp(services);
    undo.push(() => app.close());
    jobs.start();
    undo.push(() => jobs.stop());
    const missing = (await findMissing(services)).filter(
      ({ what }) => !what.endsWith('_app') || options.screens !== false,
    );
    if (missing.length > 0)
      throw new Error(`not ready: ${missing.map(({ what, why }) => `${what} (${why})`).join('; ')}`);
    return { url: app.url, database, services, urls, accounts, password, stop };
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
}

async function buildScreens(say: Progress): Promise<void> {
  // One beside the other: each is a process of its own.
  await Promise.all(appsToBuild().map((app) => say.step(`Building the ${app.name} app`, () => buildApp(app))));
}

async function openDatabase(
  environment: Environment,
  say: Progress,
  undo: (() => Promise<void>)[],
): Promise<{ urls: Running['urls']; embedded: EmbeddedPostgres | null }> {
  if (environment.database) {
    const urls = { ...environment.database, superuser: null };
    await say.step('Checking the database', () => verifyDatabase(urls.app, urls.admin));
    return { urls, embedded: null };
  }
  const embedded = await say.step('Starting PostgreSQL', () =>
    startEmbedded({ data: environment.data, log: say.note }),
  );
  undo.push(() => embedded.stop());
  await prepareEmbedded(embedded);
  const url = (role: DatabaseRole) => embedded.url(role, EMBEDDED_DATABASE);
  const urls = { app: url('shijian_app'), admin: url('shijian_migrator'), superuser: url('postgres') };
  return { urls, embedded };
}

/** Migrations, and whose data are there: a demo is never started over real data, nor a production server over a demo. */
async function migrateAndCheck(
  demo: boolean,
  environment: Environment,
  urls: Running['urls'],
  embedded: EmbeddedPostgres | null,
  say: Progress,
): Promise<void> {
  await say.step('Bringing tables up to date', () => migrate(urls.admin));
  const state = await demoState(urls.admin);
  if (demo && state === 'real') {
    throw new Error(
      'This database holds bureaus that are no demo. Use "npm run serve", or another SHIJIAN_DATA for the demo.',
    );
  }
  if (!demo && (state === 'loading' || state === 'loaded')) {
    throw new Error(
      'This database holds made-up data of the demo. Set SHIJIAN_DATA (or DATABASE_URL) to a place of its own for production.',
    );
  }
  if (demo && state === 'loading') {
    if (!embedded)
      throw new Error('The demo data in this database were cut short. Drop the database and prepare it again.');
    await say.step('Starting over: the last load of demo data was cut short', async () => {
      await dropDatabase(embedded);
      // The chains begin anew with the database.
      new HeadFiles(environment.auditHeads).clear();
      await prepareEmbedded(embedded);
      await migrate(urls.admin);
    });
  }
  if (demo && state !== 'loaded') await markDemo(urls.admin, 'loading');
}

async function fillDemo(services: Services, subjects: number, say: Progress): Promise<typeof NOBODY> {
  const { database, adminUrl, environment } = services;
  const fresh = (await demoState(adminUrl)) !== 'loaded';
  if (fresh)
    await say.step('Making up market subjects and what belongs to them', () =>
      loadDemoData(database, { subjects, data: environment.data }, say.note),
    );
  const [people] = await Promise.all([
    environment.production ? NOBODY : makeAccounts(services, say),
    fresh && say.step('Gathering statistics of what was made up', () => analyzeRecords(adminUrl)),
  ]);
  if (fresh) await markDemo(adminUrl, 'loaded');
  return people;
}

async function makeAccounts(services: Services, say: Progress): Promise<typeof NOBODY> {
  const { demoAccounts: accounts, demoPassword: password } = await demoPeople();
  await say.step('Accounts of the demo', () => createDemoAccounts(services, accounts, password));
  return { accounts, password };
}

function prepareEmbedded(embedded: EmbeddedPostgres): Promise<void> {
  return prepareDatabase(embedded.url('postgres', 'postgres'), EMBEDDED_DATABASE, embedded.passwords);
}

async function dropDatabase(embedded: EmbeddedPostgres): Promise<void> {
  await withClient(inDatabase(embedded.url('postgres', 'postgres'), 'postgres'), async (client) => {
    await client.query(`drop database if exists ${EMBEDDED_DATABASE} with (force)`);
  });
}

function once(body: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  return () => (running ??= body());
}
