// A map of what is in use: what nobody asked for during two turns goes, and so does what was not asked for lately when there is too much.

export class RecentMap<K, V> {
  private readonly room: number;
  private fresh = new Map<K, V>();
  private old = new Map<K, V>();

  /** @param room entries kept at least, whatever else is asked for; twice as many at most */
  constructor(room: number) {
    this.room = room;
  }

  /** Asking for an entry keeps it. */
  get(key: K): V | undefined {
    const known = this.fresh.get(key);
    if (known !== undefined) return known;
    const value = this.old.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  set(key: K, value: V): void {
    if (this.fresh.size >= this.room && !this.fresh.has(key)) this.turn();
    this.old.delete(key);
    this.fresh.set(key, value);
  }

  delete(key: K): void {
    this.fresh.delete(key);
    this.old.delete(key);
  }

  /** What was asked for since the last turn stays for one more. */
  turn(): void {
    this.old = this.fresh;
    this.fresh = new Map();
  }
}
