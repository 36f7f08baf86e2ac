// Login: who is behind a name and password. Failures are counted by login and by address; an unknown login, a wrong
// password, a stopped account and a demo account in production all get the same answer at the same cost.
import type { HttpContext } from '@adonisjs/core/http';
import { Problem } from '../exceptions/problem.ts';
import type { Services } from '../start/services.ts';
import { deviceOf, placeOf } from './device.ts';
import { inTenant } from './in_tenant.ts';
import { verifyPassword } from './passwords.ts';
import { checkOrigin, setCookie } from './session_middleware.ts';

const WINDOW_MINUTES = 15;
const FAILURES_PER_LOGIN = 5;
/** A whole station shares one address: it takes more to lock it than one officer. */
const FAILURES_PER_ADDRESS = 30;

/** So many failures before a success are worth a look. */
const SUSPICIOUS_FAILURES = 3;
/** Hour of the day before which nobody is expected. */
const DAWN = 5;

interface Attempt {
  login: string;
  password: string;
  ip: string;
  agent: string;
}

interface Account {
  tenant: number;
  id: string;
  password: string;
  stopped: boolean;
  demo: boolean;
}

type Outcome = 'ok' | 'wrong' | 'locked' | 'stopped' | 'out';

/** One attempt after the other for each login, so that many at once are counted like many in a row. */
const lanes = new Map<string, Promise<unknown>>();

/** `POST /api/session`. @throws Problem 401 E_LOGIN_FAILED, 429 E_LOGIN_LOCKED, 403 E_POST_NONE */
export async function logIn(ctx: HttpContext): Promise<void> {
  checkOrigin(ctx);
  const { services } = ctx;
  const { login, password } = (ctx.request.body() ?? {}) as { login?: unknown; password?: unknown };
  if (typeof login !== 'string' || typeof password !== 'string' || password.length > 1000) throw refused();
  const attempt: Attempt = {
    login: login.trim().normalize('NFKC').toLowerCase().slice(0, 64),
    password,
    ip: ctx.request.ip(),
    agent: ctx.request.header('user-agent') ?? '',
  };
  const token = await inLane(attempt.login, () => open(services, attempt));
  const session = await services.sessions.find(token);
  if (!session) throw refused();
  const { actor, csrf, mustChange } = session;
  setCookie(ctx, token);
  ctx.response.header('Cache-Control', 'no-store');
  ctx.response.send({
    user: { id: actor.user, login: actor.login, name: actor.name },
    tenant: { name: actor.tenant.name, label: actor.tenant.label },
    csrf,
    must_change: mustChange,
  });
}

/** `DELETE /api/session`. */
export async function logOut(ctx: HttpContext): Promise<void> {
  const { actor, services, session } = ctx;
  await services.sessions.end(session);
  const attempt = { login: actor.login, ip: actor.ip, agent: ctx.request.header('user-agent') ?? '' };
  await log(services, attempt, 'out', { tenant: session.tenant, id: actor.user });
  setCookie(ctx, null);
  ctx.response.status(204).send(null);
}

async function open(services: Services, attempt: Attempt): Promise<string> {
  const [failures] = await services.database.platform({
    text: 'select by_login, by_ip from platform.login_failures($1, $2, make_interval(mins => $3::int4))',
    values: [attempt.login, attempt.ip, WINDOW_MINUTES],
  });
  if (Number(failures!.by_login) >= FAILURES_PER_LOGIN || Number(failures!.by_ip) >= FAILURES_PER_ADDRESS) {
    const held = await findAccount(services, attempt.login);
    await log(services, attempt, 'locked', held, ['many_failures']);
    throw new Problem(
      429,
      'E_LOGIN_LOCKED',
      `输错次数过多，请 ${WINDOW_MINUTES} 分钟后再试`,
      {},
      { 'Retry-After': String(WINDOW_MINUTES * 60) },
    );
  }
  const account = await findAccount(services, attempt.login);
  const known = account && !(account.demo && services.environment.production) ? account : null;
  const right = await verifyPassword(attempt.password, known?.password ?? null);
  if (!known || !right || known.stopped) {
    const many = Number(failures!.by_login) + 1 >= FAILURES_PER_LOGIN;
    await log(services, attempt, known?.stopped && right ? 'stopped' : 'wrong', account, many ? ['many_failures'] : []);
    throw refused();
  }
  const [post] = await services.sessions.posts(known.tenant, known.id);
  if (!post) throw new Problem(403, 'E_POST_NONE', '您的账号目前没有有效岗位，请联系本单位管理员');
  await log(services, attempt, 'ok', known, await signsOf(services, attempt, known, Number(failures!.by_login)));
  await noteLogin(services, attempt, known);
  return services.sessions.open({
    tenant: known.tenant,
    account: known.id,
    org: post.org,
    ip: attempt.ip,
    agent: attempt.agent,
  });
}

async function findAccount(services: Services, login: string): Promise<Account | null> {
  const { database, tenants } = services;
  const [key] = await database.platform({
    text: 'select tenant_id, account from platform.find_login($1)',
    values: [login],
  });
  if (!key) return null;
  const tenant = Number(key.tenant_id);
  const rows = await inTenant(tenants, tenant, (entry) =>
    database.read(entry, {
      text: 'select password, stopped_at is not null or frozen_at is not null as stopped, demo from platform.account where tenant_id = $1::int4 and id = $2::uuid',
      values: [tenant, key.account!],
    }),
  );
  const row = rows?.[0];
  return row
    ? { tenant, id: key.account!, password: row.password!, stopped: row.stopped === 't', demo: row.demo === 't' }
    : null;
}

async function log(
  services: Services,
  attempt: Omit<Attempt, 'password'>,
  outcome: Outcome,
  account: Pick<Account, 'tenant' | 'id'> | null,
  signs: string[] = [],
): Promise<void> {
  await services.database.platform({
    text: 'select platform.log_login($1, $2, $3, $4, $5::int4, $6::uuid, $7, $8, $9::text[])',
    values: [
      ...[attempt.login, attempt.ip, attempt.agent, outcome, account?.tenant ?? null, account?.id ?? null],
      ...[placeOf(attempt.ip), deviceOf(attempt.agent), signs],
    ],
  });
}

/** What is unusual about a login that succeeds, held against the account's own past; the first one has none. */
async function signsOf(services: Services, attempt: Attempt, account: Account, failures: number): Promise<string[]> {
  const rows = await inTenant(services.tenants, account.tenant, (entry, state) =>
    services.database.read(
      entry,
      {
        text: `select count(*)::text as n, count(*) filter (where device = $3)::text as device, count(*) filter (where place = $4)::text as place,
                 extract(hour from now() at time zone $5)::text as hour
               from platform.login_log where tenant_id = $1::int4 and account = $2::uuid and outcome = 'ok' and at > now() - interval '180 days'`,
        values: [
          account.tenant,
          account.id,
          deviceOf(attempt.agent),
          placeOf(attempt.ip),
          state.model.tenant.time_zone,
        ],
      },
      false,
    ),
  );
  const past = rows?.[0];
  if (!past) return [];
  const known = Number(past.n) > 0;
  const signs: [boolean, string][] = [
    [failures >= SUSPICIOUS_FAILURES, 'after_failures'],
    [known && past.place === '0', 'new_place'],
    [known && past.device === '0', 'new_device'],
    [Number(past.hour) < DAWN, 'odd_hour'],
  ];
  return signs.filter(([found]) => found).map(([, sign]) => sign);
}

async function noteLogin(services: Services, attempt: Attempt, account: Account): Promise<void> {
  await inTenant(services.tenants, account.tenant, (entry) =>
    services.database.write(entry, {
      text: 'update platform.account set last_login_at = now(), last_login_ip = $3 where tenant_id = $1::int4 and id = $2::uuid',
      values: [account.tenant, account.id, attempt.ip],
    }),
  );
}

function inLane<T>(login: string, body: () => Promise<T>): Promise<T> {
  const before = lanes.get(login) ?? Promise.resolve();
  const mine = before.then(body, body);
  const settled = mine.catch(() => {});
  lanes.set(login, settled);
  void settled.then(() => {
    if (lanes.get(login) === settled) lanes.delete(login);
  });
  return mine;
}

function refused(): Problem {
  return new Problem(401, 'E_LOGIN_FAILED', '用户名或密码不正确');
}
