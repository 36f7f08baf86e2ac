// The job that writes a large export into a file for its owner to fetch.
import { stat } from 'node:fs/promises';
import { jobFile, makeWorkFolder } from '../jobs/job_folder.ts';
import type { JobOutcome, JobRun } from '../jobs/runner.ts';
import type { Query } from '../records/parse_list_request.ts';
import { countExport, exportName, MOST_EXPORTED, planExport, writeExport } from './export_rows.ts';
import { SHEET_TYPES } from './sheets/write_sheet.ts';

export interface ExportOrder {
  entity: string;
  query: Query;
}

export async function runExport(run: JobRun): Promise<JobOutcome> {
  const { entity, query } = run.input as ExportOrder;
  // A file that a dead server has begun is written anew: its moment is over.
  return run.inScene(async (scene) => {
    const plan = planExport(scene, entity, query);
    const total = await countExport(run.desk, scene, plan, MOST_EXPORTED);
    await makeWorkFolder(run.desk, scene.state.name);
    const path = jobFile(run.desk, scene.state.name, run.id);
    let told = 0;
    const rows = await writeExport(run.desk, scene, plan, path, async (done) => {
      if (done - told < 2_000 && done < total) return;
      told = done;
      await run.tell({ done, total, message: '正在写文件' });
    });
    const { size } = await stat(path);
    return {
      message: `共 ${rows.toLocaleString('zh-CN')} 条`,
      result: { rows },
      file: { name: exportName(scene, plan), type: SHEET_TYPES[plan.format], size },
    };
  });
}
