import { getEventListeners } from 'node:events';
import { createVirtualClock } from 'checker/kit/driver';
import { heapAfterCollection } from './heap.ts';
import type { Seam } from './seam.ts';

/** How the calls of a round end. */
export type Ending = 'success' | 'failure' | 'sync-throw' | 'timeout' | 'abort';

export interface Churned {
  readonly settled: number;
  /** Timers of the clock that are still set. */
  readonly timers: number;
  /** Listeners for `abort` on the signal that all calls shared, or on any of those that were aborted. */
  readonly listeners: number;
}

const callTimeoutMs = 1000;

/** Makes calls that all end the same way, one after the other, and counts what they leave. */
export async function churn(seam: Seam, ending: Ending, calls: number): Promise<Churned> {
  const clock = createVirtualClock();
  const breaker = seam.createCircuitBreaker({
    failureThreshold: calls + 1,
    resetTimeoutMs: 1000,
    callTimeoutMs,
    clock,
  });
  const shared = new AbortController();
  let settled = 0;
  let onAborted = 0;
  for (let call = 0; call < calls; call++) {
    const controller = ending === 'abort' ? new AbortController() : shared;
    const promise = breaker.execute(functionFor(ending), { signal: controller.signal });
    if (ending === 'timeout') clock.advance(callTimeoutMs);
    if (ending === 'abort') controller.abort(new Error('enough'));
    await promise.then(
      () => settled++,
      () => settled++,
    );
    if (controller !== shared) onAborted += getEventListeners(controller.signal, 'abort').length;
  }
  return {
    settled,
    timers: clock.pending(),
    listeners: getEventListeners(shared.signal, 'abort').length + onAborted,
  };
}

/** Bytes that stay behind for each of many calls under one signal that never aborts. */
export async function measureRetained(seam: Seam, calls: number): Promise<number> {
  // The clock forgets its timers: what stays behind is the breaker's.
  const clock = { now: () => 0, after: () => ({ [Symbol.dispose]() {} }) };
  const breaker = seam.createCircuitBreaker({ failureThreshold: 3, resetTimeoutMs: 1000, clock });
  const { signal } = new AbortController();
  const round = async (times: number) => {
    for (let call = 0; call < times; call++) await breaker.execute(async () => call, { signal });
  };
  // The first calls fill caches and compile code.
  await round(2000);
  const before = await heapAfterCollection();
  await round(calls);
  const retained = ((await heapAfterCollection()) - before) / calls;
  // The signal has to outlive the measurement, or it takes its listeners along.
  return signal.aborted ? Number.NaN : retained;
}

function functionFor(ending: Ending): () => unknown {
  switch (ending) {
    case 'success':
      return async () => 1;
    case 'failure':
      return async () => {
        throw new Error('down');
      };
    case 'sync-throw':
      return () => {
        throw new Error('down at once');
      };
    case 'timeout':
    case 'abort':
      return () => new Promise(() => {});
    default:
      return ending satisfies never;
  }
}
