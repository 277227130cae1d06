/** What stands in a queue carries the links itself, so that leaving from the middle costs no search. */
export interface Queued {
  before: Queued | null;
  after: Queued | null;
}

/** First in, first out, in constant time; so is leaving early, which is what a cancelled task does. */
export class Queue<Item extends Queued> implements Iterable<Item> {
  #first: Queued | null = null;
  #last: Queued | null = null;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(item: Item): void {
    item.before = this.#last;
    if (this.#last === null) this.#first = item;
    else this.#last.after = item;
    this.#last = item;
    this.#size += 1;
  }

  shift(): Item | null {
    const item = this.#first as Item | null;
    if (item !== null) this.remove(item);
    return item;
  }

  /** The item must stand in this queue. */
  remove(item: Item): void {
    const { before, after } = item;
    if (before === null) this.#first = after;
    else before.after = after;
    if (after === null) this.#last = before;
    else after.before = before;
    item.before = null;
    item.after = null;
    this.#size -= 1;
  }

  *[Symbol.iterator](): Iterator<Item> {
    for (let item = this.#first; item !== null; item = item.after) yield item as Item;
  }
}
