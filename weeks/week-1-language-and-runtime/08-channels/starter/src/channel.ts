import { ChannelClosedError } from './errors.ts';
import type { Received } from './types.ts';

export class Channel<T> {
  readonly #capacity: number;
  #values: T[] = [];
  #receivers: (() => void)[] = [];
  #senders: (() => void)[] = [];
  #closed = false;

  constructor(capacity = 0) {
    this.#capacity = capacity;
  }

  async send(value: T, signal?: AbortSignal): Promise<void> {
    if (this.#closed) throw new ChannelClosedError();
    while (this.#values.length > this.#capacity) {
      await withSignal(new Promise<void>((resolve) => this.#senders.push(resolve)), signal);
    }
    this.#values.push(value);
    this.#receivers.shift()?.();
  }

  async receive(signal?: AbortSignal): Promise<Received<T>> {
    return withSignal(this.#next(), signal);
  }

  async #next(): Promise<Received<T>> {
    while (this.#values.length === 0 && !this.#closed) {
      await new Promise<void>((resolve) => this.#receivers.push(resolve));
    }
    if (this.#closed) return { done: true, value: undefined };
    const value = this.#values.shift() as T;
    this.#senders.shift()?.();
    return { done: false, value };
  }

  close(): void {
    this.#closed = true;
    this.#values = [];
    for (const wake of this.#receivers) wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (let next = await this.receive(); next.value !== undefined; next = await this.receive()) {
      yield next.value;
    }
  }
}

/** Gives up when the signal aborts. */
function withSignal<R>(promise: Promise<R>, signal: AbortSignal | undefined): Promise<R> {
  if (signal === undefined) return promise;
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
  return Promise.race([promise, aborted]);
}
