import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConsecutiveBreaker, circuitBreaker, handleAll } from 'cockatiel';
import Opossum from 'opossum';
import { repository } from '../src/repository.ts';
import { medianOf, type Sample, tellSamples } from './samples.ts';

/**
 * A closed call of the reference's circuit breaker against what a user would pick instead, in turns in one process. Each
 * sample is the milliseconds of a million calls of an async function that returns at once, scaled from fewer.
 *
 * `checker/bin/with-node checker/bench/circuit-breaker.ts [--json]`
 */
const rounds = 9;
const calls = 20_000;

if (import.meta.main) {
  const samples = await measureCircuitBreaker();
  const asJson = process.argv.includes('--json');
  process.stdout.write(asJson ? `${JSON.stringify(samples, null, 2)}\n` : tellSamples(samples));
}

export async function measureCircuitBreaker(): Promise<Sample[]> {
  const work = async () => 1;
  const opossum = new Opossum(work, { timeout: false, resetTimeout: 10_000 });
  const contestants = [
    { name: 'a million closed calls, the reference', call: await ours(work) },
    { name: 'a million closed calls, cockatiel', call: cockatiels(work) },
    { name: 'a million closed calls, opossum', call: () => opossum.fire() },
  ];
  for (const { call } of contestants) await time(call);
  const measured = contestants.map(({ name }) => ({ name, ms: [] as number[] }));
  for (let round = 0; round < rounds; round++) {
    // Whoever comes first pays for the garbage of the one before: each is first in turn.
    for (let turn = 0; turn < contestants.length; turn++) {
      const index = (round + turn) % contestants.length;
      const contestant = contestants[index];
      if (contestant !== undefined) measured[index]?.ms.push(await time(contestant.call));
    }
  }
  opossum.shutdown();
  const [reference, ...peers] = measured;
  if (reference === undefined) throw new Error('nobody was measured');
  return [
    { ...reference, ratio: null, to: null },
    ...peers.map((peer) => ({
      ...peer,
      ratio: medianOf(peer.ms) / medianOf(reference.ms),
      to: reference.name,
    })),
  ];
}

type Call = () => Promise<unknown>;

interface Reference {
  createCircuitBreaker(options: object): { execute(f: () => Promise<unknown>): Promise<unknown> };
}

async function ours(work: Call): Promise<Call> {
  const file = join(repository, 'solutions/week-4/02-circuit-breaker/reference/src/index.ts');
  const { createCircuitBreaker } = (await import(pathToFileURL(file).href)) as Reference;
  const clock = { now: () => performance.now(), after: () => ({ [Symbol.dispose]() {} }) };
  const breaker = createCircuitBreaker({ failureThreshold: 5, resetTimeoutMs: 10_000, clock });
  return () => breaker.execute(work);
}

function cockatiels(work: Call): Call {
  const policy = circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) });
  return () => policy.execute(work);
}

async function time(call: Call): Promise<number> {
  const started = performance.now();
  for (let at = 0; at < calls; at++) await call();
  return ((performance.now() - started) * 1_000_000) / calls;
}
