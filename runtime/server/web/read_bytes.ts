// Reads a request's body up to a limit. One that is larger is refused while it is still arriving, and the refusal can be read:
// the stream is left whole, so that the answer still has a connection.
import type { HttpContext } from '@adonisjs/core/http';
import type { Problem } from '../exceptions/problem.ts';

/** @throws the given problem when there are more bytes than the limit */
export async function readBytes(ctx: HttpContext, limit: number, tooLarge: Problem): Promise<Buffer> {
  if (Number(ctx.request.header('content-length') ?? 0) > limit) throw tooLarge;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of ctx.request.request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw tooLarge;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
