// Which program does which kind of job.
import type { JobHandler } from '../jobs/runner.ts';
import { runPublish } from '../door/publish_draft.ts';
import { runRemoval } from '../packages/remove_data.ts';
import { runPurge } from '../plan/retired.ts';
import { runExport } from './export_job.ts';
import { checkImport, writeImport } from './import_job.ts';
import { undoImport } from './undo_import.ts';

export const JOB_HANDLERS: Readonly<Record<string, JobHandler>> = {
  import_check: checkImport,
  import: writeImport,
  import_undo: undoImport,
  export: runExport,
  publish: runPublish,
  purge: runPurge,
  remove_data: runRemoval,
};
