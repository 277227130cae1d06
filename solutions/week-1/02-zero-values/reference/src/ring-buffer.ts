import type { Found } from './found.ts';
import { withDefaults } from './with-defaults.ts';

export interface RingBufferOptions {
  /** How many values are kept, a whole number from 0 on; 16 unless given. */
  readonly capacity?: number | undefined;
}

/** Keeps the last values that were pushed, and forgets the oldest to make room. */
export class RingBuffer<T> implements Iterable<T> {
  readonly capacity: number;
  /** Of those in use every one holds a T, which may be undefined itself; `#oldest` and `#length` say which they are. */
  readonly #slots: (T | undefined)[] = [];
  #oldest = 0;
  #length = 0;

  constructor(options?: RingBufferOptions) {
    const { capacity } = withDefaults({ capacity: 16 }, options);
    if (!Number.isInteger(capacity) || capacity < 0) {
      throw new RangeError(`capacity must be a whole number from 0 on, not ${capacity}`);
    }
    this.capacity = capacity;
  }

  get length(): number {
    return this.#length;
  }

  push(value: T): void {
    // No slot to put it in, and `% 0` is NaN.
    if (this.capacity === 0) return;
    if (this.#length === this.capacity) this.shift();
    this.#slots[this.#at(this.#length)] = value;
    this.#length += 1;
  }

  /** Takes the oldest value out. */
  shift(): Found<T> {
    if (this.#length === 0) return { found: false };
    const value = this.#slots[this.#oldest] as T;
    // Else the slot would keep it from being collected.
    this.#slots[this.#oldest] = undefined;
    this.#oldest = this.#at(1);
    this.#length -= 1;
    return { found: true, value };
  }

  /** The value that was pushed last. */
  latest(): Found<T> {
    if (this.#length === 0) return { found: false };
    return { found: true, value: this.#slots[this.#at(this.#length - 1)] as T };
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let index = 0; index < this.#length; index++) yield this.#slots[this.#at(index)] as T;
  }

  /** The slot of the value that has so many before it. */
  #at(index: number): number {
    return (this.#oldest + index) % this.capacity;
  }
}
