import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import autocannon, { type Options, type Result } from 'autocannon';
import { repository } from '../src/repository.ts';
import { medianOf, type Sample, tellSamples } from './samples.ts';

/**
 * The reference service of week 2 against fastify and against bare node:http, each in a process of its own, in turns: the
 * milliseconds of ten thousand requests over ten connections. The bar is 0.8 times what fastify does in a second, so a ratio
 * of 0.8 and more where fastify's time is compared with ours.
 *
 * `checker/bin/with-node checker/bench/rest-api.ts [--json]`
 */
const rounds = 5;
const amount = 10_000;
const connections = 10;
const newTask = { title: 'Write the report', due: '2026-03-01', priority: 'high' };

const servers = {
  ours: join(repository, 'solutions/week-2/01-rest-api/reference/src/main.ts'),
  fastify: join(import.meta.dirname, 'peers/fastify-tasks.ts'),
  'bare node:http': join(import.meta.dirname, 'peers/bare-tasks.ts'),
};

if (import.meta.main) {
  const samples = await measureRestApi();
  const asJson = process.argv.includes('--json');
  process.stdout.write(asJson ? `${JSON.stringify(samples, null, 2)}\n` : tellSamples(samples));
}

export async function measureRestApi(): Promise<Sample[]> {
  const running = await Promise.all(
    Object.entries(servers).map(async ([name, file]) => ({ name, ...(await start(file)) })),
  );
  try {
    const samples: Sample[] = [];
    for (const kind of ['GET a task', 'POST a task'] as const) {
      const measured = running.map((server) => ({ ...server, ms: [] as number[] }));
      for (let round = -1; round < rounds; round++) {
        for (const { origin, ms } of measured) {
          const time = await load(kind === 'GET a task' ? await reading(origin) : writing(origin));
          // The first round warms up.
          if (round >= 0) ms.push(time);
        }
      }
      const [ours] = measured;
      if (ours === undefined) throw new Error('nothing was measured');
      const nameOf = (name: string) => `10,000 × ${kind}, ${name}`;
      for (const { name, ms } of measured) {
        const compared = name !== ours.name;
        samples.push({
          name: nameOf(name),
          ms,
          ratio: compared ? medianOf(ms) / medianOf(ours.ms) : null,
          to: compared ? nameOf(ours.name) : null,
        });
      }
    }
    return samples;
  } finally {
    for (const { child } of running) child.kill('SIGKILL');
  }
}

async function start(file: string): Promise<{ readonly child: ChildProcess; readonly origin: string }> {
  const child = spawn(process.execPath, [file], {
    env: { PATH: process.env.PATH, PORT: '0', LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const { port } = JSON.parse(line) as { readonly port: number };
    child.stdout.resume();
    return { child, origin: `http://127.0.0.1:${port}` };
  }
  throw new Error(`${file} ended before it listened`);
}

async function reading(origin: string): Promise<Options> {
  const response = await fetch(`${origin}/tasks`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(newTask),
  });
  const { id } = (await response.json()) as { readonly id: string };
  return { url: `${origin}/tasks/${id}`, amount, connections };
}

function writing(origin: string): Options {
  return {
    url: `${origin}/tasks`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(newTask),
    amount,
    connections,
  };
}

async function load(options: Options): Promise<number> {
  const measuring = Promise.withResolvers<Result>();
  const started = performance.now();
  let last = started;
  autocannon(options, (error, measured) =>
    error === null ? measuring.resolve(measured) : measuring.reject(error),
  ).on('response', () => {
    // autocannon itself tells whole seconds only.
    last = performance.now();
  });
  const { non2xx, errors } = await measuring.promise;
  if (non2xx + errors > 0) throw new Error(`${options.url}: ${non2xx} refused, ${errors} lost`);
  return last - started;
}
