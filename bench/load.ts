// A load from this process: keep-alive connections that each send the next request when the answer is whole.
import http from 'node:http';

export interface LoadRequest {
  method: 'GET' | 'POST' | 'PATCH';
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface LoadResult {
  requests: number;
  failures: number;
  seconds: number;
}

/**
 * Sends requests for a while.
 * @param next called for each request, so that ids and bodies differ, with the number of the connection that will send it
 * @param seconds how long to send; answers under way are waited for
 */
export async function load(
  url: string,
  next: (connection: number) => LoadRequest,
  seconds: number,
  connections = 16,
): Promise<LoadResult> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  const { hostname, port } = new URL(url);
  const started = performance.now();
  const end = started + seconds * 1000;
  let requests = 0;
  let failures = 0;
  const worker = async (connection: number): Promise<void> => {
    while (performance.now() < end) {
      const status = await send(agent, hostname, Number(port), next(connection));
      requests += 1;
      if (status >= 400) failures += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, i) => worker(i)));
  agent.destroy();
  return { requests, failures, seconds: (performance.now() - started) / 1000 };
}

function send(agent: http.Agent, hostname: string, port: number, request: LoadRequest): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = http.request(
      {
        agent,
        hostname,
        port,
        method: request.method,
        path: request.path,
        headers: { ...request.headers, ...(request.body ? { 'content-length': Buffer.byteLength(request.body) } : {}) },
      },
      (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode ?? 500));
      },
    );
    sent.once('error', reject);
    sent.end(request.body);
  });
}
