// A password of a made-up person, hashed with so little work that a thousand logins cost nothing. What people are given outside of
// tests is hashed by identity/passwords.ts, which reads the amount of work from the hash and so takes these as well.
import { randomBytes, scryptSync } from 'node:crypto';

const COST = { N: 16, r: 1, p: 1 };
const KEY_BYTES = 32;

/** @returns scrypt$N$r$p$salt$hash, as accounts keep it */
export function quickHash(password: string): string {
  const salt = randomBytes(16);
  const key = scryptSync(password.normalize('NFKC'), salt, KEY_BYTES, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}
