import { createWorkerPool } from '../src/index.ts';

const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 5));

for (const concurrency of [1, 4, 16]) {
  await report('empty', concurrency, 4000, async () => {});
  await report('wait-5ms', concurrency, 80, pause);
}

async function report(
  name: string,
  concurrency: number,
  tasks: number,
  task: () => Promise<void>,
): Promise<void> {
  const pool = createWorkerPool({ concurrency });
  const times: number[] = [];
  const from = process.hrtime.bigint();
  const msSince = (start: bigint) => Number(process.hrtime.bigint() - start) / 1e6;
  const all: Promise<unknown>[] = [];
  for (let index = 0; index < tasks; index += 1) {
    const asked = process.hrtime.bigint();
    all.push(pool.run(task).then(() => times.push(msSince(asked))));
  }
  await Promise.all(all);
  const seconds = msSince(from) / 1000;
  times.sort((a, b) => a - b);
  const at = (percent: number) =>
    times[Math.min(times.length - 1, Math.round((times.length * percent) / 100))];
  const line = {
    name,
    concurrency,
    tasks,
    seconds,
    tasksPerSecond: tasks / seconds,
    p50Ms: at(50),
    p99Ms: at(99),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
  await pool.close();
}
