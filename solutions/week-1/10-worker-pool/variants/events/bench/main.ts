import { setTimeout as wait } from 'node:timers/promises';
import { createWorkerPool } from '../src/index.ts';

/** What the exercise's page asks for: two kinds of tasks, each at three widths. */
const cases = [
  { name: 'empty', tasks: 10_000, task: () => {} },
  { name: 'wait-5ms', tasks: 100, task: () => wait(5) },
];
const widths = [1, 4, 16];

for (const { name, tasks, task } of cases)
  for (const concurrency of widths)
    process.stdout.write(
      `${JSON.stringify({ name, concurrency, tasks, ...(await measure(concurrency, tasks, task)) })}\n`,
    );

async function measure(concurrency: number, tasks: number, task: () => unknown) {
  await using pool = createWorkerPool({ concurrency });
  const latencies: number[] = [];
  const started = performance.now();
  await Promise.all(
    Array.from({ length: tasks }, async () => {
      const called = performance.now();
      await pool.run(task);
      latencies.push(performance.now() - called);
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  latencies.sort((left, right) => left - right);
  const percentile = (share: number) => latencies[Math.ceil(share * tasks) - 1] ?? 0;
  return { seconds, tasksPerSecond: tasks / seconds, p50Ms: percentile(0.5), p99Ms: percentile(0.99) };
}
