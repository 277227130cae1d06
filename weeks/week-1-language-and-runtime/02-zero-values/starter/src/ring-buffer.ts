import type { Found } from './found.ts';

export interface RingBufferOptions {
  /** How many values are kept; 16 unless given. */
  readonly capacity?: number | undefined;
}

/** Keeps the last values that were pushed, and forgets the oldest to make room. */
export class RingBuffer<T> implements Iterable<T> {
  readonly capacity: number;
  readonly #slots: (T | null)[];
  #next = 0;

  constructor({ capacity }: RingBufferOptions = {}) {
    this.capacity = capacity || 16;
    this.#slots = new Array<T | null>(this.capacity).fill(null);
  }

  get length(): number {
    return this.#slots.filter(Boolean).length;
  }

  push(value: T): void {
    this.#slots[this.#next % this.capacity] = value;
    this.#next += 1;
  }

  /** Takes the oldest value out. */
  shift(): Found<T> {
    for (const value of this) {
      this.#slots[this.#slots.indexOf(value)] = null;
      return { found: true, value };
    }
    return { found: false };
  }

  /** The value that was pushed last. */
  latest(): Found<T> {
    const value = this.#slots[(this.#next - 1) % this.capacity];
    return value ? { found: true, value } : { found: false };
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let at = 0; at < this.capacity; at++) {
      const value = this.#slots[(this.#next + at) % this.capacity];
      if (value) yield value;
    }
  }
}
