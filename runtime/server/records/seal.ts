// Sensitive values at rest: keyed hash for equality, mask for reading, AES-256-GCM for the value itself; the key stays
// outside the database. "seal:<hash>:<mask>:<cipher>".
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export class Seal {
  private readonly key: Buffer;

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
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce);
    const text = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
    const packed = Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64');
    return `seal:${this.hash(value)}:${mask.replaceAll(':', '：')}:${packed}`;
  }

  /** @throws when the text was altered or sealed with another key */
  open(sealed: string): string {
    const packed = Buffer.from(sealed.split(':')[3] ?? '', 'base64');
    const decipher = createDecipheriv('aes-256-gcm', this.key, packed.subarray(0, 12));
    decipher.setAuthTag(packed.subarray(12, 28));
    return Buffer.concat([decipher.update(packed.subarray(28)), decipher.final()]).toString('utf8');
  }

  /** Keyed hash: equal values of this installation have equal hashes. */
  hash(value: string): string {
    return createHmac('sha256', this.key).update(value).digest('base64url');
  }
}
