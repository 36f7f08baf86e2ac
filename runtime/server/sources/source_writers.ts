// The writers of all sources that take writes as records.
import type { EntityModel } from '@shijian/kernel';
import { accountWriter } from './account_source.ts';
import { assignmentWriter } from './assignment_source.ts';
import { sessionWriter } from './session_source.ts';
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
