// One file on its way to the server. XMLHttpRequest, because fetch tells nothing about how far an upload is.
import { ApiProblem, offlineProblem } from './problem.ts';
import type { Fault, FileJson } from './types.ts';

/** @param onProgress hears 0…1 @throws ApiProblem with what the server says */
export function sendFile(
  path: string,
  file: File,
  headers: Record<string, string>,
  onProgress?: (part: number) => void,
): Promise<FileJson> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    xhr.open('POST', path);
    xhr.setRequestHeader('Accept', 'application/json');
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    xhr.upload.onprogress = (event) => event.lengthComputable && onProgress?.(event.loaded / event.total);
    xhr.onerror = () => reject(offlineProblem());
    xhr.onload = () => {
      if (xhr.status >= 200 && xhr.status < 300) resolve(JSON.parse(xhr.responseText) as FileJson);
      else reject(uploadProblem(xhr));
    };
    const body = new FormData();
    body.append('file', file);
    xhr.send(body);
  });
}

function uploadProblem(xhr: XMLHttpRequest): ApiProblem {
  try {
    const document = JSON.parse(xhr.responseText) as { code?: string; title?: string; faults?: Fault[] };
    return new ApiProblem({
      status: xhr.status,
      code: document.code ?? `E_HTTP_${xhr.status}`,
      title: document.title ?? '文件没有传上去，请重试',
      faults: document.faults ?? [],
    });
  } catch {
    return new ApiProblem({ status: xhr.status, code: `E_HTTP_${xhr.status}`, title: '文件没有传上去，请重试' });
  }
}
