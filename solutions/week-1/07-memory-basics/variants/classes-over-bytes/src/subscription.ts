import type { EventEmitter } from 'node:events';

export interface SubscriptionOptions {
  topic: string;
  onMessage: (message: string) => void | Promise<void>;
  onSilence: () => void;
  silenceMs: number;
  clock: { after(ms: number, call: () => void): Disposable };
  signal?: AbortSignal;
}

export class Subscription implements AsyncDisposable {
  readonly #feed: EventEmitter;
  readonly #options: SubscriptionOptions;
  #ended = false;
  #timer: Disposable | null = null;
  #running = 0;
  #idle = Promise.withResolvers<void>();

  constructor(feed: EventEmitter, options: SubscriptionOptions) {
    this.#feed = feed;
    this.#options = options;
    this.#idle.resolve();
    if (options.signal?.aborted === true) {
      this.#ended = true;
      return;
    }
    feed.addListener(options.topic, this.#onMessage);
    feed.once('close', this.#end);
    options.signal?.addEventListener('abort', this.#end, { once: true });
    this.#restart();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end();
    await this.#idle.promise;
  }

  readonly #onMessage = (message: string): void => {
    if (this.#ended) return;
    this.#restart();
    const handled = this.#options.onMessage(message);
    if (handled === undefined) return;
    if (this.#running++ === 0) this.#idle = Promise.withResolvers();
    handled.finally(() => {
      if (--this.#running === 0) this.#idle.resolve();
    });
  };

  readonly #end = (): void => {
    if (this.#ended) return;
    this.#ended = true;
    const { topic, signal } = this.#options;
    this.#feed.removeListener(topic, this.#onMessage);
    this.#feed.removeListener('close', this.#end);
    signal?.removeEventListener('abort', this.#end);
    this.#stop();
  };

  #restart(): void {
    this.#stop();
    const { clock, silenceMs, onSilence } = this.#options;
    this.#timer = clock.after(silenceMs, () => {
      this.#timer = null;
      onSilence();
    });
  }

  #stop(): void {
    this.#timer?.[Symbol.dispose]();
    this.#timer = null;
  }
}
