import { ChannelClosedError } from './errors.ts';
import { type Entry, type Operation, perform } from './perform.ts';
import type { Received } from './types.ts';

/**
 * Senders wait only while the buffer is full, receivers only while it is empty. Sets keep the order of arrival, and let an
 * entry leave from anywhere.
 */
export class Channel<T> implements AsyncIterable<T> {
  readonly #capacity: number;
  readonly #buffer: T[] = [];
  readonly #senders = new Set<{ readonly value: T; readonly entry: Entry<undefined> }>();
  readonly #receivers = new Set<Entry<Received<T>>>();
  #closed = false;

  constructor(capacity = 0) {
    if (!Number.isInteger(capacity) || capacity < 0) {
      throw new RangeError(`capacity must be a whole number from 0 on, not ${capacity}`);
    }
    this.#capacity = capacity;
  }

  /** Resolves when the value is in the buffer or, without one, in a receiver's hands. */
  async send(value: T, signal?: AbortSignal): Promise<void> {
    await perform([this.sending(value)], signal);
  }

  async receive(signal?: AbortSignal): Promise<Received<T>> {
    const { result } = await perform([this.receiving()], signal);
    return result;
  }

  close(): void {
    this.#closed = true;
    for (const receiver of this.#receivers) receiver.end(closedAndEmpty);
    for (const { entry } of this.#senders) entry.fail(new ChannelClosedError());
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (let next = await this.receive(); !next.done; next = await this.receive()) yield next.value;
  }

  /** What `select` is made of. */
  sending(value: T): Operation<undefined> {
    return {
      attempt: () => this.#sendNow(value),
      join: (entry) => join(this.#senders, { value, entry }),
    };
  }

  receiving(): Operation<Received<T>> {
    return {
      attempt: () => this.#receiveNow(),
      join: (entry) => join(this.#receivers, entry),
    };
  }

  #sendNow(value: T): { readonly result: undefined } | null {
    if (this.#closed) throw new ChannelClosedError();
    const [receiver] = this.#receivers;
    if (receiver !== undefined) receiver.end({ done: false, value });
    else if (this.#buffer.length < this.#capacity) this.#buffer.push(value);
    else return null;
    return { result: undefined };
  }

  #receiveNow(): { readonly result: Received<T> } | null {
    // The first in line moves up in the same moment, or a later send would take the place. One too many in the buffer, for
    // no longer than this; it also makes a rendezvous of a buffer that has no room at all.
    const [sender] = this.#senders;
    if (sender !== undefined) {
      this.#buffer.push(sender.value);
      sender.entry.end(undefined);
    }
    if (this.#buffer.length > 0) return { result: { done: false, value: this.#buffer.shift() as T } };
    return this.#closed ? { result: closedAndEmpty } : null;
  }
}

const closedAndEmpty = { done: true, value: undefined } as const;

function join<Member>(line: Set<Member>, member: Member): () => void {
  line.add(member);
  return () => void line.delete(member);
}
