// The writers of all sources that take writes as records.
import type { EntityModel } from '@shijian/kernel';
import { accountWriter } from './account_source.ts';
import { assignmentWriter } from './assignment_source.ts';
import { sessionWriter } from './session_source.ts';
import type { Access } from '../records/access.ts';
import type { SourceWriter } from './source_writer.ts';

const writers: Readonly<Record<string, SourceWriter>> = {
  account: accountWriter,
  assignment: assignmentWriter,
  session: sessionWriter,
};

/** What writes the rows that an entity stands over; one that takes none has no members. */
export function writerOf(entity: EntityModel): SourceWriter {
  return (entity.source !== null && Object.hasOwn(writers, entity.source) && writers[entity.source]) || {};
}

/** What an actor with this access does by writing the record itself; the rest has an address of its own, as the roles of a bureau. */
export function recordActs(access: Access): Record<'create' | 'update' | 'delete', boolean> {
  const writer = access.entity.source === null ? null : writerOf(access.entity);
  return {
    create: access.create !== null && (!writer || writer.create !== undefined),
    update: access.updates.length > 0 && (!writer || writer.update !== undefined),
    delete: access.delete !== null && (!writer || writer.remove !== undefined),
  };
}
