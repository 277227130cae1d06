import type { EventEmitter } from 'node:events';

export interface Clock {
  after(ms: number, call: () => void): Disposable;
}

export interface SubscribeOptions {
  readonly topic: string;
  readonly onMessage: (message: string) => void | Promise<void>;
  readonly onSilence: () => void;
  readonly silenceMs: number;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

/** Hears a topic until it is disposed of, the signal aborts, or the feed closes. Then nothing holds it any more. */
export function subscribe(feed: EventEmitter, options: SubscribeOptions): AsyncDisposable {
  const { topic, onMessage, onSilence, silenceMs, clock, signal } = options;
  // Whatever is acquired is written down here with the way back, in the same breath.
  const acquired = new DisposableStack();
  const running = new Set<Promise<void>>();
  const end = () => acquired.dispose();

  let timer: Disposable | undefined;
  acquired.defer(() => timer?.[Symbol.dispose]());
  const listenForSilence = () => {
    timer?.[Symbol.dispose]();
    timer = clock.after(silenceMs, onSilence);
  };

  const hear = (message: string) => {
    if (acquired.disposed) return;
    // Before the handler, which may end the subscription: a timer set after that would be nobody's.
    listenForSilence();
    const handled = Promise.resolve(onMessage(message));
    running.add(handled);
    const forget = () => running.delete(handled);
    handled.then(forget, forget);
  };

  if (signal?.aborted) {
    end();
  } else {
    feed.on(topic, hear);
    acquired.defer(() => feed.off(topic, hear));
    feed.on('close', end);
    acquired.defer(() => feed.off('close', end));
    signal?.addEventListener('abort', end);
    acquired.defer(() => signal?.removeEventListener('abort', end));
    listenForSilence();
  }

  return {
    async [Symbol.asyncDispose]() {
      end();
      await Promise.allSettled(running);
    },
  };
}
