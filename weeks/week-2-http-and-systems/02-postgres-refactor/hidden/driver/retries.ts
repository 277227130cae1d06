import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Seam } from './seam.ts';
import { makeThing, type Thing } from './thrown-things.ts';

/** One call of `retryTransaction`: what each attempt and each sleep does, in order. */
export interface Play {
  readonly attempts: readonly AttemptStep[];
  readonly sleeps?: readonly SleepStep[];
  readonly abortedBefore?: boolean;
}

/** `throws` at once; `fails` as a rejection; `resolves` with a value of that attempt; `aborts` its signal and resolves. */
export type AttemptStep =
  | { readonly does: 'resolves' | 'aborts' }
  | { readonly does: 'throws' | 'fails'; readonly what: Thing };

export type SleepStep = 'resolves' | 'aborts, resolves' | 'aborts, rejects' | 'aborts, hangs';

/** So long may it take to settle when nothing is left that it could wait for. */
const patienceMs = 2_000;

/** Plays it, and tells what happened in the order in which it did. */
export async function playRetry(
  seam: Seam,
  { attempts, sleeps = [], abortedBefore }: Play,
): Promise<string[]> {
  const events: string[] = [];
  const controller = new AbortController();
  const reason = { why: 'the judge has aborted' };
  const values = attempts.map((_, index) => ({ attempt: index + 1 }));
  const errors = attempts.map((step) => ('what' in step ? makeThing(step.what) : undefined));
  let calls = 0;
  let running = 0;
  let slept = 0;

  const attempt = () => {
    const index = calls++;
    const step = attempts[index];
    events.push(`attempt ${index + 1}`);
    if (running > 0) events.push('two attempts at a time');
    if (step === undefined) throw new Error('one attempt too many');
    if (step.does === 'throws') throw errors[index];
    running += 1;
    return (async () => {
      await setImmediate();
      running -= 1;
      if (step.does === 'fails') throw errors[index];
      if (step.does === 'aborts') controller.abort(reason);
      return values[index];
    })();
  };

  const sleep = (ms: unknown, signal: unknown): Promise<void> => {
    const step = sleeps[slept++] ?? 'resolves';
    events.push(`sleep ${slept}`);
    if (typeof ms !== 'number' || !(ms >= 0 && ms <= 1000)) events.push(`slept for ${String(ms)} ms`);
    if (signal !== controller.signal) events.push('slept with another signal');
    if (step !== 'resolves') controller.abort(reason);
    if (step === 'aborts, hangs') return new Promise(() => {});
    const number = slept;
    return (async () => {
      for (let turn = 0; turn < 5; turn += 1) await setImmediate();
      events.push(`slept ${number}`);
      if (step === 'aborts, rejects') throw new Error('what sleep rejected with');
    })();
  };

  if (abortedBefore === true) controller.abort(reason);
  let promise: Promise<unknown>;
  try {
    promise = seam.retryTransaction(attempt, { sleep, signal: controller.signal });
  } catch {
    return [...events, 'threw synchronously'];
  }
  const tell = (error: unknown) => {
    if (error === reason) return `rejected with the signal's reason`;
    const which = errors.findIndex((each, index) => 'what' in (attempts[index] ?? {}) && each === error);
    return which === -1
      ? `rejected with ${String((error as Error)?.message)}`
      : `rejected with the error of attempt ${which + 1}`;
  };
  const settled = Promise.resolve(promise).then((value) => {
    const which = values.indexOf(value as (typeof values)[number]);
    return which === -1 ? 'resolved with something else' : `resolved with the value of attempt ${which + 1}`;
  }, tell);
  const late = new AbortController();
  events.push(
    await Promise.race([
      settled,
      setTimeout(patienceMs, 'has not settled', { signal: late.signal, ref: true }),
    ]),
  );
  late.abort();
  // Whoever goes on behind a promise that has settled is seen here.
  for (let turn = 0; turn < 20; turn += 1) await setImmediate();
  return events;
}
