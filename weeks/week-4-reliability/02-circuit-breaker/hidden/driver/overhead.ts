import { ConsecutiveBreaker, circuitBreaker, handleAll } from 'cockatiel';
import type { Seam } from './seam.ts';

export interface Overhead {
  /** Nanoseconds a call of each round. */
  readonly breaker: readonly number[];
  readonly peer: readonly number[];
}

/** Closed calls of an async function that returns at once, in turns with cockatiel, so that both meet the same machine. */
export async function measureOverhead(seam: Seam, rounds: number, calls: number): Promise<Overhead> {
  const clock = { now: () => performance.now(), after: () => ({ [Symbol.dispose]() {} }) };
  const breaker = seam.createCircuitBreaker({ failureThreshold: 5, resetTimeoutMs: 10_000, clock });
  const peer = circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) });
  const work = async () => 1;
  const ours = () => breaker.execute(work);
  const theirs = () => peer.execute(work);
  await time(ours, calls);
  await time(theirs, calls);
  const measured: { breaker: number[]; peer: number[] } = { breaker: [], peer: [] };
  for (let round = 0; round < rounds; round++) {
    measured.breaker.push(await time(ours, calls));
    measured.peer.push(await time(theirs, calls));
  }
  return measured;
}

async function time(call: () => Promise<unknown>, calls: number): Promise<number> {
  const started = performance.now();
  for (let at = 0; at < calls; at++) await call();
  return ((performance.now() - started) * 1e6) / calls;
}
