// What a write says in its headers: the version that its editor saw, and the number under which it is done once.
import { Problem } from '../exceptions/problem.ts';

/** The row version in If-Match. @throws Problem 428 E_MATCH_MISSING, 412 for what is no version of ours */
export function versionOf(header: string | undefined): string {
  if (!header) throw new Problem(428, 'E_MATCH_MISSING', '缺少版本信息（If-Match），请刷新页面后再保存');
  const version = /^"(\d{1,18})"$/.exec(header)?.[1];
  if (!version) throw new Problem(412, 'E_MATCH_STALE', '版本信息不对，请刷新页面后再保存');
  return version;
}

/** Idempotency-Key; null without one. @throws Problem 400 E_IDEMPOTENCY_KEY */
export function idempotencyKeyOf(header: string | string[] | undefined): string | null {
  if (!header) return null;
  if (typeof header !== 'string' || !/^[A-Za-z0-9_-]{8,80}$/.test(header))
    throw new Problem(400, 'E_IDEMPOTENCY_KEY', '提交编号的格式不对');
  return header;
}
