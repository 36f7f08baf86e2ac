// How many requests a minute one account or token may make: a runaway script is told to wait before it costs everybody else.
// Counted by each process for itself, in a bucket that fills evenly, so that a page's burst passes.
import { Problem } from '../exceptions/problem.ts';

interface Bucket {
  left: number;
  at: number;
}

/** Seconds of the limit that may be used at once. */
const BURST_SECONDS = 20;
const MOST_BUCKETS = 50_000;

export class RequestLimits {
  private readonly perSecond: number;
  private readonly most: number;
  private readonly buckets = new Map<string, Bucket>();

  /** @param perMinute 0 for no limit */
  constructor(perMinute: number) {
    this.perSecond = perMinute / 60;
    this.most = Math.max(1, this.perSecond * BURST_SECONDS);
  }

  /** Counts one request. @throws Problem 429 E_REQUESTS_MANY with Retry-After in seconds */
  take(who: string, now = Date.now()): void {
    if (this.perSecond === 0) return;
    const known = this.buckets.get(who);
    const left = known ? Math.min(this.most, known.left + ((now - known.at) / 1000) * this.perSecond) : this.most;
    if (!known && this.buckets.size >= MOST_BUCKETS) this.buckets.delete(this.buckets.keys().next().value!);
    this.buckets.set(who, { left: Math.max(0, left - 1), at: now });
    if (left >= 1) return;
    const wait = String(Math.max(1, Math.ceil((1 - left) / this.perSecond)));
    throw new Problem(429, 'E_REQUESTS_MANY', '请求太频繁，请稍候再试', {}, { 'Retry-After': wait });
  }
}
