// Requests that never become one: headers beyond measure, no HTTP at all, or a client that takes too long. Node hands them over
// before any route; they get a named answer too, and the connection ends.
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { Problem } from '../exceptions/problem.ts';

/** Answers what Node's parser refuses. */
export function refuseBrokenRequests(server: Server): void {
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
