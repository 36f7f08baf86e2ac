// The guest processes of this server. One belongs to one bureau and one version of one package, so that nothing of a bureau can be where
// another one's call is; a few run at a time, and the one that was idle longest makes room.
import { setTimeout as sleep } from 'node:timers/promises';
import { GuestProcess, type GuestCall, type GuestServices } from './guest_process.ts';
import { PluginFault } from './plugin_fault.ts';

export interface GuestsOptions {
  /** Processes at a time: about 50 MB each. */
  most?: number;
  /** Calls that may wait. */
  waiting?: number;
  /** How long a process without calls is kept. */
  idleMs?: number;
  /** How long a call may take. */
  callMs?: number;
}

interface Seat {
  key: string;
  guest: GuestProcess;
  busy: boolean;
  usedAt: number;
}

const DEFAULTS = { most: 4, waiting: 100, idleMs: 60_000, callMs: undefined };

export class Guests {
  private readonly options: Required<Omit<GuestsOptions, 'callMs'>> & { callMs?: number | undefined };
  private seats: Seat[] = [];
  private queue: { key: string; enter(seat: Seat): void; refuse(error: Error): void }[] = [];
  private sweeping: NodeJS.Timeout | null = null;
  private stopped = false;

  constructor(options: GuestsOptions = {}) {
    this.options = { ...DEFAULTS, ...options };
  }

  /**
   * Calls a function in the process of that key, one after the other.
   * @param key bureau, package and hash of its code
   * @throws what GuestProcess.run throws; PluginFault E_PLUGIN_BUSY, E_PLUGIN_STOPPED
   */
  async run(key: string, call: GuestCall, services: GuestServices): Promise<unknown> {
    const seat = await this.seat(key);
    try {
      return await seat.guest.run(call, services);
    } finally {
      seat.busy = false;
      seat.usedAt = Date.now();
      this.next();
    }
  }

  /** Processes that are there, for tests and figures. */
  get running(): number {
    return this.seats.filter(({ guest }) => guest.alive).length;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.sweeping) clearInterval(this.sweeping);
    for (const { refuse } of this.queue.splice(0)) refuse(new PluginFault('E_PLUGIN_STOPPED'));
    for (const { guest } of this.seats) guest.kill();
    // Their pipes close at the next turn.
    await sleep(0);
  }

  private seat(key: string): Promise<Seat> {
    if (this.stopped) throw new PluginFault('E_PLUGIN_STOPPED');
    const free = this.take(key);
    if (free) return Promise.resolve(free);
    if (this.queue.length >= this.options.waiting) throw new PluginFault('E_PLUGIN_BUSY');
    return new Promise((enter, refuse) => this.queue.push({ key, enter, refuse }));
  }

  /** A process that may be used now; null while the one of this key is busy, or all are. */
  private take(key: string): Seat | null {
    this.seats = this.seats.filter(({ guest }) => guest.alive);
    let seat = this.seats.find((one) => one.key === key);
    if (seat?.busy) return null;
    if (!seat && this.seats.length >= this.options.most) {
      const [oldest] = this.seats.filter(({ busy }) => !busy).sort((a, b) => a.usedAt - b.usedAt);
      if (!oldest) return null;
      this.drop(oldest);
    }
    if (!seat) this.seats.push((seat = { key, guest: new GuestProcess(this.options.callMs), busy: true, usedAt: 0 }));
    seat.busy = true;
    this.sweeping ??= setInterval(() => this.sweep(), this.options.idleMs / 2).unref();
    return seat;
  }

  /** Lets in whoever waits and finds room, in their order. */
  private next(): void {
    for (const waiter of [...this.queue]) {
      const seat = this.stopped ? null : this.take(waiter.key);
      if (!seat) continue;
      this.queue.splice(this.queue.indexOf(waiter), 1);
      waiter.enter(seat);
    }
  }

  private sweep(): void {
    const since = Date.now() - this.options.idleMs;
    for (const seat of [...this.seats]) if (!seat.busy && seat.usedAt < since) this.drop(seat);
  }

  private drop(seat: Seat): void {
    seat.guest.kill();
    this.seats = this.seats.filter((one) => one !== seat);
  }
}
