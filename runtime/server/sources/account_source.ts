// Accounts as records: made without a password (an admin gives a one-time one), frozen, thawed and stopped by their state.
import { isDatabaseError, type Statement } from '../database/client.ts';
import { Problem, type Fault } from '../exceptions/problem.ts';
import { LOGIN } from '../identity/accounts.ts';
import { keepOneAdmin, refuseSelf } from './people_rules.ts';
import { endLogins } from './session_source.ts';
import { mustHaveChanged, oneAtATime, type SourceWrite, type SourceWriter } from './source_writer.ts';

/** What an admin may set; that a password is still missing is seen, not set. */
const SETTABLE = ['active', 'frozen', 'left'];

export const accountWriter: SourceWriter = {
  async create({ scene, id, image }) {
    const login = checkedLogin(image.login);
    if (image.state !== null && image.state !== undefined && image.state !== 'new') throw wrongState(image.state);
    return [
      {
        text: `insert into platform.account (tenant_id, id, login, name, person, org, phone, email, note, password, must_change, created_by, updated_by)
               values ($1::int4, $2::uuid, $3, $4, $5::uuid, $6::uuid, $7, $8, $9, '!', true, $10::uuid, $10::uuid)`,
        values: [scene.state.id, id, login, ...texts(image), scene.actor.user],
      },
    ];
  },

  async update(write) {
    const { scene, id, image, old, changed, version } = write;
    const decides = changed.some((name) => ['state', 'person', 'org', 'login'].includes(name));
    if (decides) refuseSelf(scene, id);
    if (changed.includes('login')) checkedLogin(image.login);
    const state = changed.includes('state') ? String(image.state) : null;
    if (state !== null && !SETTABLE.includes(state)) throw wrongState(state);
    // Somebody without a password who is thawed still has none.
    if (state === 'active' && old?.state === 'new') throw wrongState(state);
    const update: Statement = {
      text: `update platform.account set login = $3, name = $4, person = $5::uuid, org = $6::uuid, phone = $7, email = $8, note = $9,
               stopped_at = case $10::text when 'left' then coalesce(stopped_at, now()) when 'active' then null when 'frozen' then null else stopped_at end,
               frozen_at = case $10::text when 'frozen' then coalesce(frozen_at, now()) when 'active' then null when 'left' then null else frozen_at end,
               version = version + 1, updated_at = now(), updated_by = $11::uuid
             where tenant_id = $1::int4 and id = $2::uuid and version = $12::int8`,
      values: [scene.state.id, id, String(image.login), ...texts(image), state, scene.actor.user, version],
    };
    if (state === null) return [mustHaveChanged(update)];
    const ended = state === 'active' ? [] : [endLogins(scene.state.id, id)];
    return [oneAtATime(scene.state.id), mustHaveChanged(update), ...ended, keepOneAdmin(scene)];
  },
};

/** A login that somebody of any bureau holds already; says no more than that it is taken. */
export function isLoginTaken(error: unknown): boolean {
  return isDatabaseError(error) && error.code === '23505' && error.constraint === 'account_login_key';
}

function texts(image: SourceWrite['image']): (string | null)[] {
  const text = (name: string) => (typeof image[name] === 'string' ? (image[name] as string) : null);
  return [text('name'), text('person'), text('org'), text('phone'), text('email'), text('note')];
}

function checkedLogin(value: unknown): string {
  if (typeof value === 'string' && LOGIN.test(value)) return value;
  throw fault('E_LOGIN_FORMAT', 'login', value, '登录名用 2 到 63 位小写字母、数字和 . _ -，以字母或数字开头');
}

function wrongState(value: unknown): Problem {
  return fault(
    'E_ACCOUNT_STATE',
    'state',
    value,
    '账号状态只能改为正常、冻结或离岗；还没有密码的账号请先发放一次性密码',
  );
}

function fault(code: string, path: string, value: unknown, message: string): Problem {
  const faults: Fault[] = [{ code, path, value: value ?? null, message }];
  return new Problem(422, 'E_RECORD_INVALID', message, { faults });
}
