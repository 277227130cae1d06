import { EventEmitter, getEventListeners } from 'node:events';
import { heapAfterCollection } from './heap.ts';
import type { Seam } from './seam.ts';
import { topic } from './stage.ts';

// Taken before the learner's module is there, which could have them say what it likes.
const listenersOf = getEventListeners;
const call = Function.prototype.call;
const countOf = call.bind(EventEmitter.prototype.listenerCount) as (
  feed: EventEmitter,
  name: string,
) => number;
const namesOf = call.bind(EventEmitter.prototype.eventNames) as (feed: EventEmitter) => string[];

/** How the subscriptions of a round end. */
export type Ending = 'dispose' | 'dispose-in-handler' | 'dispose-after-silence' | 'abort' | 'close';

export interface Left {
  /** On the feed. */
  readonly listeners: number;
  /** On the signal. */
  readonly aborts: number;
  readonly timers: number;
}

/** Subscribes, lets one message pass, and ends the subscription, over and over, with one feed and one clock. */
export async function churn(seam: Seam, ending: Ending, rounds: number): Promise<Left> {
  const world = createWorld(seam);
  for (let round = 0; round < rounds; round++) await world.round(ending);
  return world.left();
}

export interface Held {
  /** Bytes of the heap for subscriptions that are open, for the same once they are disposed of, and for rounds after them. */
  readonly open: number;
  readonly disposed: number;
  readonly rounds: number;
}

export async function holdSubscriptions(seam: Seam, open: number, rounds: number): Promise<Held> {
  const world = createWorld(seam);
  for (let round = 0; round < rounds / 10; round++) await world.round('dispose');
  const before = await heapAfterCollection();
  let subscriptions = Array.from({ length: open }, () => world.subscribe());
  world.feed.emit(topic, 'to all');
  const whileOpen = await heapAfterCollection();
  for (const subscription of subscriptions.reverse()) await subscription[Symbol.asyncDispose]();
  subscriptions = [];
  const afterwards = await heapAfterCollection();
  for (let round = 0; round < rounds; round++) await world.round('dispose');
  const atLast = await heapAfterCollection();
  return { open: whileOpen - before, disposed: afterwards - before, rounds: atLast - afterwards };
}

export interface HeldMessages {
  /** Bytes of the heap for handlers that are running, and for the same once they have settled. */
  readonly running: number;
  readonly settled: number;
}

/** One subscription that stays, and many messages whose handlers take their time. */
export async function holdMessages(seam: Seam, messages: number): Promise<HeldMessages> {
  const world = createWorld(seam);
  let settle: (() => void)[] = [];
  const subscription = world.subscribe(() => new Promise<void>((resolve) => settle.push(resolve)));
  const flood = async () => {
    for (let message = 0; message < messages; message++) world.feed.emit(topic, 'one of many');
    const held = await heapAfterCollection();
    for (const each of settle) each();
    settle = [];
    return held;
  };
  await flood();
  const before = await heapAfterCollection();
  const running = await flood();
  const settled = await heapAfterCollection();
  await subscription[Symbol.asyncDispose]();
  return { running: running - before, settled: settled - before };
}

function createWorld(seam: Seam) {
  const feed = new EventEmitter();
  // A leak is counted here, not warned of.
  feed.setMaxListeners(0);
  const shared = new AbortController();
  const signals = new Set([shared.signal]);
  const timers = new Set<() => void>();
  const clock = {
    after(_ms: number, call: () => void): Disposable {
      // A timer of its own, also where one function is handed over twice.
      const timer = () => call();
      timers.add(timer);
      return { [Symbol.dispose]: () => void timers.delete(timer) };
    },
  };
  const runTimers = () => {
    for (const timer of [...timers]) {
      timers.delete(timer);
      timer();
    }
  };
  const subscribe = (onMessage: () => void | Promise<void> = () => {}, signal = shared.signal) =>
    seam.subscribe(feed, { topic, onMessage, onSilence: () => {}, silenceMs: 1000, clock, signal });

  return {
    feed,
    subscribe,
    async round(ending: Ending): Promise<void> {
      const own = ending === 'abort' ? new AbortController() : shared;
      let finished: PromiseLike<void> | undefined;
      const subscription: AsyncDisposable = subscribe(() => {
        if (ending === 'dispose-in-handler') finished = subscription[Symbol.asyncDispose]();
      }, own.signal);
      feed.emit(topic, 'a message');
      if (ending === 'dispose-after-silence') runTimers();
      if (ending === 'abort') {
        signals.add(own.signal);
        own.abort();
      } else if (ending === 'close') {
        feed.emit('close');
      } else {
        finished ??= subscription[Symbol.asyncDispose]();
      }
      await finished;
    },
    left(): Left {
      const left = { listeners: 0, aborts: 0, timers: timers.size };
      for (const name of namesOf(feed)) left.listeners += countOf(feed, name);
      for (const signal of signals) left.aborts += listenersOf(signal, 'abort').length;
      return left;
    },
  };
}
