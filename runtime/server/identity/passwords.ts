// Passwords as scrypt hashes of node:crypto, with their parameters beside them. An unknown login costs as much as a wrong
// password, so that nobody learns which logins exist.
import { randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto';

/** One of OWASP's equal settings for scrypt: 32 MB and about a tenth of a second each. */
const COST = { N: 2 ** 15, r: 8, p: 3 };
const KEY_BYTES = 32;
/** Stands where nobody has given a password yet; no password opens it. */
export const NO_PASSWORD = '!';

/** @returns scrypt$N$r$p$salt$hash, salt and hash in base64url */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/** @param stored null when there is no such account: the same work is done and the answer is false */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  // An account that was never given a password costs as much as any other.
  if (stored === NO_PASSWORD) stored = null;
  const [scheme, N, r, p, salt, key] = (stored ?? DECOY).split('$');
  if (scheme !== 'scrypt' || !salt || !key) return false;
  const expected = Buffer.from(key, 'base64url');
  const actual = await derive(password, Buffer.from(salt, 'base64url'), { N: Number(N), r: Number(r), p: Number(p) });
  return expected.length === actual.length && timingSafeEqual(expected, actual) && stored !== null;
}

/** A one-time password to be read over the telephone: 16 characters without look-alikes, about 79 bits. */
export function oneTimePassword(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const part = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('');
  return [part(), part(), part(), part()].join('-');
}

const DECOY = [
  'scrypt',
  COST.N,
  COST.r,
  COST.p,
  randomBytes(16).toString('base64url'),
  randomBytes(KEY_BYTES).toString('base64url'),
].join('$');

/** Hashes under way at once. The others wait here and not in libuv's four threads, on which new connections to the database prove who they are. */
const AT_ONCE = 2;
let working = 0;
const queue: (() => void)[] = [];

async function derive(password: string, salt: Buffer, cost: typeof COST): Promise<Buffer> {
  if (working >= AT_ONCE) await new Promise<void>((resolve) => queue.push(resolve));
  else working += 1;
  try {
    return await hash(password, salt, cost);
  } finally {
    const next = queue.shift();
    if (next) next();
    else working -= 1;
  }
}

function hash(password: string, salt: Buffer, { N, r, p }: typeof COST): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // Chinese input methods give the same text in several forms; NFKC makes them one.
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
