// The public side of 账号申请: who wants an account of a bureau says so, keeps a code, and asks with it what became of it. Nothing
// here tells whether a login exists; whoever decides about the request is told.
import { randomBytes } from 'node:crypto';
import type { HttpContext, Router } from '@adonisjs/core/http';
import { Problem, type Fault } from '../exceptions/problem.ts';
import { LOGIN } from '../identity/accounts.ts';
import { inTenant } from '../identity/in_tenant.ts';
import { passwordFault } from '../identity/password_rules.ts';
import { hashPassword } from '../identity/passwords.ts';
import { checkOrigin } from '../identity/session_middleware.ts';
import { uuidV7 } from '../records/uuid_v7.ts';
import type { Services } from '../start/services.ts';
import { findRegistration, receiptHash, registrationEntity, SIGNS_OF_A_RECEIPT } from './find_registration.ts';
import { notAsked, proofOf } from './registration_proof.ts';

/** Requests from one address in a day: a whole station shares one. */
const MOST_A_DAY = 20;
/** Signs of a code that nobody mistakes for another. */
const SIGNS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

interface Asked {
  login: string;
  name: string;
  unit: string;
  phone: string;
  email: string | null;
  reason: string | null;
}

/** Before a session. */
export function registrationRoutes(router: Router): void {
  router.get('/api/registrations/bureaus', showBureaus);
  router.post('/api/registrations', askForAccount);
  router.post('/api/registrations/status', showStatus);
  router.post('/api/registrations/supplement', supplement);
}

/** Bureaus whose documents keep requests for accounts, with their rules of passwords. */
async function showBureaus(ctx: HttpContext) {
  const open = (await ctx.services.tenants.all()).filter((state) => registrationEntity(state) !== null);
  return {
    items: open.map(({ name, label, model }) => {
      const { length, classes } = model.tenant.login;
      return { name, label, rules: { length, classes } };
    }),
  };
}

/** @throws Problem 422 E_REGISTRATION_INVALID with all faults, 429 E_REGISTRATION_MANY */
async function askForAccount(ctx: HttpContext): Promise<void> {
  checkOrigin(ctx);
  const { services } = ctx;
  const body = bodyOf(ctx);
  const state = typeof body['bureau'] === 'string' ? await services.tenants.named(body['bureau']) : null;
  const entity = (state && registrationEntity(state)?.name) ?? null;
  const faults: Fault[] = [];
  if (!state || !entity) faults.push(fault('E_REGISTRATION_BUREAU', 'bureau', body['bureau'], '请选择要加入的单位'));
  const asked = parseAsked(body, faults);
  const { password } = body;
  const weak =
    typeof password !== 'string' || password === ''
      ? '请设置密码'
      : state && passwordFault(password, asked, state.model.tenant.login);
  if (weak) faults.push(fault('E_PASSWORD_WEAK', 'password', null, weak));
  if (faults.length > 0) throw invalid(faults);
  await checkCount(services, ctx.request.ip());
  const receipt = newReceipt();
  const hash = await hashPassword(String(password));
  const id = uuidV7();
  const ip = ctx.request.ip();
  await inTenant(services.tenants, state!.id, (entry, { model_rev }) =>
    services.database.write(
      entry,
      {
        text: `insert into platform.registration (tenant_id, id, receipt, login, name, unit, phone, email, reason, password, ip)
               values ($1::int4, $2::uuid, decode($3, 'hex'), $4, $5, $6, $7, $8, $9, $10, $11)`,
        values: [state!.id, id, receiptHash(receipt), ...valuesOf(asked), hash, ip],
      },
      audited(state!.id, { action: 'create', entity: entity!, id, name: asked.name, ip, version: 1, rev: model_rev }),
    ),
  );
  ctx.response
    .status(201)
    .header('Cache-Control', 'no-store')
    .send({ receipt: grouped(receipt) });
}

/** What became of a request. @throws Problem 404 E_REGISTRATION_NONE */
async function showStatus(ctx: HttpContext): Promise<void> {
  checkOrigin(ctx);
  const { row } = await findRegistration(ctx.services, bodyOf(ctx)['receipt']);
  ctx.response.header('Cache-Control', 'no-store').send({
    ...{ state: row.state, reply: row.reply ?? null, asked_at: row.asked_at },
    ...{ login: row.login, name: row.name, unit: row.unit, phone: row.phone, email: row.email ?? null },
    reason: row.reason ?? null,
    proof: row.proof ? (JSON.parse(row.proof) as unknown) : [],
  });
}

/** What was asked to be made good. @throws Problem 409 E_REGISTRATION_STATE unless it was, 422 E_REGISTRATION_INVALID */
async function supplement(ctx: HttpContext): Promise<void> {
  checkOrigin(ctx);
  const { services } = ctx;
  const body = bodyOf(ctx);
  const { tenant, row } = await findRegistration(services, body['receipt']);
  if (row.state !== 'supplement') throw notAsked();
  const faults: Fault[] = [];
  const asked = parseAsked(body, faults);
  const proof = await inTenant(services.tenants, tenant, (entry) =>
    proofOf((statement) => services.database.read(entry, statement), { tenant, id: row.id! }, body['proof'], faults),
  );
  if (faults.length > 0) throw invalid(faults);
  const ip = ctx.request.ip();
  const [done] =
    (await inTenant(services.tenants, tenant, (entry, state) =>
      services.database.write(
        entry,
        {
          text: `update platform.registration set login = $3, name = $4, unit = $5, phone = $6, email = $7, reason = $8, proof = $10::jsonb, state = 'asked',
                   version = version + 1, updated_at = now()
                 where tenant_id = $1::int4 and id = $2::uuid and state = 'supplement' and version = $9::int8 returning id`,
          values: [tenant, row.id!, ...valuesOf(asked), row.version!, proof?.length ? JSON.stringify(proof) : null],
        },
        {
          text: `insert into platform.audit (tenant_id, actor_name, ip, action, entity, record, version, rev, before, after)
                 select $1::int4, $2, $3, 'update', $4, r.id, r.version, $5::int4, jsonb_build_object('state', 'supplement'), jsonb_build_object('state', r.state)
                 from platform.registration r where r.tenant_id = $1::int4 and r.id = $6::uuid and r.version = $7::int8 + 1`,
          values: [
            tenant,
            asked.name,
            ip,
            registrationEntity(state)?.name ?? '',
            state.model_rev,
            row.id!,
            row.version!,
          ],
        },
      ),
    )) ?? [];
  if (!done?.[0]) throw notAsked();
  ctx.response.status(204).send(null);
}

async function checkCount(services: Services, ip: string): Promise<void> {
  const [count] = await services.database.platform({
    text: `select platform.registrations_from($1, interval '1 day') as n`,
    values: [ip],
  });
  if (Number(count?.n) >= MOST_A_DAY)
    throw new Problem(429, 'E_REGISTRATION_MANY', '这个网络今天提交的申请太多，请明天再试，或请管理员直接建账号');
}

function parseAsked(body: Record<string, unknown>, faults: Fault[]): Asked {
  const text = (name: string, most: number, missing: string | null): string => {
    const value = typeof body[name] === 'string' ? body[name].trim() : '';
    if (missing !== null && value === '') faults.push(fault('E_REGISTRATION_FIELD', name, null, missing));
    if ([...value].length > most) faults.push(fault('E_REGISTRATION_FIELD', name, value, `最多 ${most} 个字`));
    return value;
  };
  const asked: Asked = {
    login: text('login', 63, '请填写想用的登录名').toLowerCase(),
    name: text('name', 40, '请填写姓名'),
    unit: text('unit', 100, '请填写所在科室或监管所'),
    phone: text('phone', 20, '请填写手机号码'),
    email: text('email', 100, null) || null,
    reason: text('reason', 1000, null) || null,
  };
  if (asked.login !== '' && !LOGIN.test(asked.login))
    faults.push(
      fault('E_LOGIN_FORMAT', 'login', asked.login, '登录名用 2 到 63 位小写字母、数字和 . _ -，以字母或数字开头'),
    );
  if (asked.phone !== '' && !/^1\d{10}$/.test(asked.phone))
    faults.push(fault('E_REGISTRATION_FIELD', 'phone', asked.phone, '请填写 11 位手机号码'));
  if (asked.email !== null && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(asked.email))
    faults.push(fault('E_REGISTRATION_FIELD', 'email', asked.email, '邮箱地址不对，例如 zhang@example.cn'));
  return asked;
}

function valuesOf({ login, name, unit, phone, email, reason }: Asked): (string | null)[] {
  return [login, name, unit, phone, email, reason];
}

function audited(
  tenant: number,
  act: { action: string; entity: string; id: string; name: string; ip: string; version: number; rev: number },
) {
  return {
    text: `insert into platform.audit (tenant_id, actor_name, ip, action, entity, record, version, rev)
           values ($1::int4, $2, $3, $4, $5, $6::uuid, $7::int8, $8::int4)`,
    values: [tenant, act.name, act.ip, act.action, act.entity, act.id, act.version, act.rev],
  };
}

function bodyOf(ctx: HttpContext): Record<string, unknown> {
  const body: unknown = ctx.request.body();
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
}

/** 120 random bits in signs that can be read out over the telephone. */
function newReceipt(): string {
  return [...randomBytes(SIGNS_OF_A_RECEIPT)].map((byte) => SIGNS[byte % SIGNS.length]).join('');
}

function grouped(receipt: string): string {
  return (receipt.match(/.{4}/g) ?? []).join('-');
}

function fault(code: string, path: string, value: unknown, message: string): Fault {
  return { code, path, value: value ?? null, message };
}

function invalid(faults: Fault[]): Problem {
  return new Problem(422, 'E_REGISTRATION_INVALID', `有 ${faults.length} 处需要修改`, { faults });
}
