import type { Found } from './found.ts';

interface Node<T> {
  readonly value: T;
  next: Node<T> | null;
}

/** A list of nodes, oldest first. */
export class RingBuffer<T> implements Iterable<T> {
  readonly #capacity: number;
  #ends: { oldest: Node<T>; newest: Node<T> } | null = null;
  #length = 0;

  constructor(options?: { readonly capacity?: number | undefined }) {
    const capacity = options?.capacity;
    this.#capacity = capacity === undefined ? 16 : capacity;
    if (this.#capacity < 0 || this.#capacity % 1 !== 0) throw new RangeError('capacity');
  }

  get capacity(): number {
    return this.#capacity;
  }

  get length(): number {
    return this.#length;
  }

  push(value: T): void {
    const node: Node<T> = { value, next: null };
    if (this.#ends === null) this.#ends = { oldest: node, newest: node };
    else {
      this.#ends.newest.next = node;
      this.#ends.newest = node;
    }
    this.#length += 1;
    while (this.#length > this.#capacity) this.shift();
  }

  shift(): Found<T> {
    if (this.#ends === null) return nothing;
    const { oldest } = this.#ends;
    if (oldest.next === null) this.#ends = null;
    else this.#ends.oldest = oldest.next;
    this.#length -= 1;
    return new Something(oldest.value);
  }

  latest(): Found<T> {
    return this.#ends === null ? nothing : new Something(this.#ends.newest.value);
  }

  [Symbol.iterator](): Iterator<T> {
    let node = this.#ends?.oldest ?? null;
    return {
      next(): IteratorResult<T> {
        if (node === null) return { done: true, value: undefined };
        const { value } = node;
        node = node.next;
        return { done: false, value };
      },
    };
  }
}

const nothing = Object.freeze({ found: false } as const);

class Something<T> {
  readonly #value: T;
  constructor(value: T) {
    this.#value = value;
  }
  get found(): true {
    return true;
  }
  get value(): T {
    return this.#value;
  }
}
