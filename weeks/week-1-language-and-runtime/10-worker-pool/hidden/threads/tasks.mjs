// The judge's module of functions for threads. It is laid into the working directory of the box.
import { isMainThread, threadId } from 'node:worker_threads';

export const notAFunction = 4;

export function echo(...args) {
  return args;
}

export async function later(value) {
  await new Promise((resolve) => setImmediate(resolve));
  return value;
}

/** Where it runs: false on the main thread. */
export function inThread() {
  return !isMainThread && threadId > 0;
}

/**
 * Says that it has begun (numbers[0] up), waits until the judge lets it go (numbers[1] is at least `ticket`), and keeps the
 * largest number of its kind that were under way at once in numbers[3].
 */
export function hold(buffer, ticket, value) {
  const numbers = new Int32Array(buffer);
  Atomics.add(numbers, 0, 1);
  const now = Atomics.add(numbers, 2, 1) + 1;
  for (let most = Atomics.load(numbers, 3); now > most; most = Atomics.load(numbers, 3))
    Atomics.compareExchange(numbers, 3, most, now);
  const end = performance.now() + 20_000;
  for (
    let open = Atomics.load(numbers, 1);
    open < ticket && performance.now() < end;
    open = Atomics.load(numbers, 1)
  )
    Atomics.wait(numbers, 1, open, 1000);
  Atomics.sub(numbers, 2, 1);
  return value;
}

/** Returns true once `count` of these have arrived at the same time, or false after a while. */
export function barrier(buffer, count) {
  const numbers = new Int32Array(buffer);
  const arrived = Atomics.add(numbers, 0, 1) + 1;
  Atomics.notify(numbers, 0);
  const end = performance.now() + 2500;
  for (let seen = arrived; seen < count; seen = Atomics.load(numbers, 0)) {
    if (performance.now() > end) return false;
    Atomics.wait(numbers, 0, seen, 100);
  }
  return true;
}

export function fail(message) {
  throw new RangeError(message);
}

export function failWithValue(value) {
  throw value;
}

export function failWithFunction() {
  throw () => 4;
}

export function giveFunction() {
  return () => 4;
}

/** Says that it has begun and never ends. */
export function loop(buffer) {
  const numbers = new Int32Array(buffer);
  Atomics.add(numbers, 0, 1);
  Atomics.notify(numbers, 0);
  for (;;) Atomics.load(numbers, 7);
}

export async function never(buffer) {
  const numbers = new Int32Array(buffer);
  Atomics.add(numbers, 0, 1);
  const timer = setInterval(() => {}, 1000);
  await new Promise(() => {});
  clearInterval(timer);
}

export function exit(code) {
  process.exit(code);
}

export async function exitLater(code) {
  await new Promise((resolve) => setImmediate(resolve));
  process.exit(code);
}

export async function throwOutside(message) {
  setImmediate(() => {
    throw new Error(message);
  });
  await new Promise(() => {});
}

export async function rejectOutside(message) {
  Promise.reject(new Error(message));
  await new Promise(() => {});
}

/** Lists of fractions are what fills a heap the fastest: there is nothing in them to be marked. */
export async function fillHeap() {
  const kept = [];
  for (let round = 0; ; round++) {
    kept.push(new Array(250_000).fill(round + 0.5));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Leaves something in its thread that counts on for as long as the thread lives. */
export function beat(buffer) {
  const numbers = new Int32Array(buffer);
  setInterval(() => Atomics.add(numbers, 4, 1), 1).unref();
  return 'beating';
}
