// Posts as records: which role an account holds, where and when. What is written here holds at the account's next request.
import type { Statement } from '../database/client.ts';
import { Problem, type Fault } from '../exceptions/problem.ts';
import { entryOf } from '../revisions/tenants.ts';
import { keepOneAdmin, refuseSelf } from './people_rules.ts';
import { mustHaveChanged, oneAtATime, refuseWhen, type SourceWrite, type SourceWriter } from './source_writer.ts';

export const assignmentWriter: SourceWriter = {
  async create(write) {
    const { scene, id, image } = write;
    refuseSelf(scene, image.account);
    checkDates(image);
    const role = await roleName(write);
    return [
      oneAtATime(scene.state.id),
      {
        text: `insert into platform.assignment (tenant_id, id, account, role, org, starts_on, ends_on, note, created_by, updated_by)
               values ($1::int4, $2::uuid, $3::uuid, $4, $5::uuid, $6::date, $7::date, $8, $9::uuid, $9::uuid)`,
        values: [scene.state.id, id, String(image.account), role, ...values(image), scene.actor.user],
      },
      noTwin(write),
    ];
  },

  async update(write) {
    const { scene, id, image, old, version } = write;
    refuseSelf(scene, image.account);
    refuseSelf(scene, old?.account);
    checkDates(image);
    const role = await roleName(write);
    return [
      oneAtATime(scene.state.id),
      mustHaveChanged({
        text: `update platform.assignment set account = $3::uuid, role = $4, org = $5::uuid, starts_on = $6::date, ends_on = $7::date, note = $8,
                 version = version + 1, updated_at = now(), updated_by = $9::uuid
               where tenant_id = $1::int4 and id = $2::uuid and version = $10::int8 and deleted_at is null`,
        values: [scene.state.id, id, String(image.account), role, ...values(image), scene.actor.user, version],
      }),
      noTwin(write),
      keepOneAdmin(scene),
    ];
  },

  async remove(write) {
    refuseSelf(write.scene, write.old?.account);
    return [oneAtATime(write.scene.state.id), mark(write, 'now()', 'deleted_at is null'), keepOneAdmin(write.scene)];
  },

  async restore(write) {
    refuseSelf(write.scene, write.old?.account);
    return [oneAtATime(write.scene.state.id), mark(write, 'null', 'deleted_at is not null'), noTwin(write)];
  },
};

function mark({ scene, id, version }: SourceWrite, deletedAt: string, where: string): Statement {
  return mustHaveChanged({
    text: `update platform.assignment set deleted_at = ${deletedAt}, version = version + 1, updated_at = now(), updated_by = $3::uuid
           where tenant_id = $1::int4 and id = $2::uuid and version = $4::int8 and ${where}`,
    values: [scene.state.id, id, scene.actor.user, version],
  });
}

/** The same role at the same place twice on one day is a slip of the hand. */
function noTwin({ scene, id }: SourceWrite): Statement {
  return refuseWhen(
    'E_POST_TWICE',
    `exists (select 1 from platform.assignment m join platform.assignment o on o.tenant_id = m.tenant_id and o.account = m.account
       and o.role = m.role and o.org is not distinct from m.org and o.id <> m.id and o.deleted_at is null
       and o.starts_on <= coalesce(m.ends_on, 'infinity') and m.starts_on <= coalesce(o.ends_on, 'infinity')
       where m.tenant_id = $1::int4 and m.id = $2::uuid and m.deleted_at is null)`,
    [scene.state.id, id],
  );
}

async function roleName({ desk, scene, image }: SourceWrite): Promise<string> {
  const [row] = await desk.database.read(
    entryOf(scene.state),
    {
      text: 'select name from platform.role where tenant_id = $1::int4 and id = $2::uuid and deleted_at is null',
      values: [scene.state.id, String(image.role)],
    },
    false,
  );
  if (row && Object.hasOwn(scene.state.model.roles, row.name!)) return row.name!;
  throw invalid({
    code: 'E_REF_NONE',
    path: 'role',
    value: image.role ?? null,
    message: '这个角色已不存在，请重新选择',
  });
}

function checkDates(image: SourceWrite['image']): void {
  const { starts_on: from, ends_on: to } = image;
  if (typeof from === 'string' && typeof to === 'string' && to < from)
    throw invalid({ code: 'E_POST_DATES', path: 'ends_on', value: to, message: '结束日期不能早于开始日期' });
}

function values(image: SourceWrite['image']): (string | null)[] {
  return ['org', 'starts_on', 'ends_on', 'note'].map((name) =>
    typeof image[name] === 'string' ? (image[name] as string) : null,
  );
}

function invalid(fault: Fault): Problem {
  return new Problem(422, 'E_RECORD_INVALID', fault.message, { faults: [fault] });
}
