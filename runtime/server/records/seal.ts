// Sensitive values at rest: keyed hash for equality, mask for reading, AES-256-GCM for the value itself; the key stays
// outside the database. "seal:<hash>:<mask>:<cipher>".
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export class Seal {
  /** For a thread that seals too; it goes nowhere else. */
  readonly key: Buffer;

  constructor(key: Buffer) {
    if (key.length !== 32) throw new Error('the key of sealed values must be 32 bytes');
    this.key = key;
  }

  /** Key of SHIJIAN_KEY (64 hex digits), else the one kept in the data folder, made on first use. */
  static open(dataFolder: string): Seal {
    const given = process.env.SHIJIAN_KEY;
    if (given) return new Seal(Buffer.from(given, 'hex'));
    const path = join(dataFolder, 'secret.key');
    try {
      writeFileSync(path, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    return new Seal(Buffer.from(readFileSync(path, 'utf8').trim(), 'hex'));
  }

  seal(value: string, mask: string): string {
    return `seal:${this.hash(value)}:${mask.replaceAll(':', '：')}:${this.wrap(value)}`;
  }

  /** @throws when the text was altered or sealed with another key */
  open(sealed: string): string {
    return this.unwrap(sealed.split(':')[3] ?? '');
  }

  /** Text of any length as ciphertext alone, base64: what nobody looks for and nobody sees masked. */
  wrap(text: string): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce);
    const hidden = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), hidden]).toString('base64');
  }

  /** @throws when the text was altered or wrapped with another key */
  unwrap(wrapped: string): string {
    const packed = Buffer.from(wrapped, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', this.key, packed.subarray(0, 12));
    decipher.setAuthTag(packed.subarray(12, 28));
    return Buffer.concat([decipher.update(packed.subarray(28)), decipher.final()]).toString('utf8');
  }

  /** Keyed hash: equal values of this installation have equal hashes. */
  hash(value: string): string {
    return createHmac('sha256', this.key).update(value).digest('base64url');
  }
}
