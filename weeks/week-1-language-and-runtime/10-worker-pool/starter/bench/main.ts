import { createWorkerPool } from '../src/index.ts';

// One line of JSON for each case: { name, concurrency, tasks, seconds, tasksPerSecond, p50Ms, p99Ms }. The page names the
// cases. This one measures nothing yet.
const pool = createWorkerPool({ concurrency: 1 });
const started = performance.now();
await pool.run(() => {});
console.log(JSON.stringify({ name: 'empty', concurrency: 1, seconds: (performance.now() - started) / 1000 }));
