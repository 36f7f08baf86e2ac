// Requests that never become one: headers beyond measure, no HTTP at all, a client that takes too long, an address that is none. Node
// hands them over before any route; they get a named answer too.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Problem } from '../exceptions/problem.ts';

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** Passes on what has a path and, as HTTP/1.1 asks, a host; of an address written whole (GET http://host/path) its path. */
export function soundRequests(next: Listener): Listener {
  return (request, response) => {
    const path = pathOf(request.url ?? '');
    if (path === null) return answer(response, new Problem(400, 'E_URL_INVALID', '地址无法读取'));
    if (request.headers.host === undefined && request.httpVersion === '1.1')
      return answer(response, new Problem(400, 'E_HOST_MISSING', '请求缺少 Host'));
    request.url = path;
    next(request, response);
  };
}

/** Ends a request that no route has seen. */
export function answer(response: ServerResponse, problem: Problem): void {
  response.writeHead(problem.status, { 'Content-Type': 'application/problem+json; charset=utf-8' });
  response.end(JSON.stringify(problem.body()));
}

function pathOf(target: string): string | null {
  if (target.startsWith('/')) return target;
  const rest = /^https?:\/\/[^/?#]+(.*)$/i.exec(target)?.[1];
  if (rest === undefined) return null;
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/** Answers what Node's parser refuses. */
export function refuseBrokenRequests(server: Server): void {
  server.on('checkExpectation', (_request, response: ServerResponse) =>
    answer(response, new Problem(417, 'E_EXPECT_UNKNOWN', '请求头 Expect 只能是 100-continue')),
  );
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (!socket.writable) {
      socket.destroy();
      return;
    }
    const problem = problemOf(error.code);
    const body = JSON.stringify(problem.body());
    socket.end(
      `HTTP/1.1 ${problem.status} ${REASONS[problem.status]!}\r\nContent-Type: application/problem+json; charset=utf-8\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
  });
}

const REASONS: Record<number, string> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

function problemOf(code: string | undefined): Problem {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new Problem(431, 'E_HEADERS_TOO_LARGE', '地址或请求头太长，请缩短查询条件');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new Problem(408, 'E_REQUEST_SLOW', '发送得太慢，请重试');
  return new Problem(400, 'E_REQUEST_INVALID', '请求无法读取');
}
