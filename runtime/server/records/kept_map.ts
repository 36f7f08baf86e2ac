// A map of what is dear to make, with room for so many; when it is full, what was not asked for lately goes.

export class KeptMap<T> {
  private readonly room: number;
  private fresh = new Map<string, T>();
  private old = new Map<string, T>();

  /** @param room entries kept at least; twice as many at most */
  constructor(room: number) {
    this.room = room;
  }

  /** The entry of a key, made when it is not there. What make() throws is thrown, and nothing is kept. */
  get(key: string, make: () => T): T {
    const known = this.fresh.get(key);
    if (known !== undefined) return known;
    const value = this.old.get(key) ?? make();
    // Two generations: as good as a list in order of use, and nothing is moved when an entry is found.
    if (this.fresh.size >= this.room) [this.old, this.fresh] = [this.fresh, new Map()];
    this.fresh.set(key, value);
    return value;
  }
}
