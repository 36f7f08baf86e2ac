// Reads a request's body up to a limit. One that is larger is refused while it is still arriving, and the refusal can be read:
// the stream is left whole, so that the answer still has a connection.
import type { IncomingMessage } from 'node:http';

const kept = new WeakMap<IncomingMessage, Buffer>();

/** For a body that was read already: whoever reads it next is given these bytes. */
export function keepBytes(request: IncomingMessage, bytes: Buffer): void {
  kept.set(request, bytes);
}

/** @throws the given error when there are more bytes than the limit; it is made when it is needed, for it remembers its stack */
export function readBytes(request: IncomingMessage, limit: number, tooLarge: () => Error): Promise<Buffer> {
  const known = kept.get(request);
  if (known) return Promise.resolve(known);
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > limit) return reject(tooLarge());
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= limit) return;
      request.off('data', take).pause();
      reject(tooLarge());
    };
    request.on('data', take);
    request.once('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    request.once('error', reject);
  });
}
