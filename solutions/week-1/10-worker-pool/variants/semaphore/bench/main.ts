import { setTimeout as sleep } from 'node:timers/promises';
import { createWorkerPool } from '../src/index.ts';

const work = {
  empty: { tasks: 2000, task: () => undefined },
  'wait-5ms': { tasks: 64, task: () => sleep(5) },
};

for (const [name, { tasks, task }] of Object.entries(work)) {
  for (const concurrency of [1, 4, 16]) {
    const pool = createWorkerPool({ concurrency });
    const latencies = new Float64Array(tasks);
    const begin = performance.now();
    const all = Array.from(latencies, (_, index) => {
      const asked = performance.now();
      return pool.run<unknown>(task).then(() => {
        latencies[index] = performance.now() - asked;
      });
    });
    await Promise.all(all);
    const seconds = (performance.now() - begin) / 1000;
    const sorted = latencies.toSorted();
    console.log(
      JSON.stringify({
        name,
        concurrency,
        tasks,
        seconds,
        tasksPerSecond: tasks / seconds,
        p50Ms: sorted[Math.floor(tasks * 0.5)],
        p99Ms: sorted[Math.floor(tasks * 0.99)],
      }),
    );
    await pool.close();
  }
}
