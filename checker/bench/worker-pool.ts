import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pLimit from 'p-limit';
import PQueue from 'p-queue';
import { Piscina } from 'piscina';
import {
  createThreadPool,
  createWorkerPool,
} from '../../solutions/week-1/10-worker-pool/reference/src/index.ts';
import { medianOf, type Sample, tellSamples } from './samples.ts';

/**
 * The reference solution of worker-pool against what a user would pick instead, side by side in one run. Figures are printed
 * and never asserted; a ratio above 1 means that ours takes longer.
 *
 * `checker/bin/with-node checker/bench/worker-pool.ts [--json]`
 */
const rounds = 7;
const concurrency = 16;
/** About 2 ms of CPU for 200,000 times. */
const burning = `
export function burn(times) {
  let value = 0;
  for (let at = 0; at < times; at++) value = (value * 31 + Math.sqrt(at)) % 1_000_003;
  return value;
}
`;

if (import.meta.main) {
  const samples = await measureWorkerPool();
  const asJson = process.argv.includes('--json');
  process.stdout.write(asJson ? `${JSON.stringify(samples, null, 2)}\n` : tellSamples(samples));
}

export async function measureWorkerPool(): Promise<Sample[]> {
  return [
    ...(await compare('10,000 empty tasks', 10_000, () => {})),
    ...(await compare('1,000 tasks of 1 ms', 1_000, () => new Promise((resolve) => setTimeout(resolve, 1)))),
    ...(await compareThreads()),
  ];
}

async function compare(name: string, tasks: number, task: () => unknown): Promise<Sample[]> {
  const queue = new PQueue({ concurrency });
  const limit = pLimit(concurrency);
  await using pool = createWorkerPool({ concurrency });
  const many = (run: (task: () => unknown) => Promise<unknown>) => () =>
    Promise.all(Array.from({ length: tasks }, () => run(task)));
  return await race(name, [
    ['p-queue', many((each) => queue.add(each))],
    ['p-limit', many((each) => limit(each))],
    ['ours', many((each) => pool.run(each))],
  ]);
}

/** Tasks of about 2 ms of CPU each, on two threads; both pools are warm. */
async function compareThreads(): Promise<Sample[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const file = join(folder, 'burn.mjs');
  writeFileSync(file, burning);
  const threads = 2;
  const piscina = new Piscina({
    filename: file,
    name: 'burn',
    minThreads: threads,
    maxThreads: threads,
    idleTimeout: 60_000,
  });
  const ours = createThreadPool({ size: threads, module: pathToFileURL(file) });
  const many = <T>(run: () => Promise<T>) => Promise.all(Array.from({ length: 200 }, run));
  try {
    return await race('200 tasks of 2 ms of CPU, 2 threads', [
      ['piscina', () => many(() => piscina.run(200_000))],
      ['ours', () => many(() => ours.run('burn', [200_000]))],
    ]);
  } finally {
    await ours.close();
    await piscina.destroy();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each in turn, round after round, so that a busy moment of the machine hits all; ours is compared with each. */
async function race(
  name: string,
  runners: readonly (readonly [who: string, run: () => Promise<unknown>])[],
): Promise<Sample[]> {
  const taken = new Map(runners.map(([who]) => [who, [] as number[]]));
  for (let round = -1; round < rounds; round++) {
    for (const [who, run] of runners) {
      const started = performance.now();
      await run();
      // The first round warms up.
      if (round >= 0) taken.get(who)?.push(performance.now() - started);
    }
  }
  const ours = taken.get('ours') ?? [];
  return runners.flatMap(([who]): Sample[] => {
    const ms = taken.get(who) ?? [];
    if (who === 'ours') return [];
    return [
      { name: `${name}, ${who}`, ms, ratio: null, to: null },
      { name: `${name}, ours`, ms: ours, ratio: medianOf(ours) / medianOf(ms), to: who },
    ];
  });
}
