import type { EventEmitter } from 'node:events';

export interface Clock {
  after(ms: number, call: () => void): Disposable;
}

export interface SubscribeOptions {
  topic: string;
  onMessage: (message: string) => void | Promise<void>;
  onSilence: () => void;
  silenceMs: number;
  clock: Clock;
  signal?: AbortSignal;
}

/** All subscriptions, for the debug page. */
const subscriptions = new Map<string, AsyncDisposable>();

export function subscribe(feed: EventEmitter, options: SubscribeOptions): AsyncDisposable {
  const { topic, onMessage, onSilence, silenceMs, clock, signal } = options;
  let ended = false;

  const hear = async (message: string) => {
    if (ended) return;
    await onMessage(message);
    clock.after(silenceMs, silent);
  };
  const silent = () => {
    if (ended) return;
    onSilence();
  };

  feed.on(topic, (message) => hear(message));
  feed.on('close', () => subscription[Symbol.asyncDispose]());
  signal?.addEventListener('abort', () => subscription[Symbol.asyncDispose]());
  clock.after(silenceMs, silent);

  const subscription = {
    async [Symbol.asyncDispose]() {
      ended = true;
      feed.off(topic, hear);
    },
  };
  subscriptions.set(`${topic}-${subscriptions.size}`, subscription);
  return subscription;
}
