// What an applicant sends along when more was asked for: pictures or PDF that whoever decides about the request reads with it.
import { join } from 'node:path';
import type { HttpContext } from '@adonisjs/core/http';
import type { NextFn } from '@adonisjs/core/types/http';
import type { Statement, TextRow } from '../database/client.ts';
import { Problem, type Fault } from '../exceptions/problem.ts';
import { keepFile, receiveFile } from '../files/receive_file.ts';
import { inTenant } from '../identity/in_tenant.ts';
import { checkOrigin } from '../identity/session_middleware.ts';
import { uuidV7 } from '../records/uuid_v7.ts';
import type { TenantState } from '../revisions/tenants.ts';
import { findRegistration, registrationEntity } from './find_registration.ts';

export interface ProofFile {
  id: string;
  name: string;
  type: string;
  size: number;
}

/** Files of one request, and how many may be sent until the right ones are there. */
const MOST = 5;
const MOST_SENT = 15;
const TYPES = new Set(['image/jpeg', 'image/png', 'image/webp', 'application/pdf']);

/** Before the body is read: only whom somebody asked for more sends files. @throws Problem 404 E_REGISTRATION_NONE, 409 E_REGISTRATION_STATE */
export async function requireReceipt(ctx: HttpContext, next: NextFn): Promise<void> {
  checkOrigin(ctx);
  const { row } = await findRegistration(ctx.services, ctx.request.header('registration-receipt'));
  if (row.state !== 'supplement') throw notAsked();
  await next();
}

/** `POST /api/registrations/proof`: form field `file`, the code in the header `Registration-Receipt`. */
export async function uploadProof(ctx: HttpContext): Promise<void> {
  const { services } = ctx;
  const { tenant, row } = await findRegistration(services, ctx.request.header('registration-receipt'));
  const file = await receiveFile(ctx);
  if (!TYPES.has(file.type)) throw new Problem(422, 'E_FILE_TYPE', '请传照片（JPG、PNG）或 PDF');
  const id = uuidV7();
  const kept = await inTenant(services.tenants, tenant, async (entry, state) => {
    const held = proofField(state);
    if (!held) throw new Problem(404, 'E_FILE_FIELD', '这个单位不收证明材料，请在申请说明里写明');
    await keepFile(join(services.environment.data, 'files'), state.name, id, file);
    // It is the request's own from the start: read through the request, and by nobody else.
    const [rows] = await services.database.write(entry, {
      text: `insert into platform.file (tenant_id, id, name, type, size, sha256, created_by, entity, record, field)
             select $1::int4, $2::uuid, $3::text, $4::text, $5::int8, $6::text, r.id, $7::text, r.id, $8::text
             from platform.registration r where r.tenant_id = $1::int4 and r.id = $9::uuid and r.state = 'supplement'
               and (select count(*) from platform.file f where f.tenant_id = r.tenant_id and f.record = r.id) < ${MOST_SENT}
             returning id`,
      values: [...[tenant, id, file.name, file.type, file.size, file.sha256], ...[held.entity, held.field, row.id!]],
    });
    return rows;
  });
  if (!kept?.[0]) throw new Problem(409, 'E_FILE_MANY', '上传的文件太多了，请联系单位管理员');
  const { name, type, size } = file;
  ctx.response.status(201).send({ id, name, type, size } satisfies ProofFile);
}

/** The files that the applicant names, as they were sent with this request. @throws never: what is wrong goes to `faults` */
export async function proofOf(
  read: (statement: Statement) => Promise<TextRow[]>,
  request: { tenant: number; id: string },
  named: unknown,
  faults: Fault[],
): Promise<ProofFile[]> {
  const ids = Array.isArray(named) ? named.map((one) => String((one as { id?: unknown } | null)?.id ?? '')) : [];
  if (ids.length === 0) return [];
  if (ids.length > MOST) {
    faults.push({ code: 'E_FILE_MANY', path: 'proof', value: ids.length, message: `证明材料最多 ${MOST} 个` });
    return [];
  }
  const rows = await read({
    text: `select id::text as id, name, type, size::text as size from platform.file
           where tenant_id = $1::int4 and record = $2::uuid and id::text = any ($3::text[])`,
    values: [request.tenant, request.id, ids],
  });
  const known = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = known.get(id);
    if (row) return [{ id, name: row.name!, type: row.type!, size: Number(row.size) }];
    faults.push({ code: 'E_FILE_NONE', path: 'proof', value: id, message: '证明材料没有上传成功，请重新上传' });
    return [];
  });
}

export function notAsked(): Problem {
  return new Problem(409, 'E_REGISTRATION_STATE', '这份申请现在不需要补充，请刷新后查看');
}

/** The field of this bureau's model that shows what was sent. */
function proofField(state: TenantState): { entity: string; field: string } | null {
  const entity = registrationEntity(state);
  const field = entity?.fields.find(({ uid }) => uid === 'proof');
  return entity && field ? { entity: entity.name, field: field.name } : null;
}
