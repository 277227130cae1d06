import type { EventEmitter } from 'node:events';

type Clock = { after(ms: number, call: () => void): Disposable };

type Options = {
  topic: string;
  onMessage: (message: string) => void | Promise<void>;
  onSilence: () => void;
  silenceMs: number;
  clock: Clock;
  signal?: AbortSignal;
};

export function subscribe(feed: EventEmitter, options: Options): AsyncDisposable {
  const { topic, onMessage, onSilence, silenceMs, clock, signal: outer } = options;
  const life = new AbortController();
  const end = () => life.abort();
  // Each handler waits for those before it: the last promise stands for all.
  let handled: Promise<unknown> = Promise.resolve();

  const listen = <Args extends unknown[]>(event: string, listener: (...args: Args) => void) => {
    feed.on(event, listener as (...args: unknown[]) => void);
    life.signal.addEventListener('abort', () => feed.off(event, listener as (...args: unknown[]) => void));
  };

  let timer: Disposable | undefined;
  const restart = () => {
    timer?.[Symbol.dispose]();
    if (!life.signal.aborted) timer = clock.after(silenceMs, onSilence);
  };
  life.signal.addEventListener('abort', () => timer?.[Symbol.dispose]());

  if (outer?.aborted) {
    end();
  } else {
    outer?.addEventListener('abort', end);
    life.signal.addEventListener('abort', () => outer?.removeEventListener('abort', end));
    listen('close', end);
    listen(topic, (message: string) => {
      if (life.signal.aborted) return;
      const one = onMessage(message);
      restart();
      handled = handled.then(() => one);
    });
    restart();
  }

  return {
    [Symbol.asyncDispose]() {
      end();
      return handled.then(() => {});
    },
  };
}
