import { EventEmitter } from 'node:events';
import { createVirtualClock } from 'checker/kit/driver';
import type { Seam } from './seam.ts';

export type Step =
  /** `slow`: handlers of its messages settle when a `settle` names the message. */
  | { readonly act: 'subscribe'; readonly who: string; readonly silenceMs: number; readonly slow?: boolean }
  | { readonly act: 'emit'; readonly topic: string; readonly message: string }
  | { readonly act: 'advance'; readonly ms: number }
  | { readonly act: 'dispose' | 'abort'; readonly who: string }
  | { readonly act: 'close' }
  | { readonly act: 'settle'; readonly message: string };

export const topic = 'prices';

/** Subscriptions to one feed, each with a signal of its own, and what came of every step, in words. */
export async function playFeed(seam: Seam, steps: readonly Step[]): Promise<string[][]> {
  const feed = new EventEmitter();
  const clock = createVirtualClock();
  const subscriptions = new Map<string, AsyncDisposable>();
  const signals = new Map<string, AbortController>();
  const handlers = new Map<string, () => void>();
  const signalOf = (who: string) => {
    const controller = signals.get(who) ?? new AbortController();
    signals.set(who, controller);
    return controller;
  };
  let seen: string[] = [];

  const take = (step: Step) => {
    switch (step.act) {
      case 'subscribe': {
        const { who, silenceMs, slow = false } = step;
        const subscription = seam.subscribe(feed, {
          topic,
          silenceMs,
          clock,
          signal: signalOf(who).signal,
          onSilence: () => void seen.push(`${who} is told of silence`),
          onMessage: (message) => {
            seen.push(`${who} hears ${message}`);
            return slow ? new Promise((resolve) => handlers.set(message, resolve)) : undefined;
          },
        });
        subscriptions.set(who, subscription);
        return;
      }
      case 'emit':
        feed.emit(step.topic, step.message);
        return;
      case 'advance':
        clock.advance(step.ms);
        return;
      case 'dispose':
        void subscriptions
          .get(step.who)
          ?.[Symbol.asyncDispose]()
          .then(() => seen.push(`${step.who} is disposed of`));
        return;
      case 'abort':
        signalOf(step.who).abort();
        return;
      case 'close':
        feed.emit('close');
        return;
      case 'settle':
        handlers.get(step.message)?.();
        return;
      default:
        step satisfies never;
    }
  };

  const all: string[][] = [];
  for (const step of steps) {
    seen = [];
    take(step);
    // All promises that are settled are heard of.
    await new Promise((resolve) => setImmediate(resolve));
    all.push(seen);
  }
  return all;
}
