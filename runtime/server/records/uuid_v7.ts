// Ids that grow with time, made in the app so that PostgreSQL 15 serves as well. RFC 9562, version 7.
import { randomFillSync } from 'node:crypto';

const pool = Buffer.alloc(4096);
let used = pool.length;
let lastMs = 0;
let sequence = 0;

/** A new uuid v7; within one millisecond of one process they keep their order. */
export function uuidV7(now: number = Date.now()): string {
  if (used + 8 > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  if (now > lastMs) {
    lastMs = now;
    sequence = pool.readUInt16BE(used) & 0x7ff;
  } else {
    sequence += 1;
    if (sequence > 0xfff) {
      lastMs += 1;
      sequence = 0;
    }
  }
  const time = lastMs.toString(16).padStart(12, '0');
  const variant = ((pool[used + 2]! & 0x3f) | 0x80).toString(16);
  const tail = pool.toString('hex', used + 3, used + 8) + pool.toString('hex', used, used + 2);
  used += 8;
  return `${time.slice(0, 8)}-${time.slice(8)}-7${sequence.toString(16).padStart(3, '0')}-${variant}${tail.slice(0, 2)}-${tail.slice(2)}`;
}
