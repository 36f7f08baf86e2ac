// Calls for imports, exports and jobs. See docs/api.md.
import { ApiProblem, offlineProblem } from './problem.ts';
import { currentCsrf, request } from './request.ts';
import type { ImportMapping, ImportView, Job, PastImport, SheetFormat } from './transfer_types.ts';
import type { Fault } from './types.ts';

const jobs = '/api/jobs';
const imports = (entity: string, id?: string): string =>
  `/api/records/${encodeURIComponent(entity)}/imports${id === undefined ? '' : `/${encodeURIComponent(id)}`}`;

export const transferApi = {
  jobs(): Promise<{ items: Job[] }> {
    return request(jobs);
  },

  cancelJob(id: string): Promise<Job> {
    return request(`${jobs}/${id}/cancel`, { method: 'POST' });
  },

  jobEventsUrl: (id: string): string => `${jobs}/${encodeURIComponent(id)}/events`,
  jobFileUrl: (id: string): string => `${jobs}/${encodeURIComponent(id)}/file`,

  templateUrl: (entity: string, format: SheetFormat): string =>
    `/api/records/${encodeURIComponent(entity)}/import/template?format=${format}`,
  refusedUrl: (entity: string, id: string, format: SheetFormat): string =>
    `${imports(entity, id)}/refused?format=${format}`,

  pastImports(entity: string): Promise<{ items: PastImport[] }> {
    return request(imports(entity));
  },

  importView(entity: string, id: string): Promise<ImportView> {
    return request(imports(entity, id));
  },

  /** @throws ApiProblem E_IMPORT_MAPPING with all faults, E_IMPORT_BUSY, E_JOB_MANY */
  beginImport(entity: string, id: string, step: 'check' | 'run', mapping: ImportMapping): Promise<Job> {
    return request(`${imports(entity, id)}/${step}`, { method: 'POST', body: mapping });
  },

  undoImport(entity: string, id: string): Promise<Job> {
    return request(`${imports(entity, id)}/undo`, { method: 'POST', body: {} });
  },

  /** @throws ApiProblem E_EXPORT_ROWS with how many there are and may be */
  beginExport(entity: string, query: Record<string, string>): Promise<Job> {
    return request(`/api/records/${encodeURIComponent(entity)}/exports`, { method: 'POST', body: query });
  },

  /** Sends a sheet; `onProgress` hears 0…1. XMLHttpRequest, because fetch tells nothing about an upload. */
  uploadImport(entity: string, file: File, onProgress: (part: number) => void): Promise<ImportView> {
    return new Promise((resolve, reject) => {
      const xhr = new XMLHttpRequest();
      xhr.open('POST', `${imports(entity)}?name=${encodeURIComponent(file.name)}`);
      xhr.setRequestHeader('Accept', 'application/json');
      xhr.setRequestHeader('Content-Type', 'application/octet-stream');
      xhr.setRequestHeader('X-CSRF-Token', currentCsrf());
      xhr.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
      xhr.onerror = () => reject(offlineProblem());
      xhr.onload = () => {
        if (xhr.status >= 200 && xhr.status < 300) resolve(JSON.parse(xhr.responseText) as ImportView);
        else reject(problemOf(xhr));
      };
      xhr.send(file);
    });
  },
};

function problemOf(xhr: XMLHttpRequest): ApiProblem {
  const fallback = { status: xhr.status, code: `E_HTTP_${xhr.status}`, title: '文件没有传上去，请重试' };
  try {
    const document = JSON.parse(xhr.responseText) as { code?: string; title?: string; faults?: Fault[] };
    return new ApiProblem({
      ...fallback,
      ...(document.code ? { code: document.code } : {}),
      ...(document.title ? { title: document.title } : {}),
      faults: document.faults ?? [],
    });
  } catch {
    return new ApiProblem(fallback);
  }
}
