import { setTimeout } from 'node:timers/promises';
import { expectThat, requirement } from 'checker/kit';
import { send } from './watched.ts';

const pollMs = 200;
const boundMs = pollMs + 250;
const amount = 100;
const burst = 20;
/** A process that does nothing but answer: how long that takes is the machine's doing. */
const canarySource = `import { createServer } from 'node:http';
const server = createServer((_, res) => res.end('{}'));
server.listen(Number(process.env.PORT), '127.0.0.1', () => {
  const { port } = server.address();
  process.stdout.write(JSON.stringify({ msg: 'listening', host: '127.0.0.1', port }) + '\\n');
});
`;

requirement('fair-latency', async ({ jobs, service, random, signal }) => {
  const api = await jobs.api();
  const scene = { jobs, api };
  const canary = await service.peer(canarySource);
  await jobs.worker({ env: { POLL_MS: String(pollMs), WORKER_CONCURRENCY: '20' } });
  const look =
    'There are free slots, and the job is there. What does the worker wait for: a poll, how often, and for how many jobs at once?';
  const accepted = new Map<string, number>();
  const lags: number[] = [];
  for (let index = 0; index < amount; index += 1) {
    // Before each burst nothing comes for a while: whoever looks less and less often is asleep by then.
    const pauseMs = index % burst === 0 ? 4 * pollMs : random.integer(0, 20);
    await setTimeout(pauseMs, undefined, { signal });
    const asked = performance.now();
    const [{ id }] = await Promise.all([
      send(scene, { type: 'ok' }, { transcript: false }),
      canary.request('GET', '/', { transcript: false }).then(() => lags.push(performance.now() - asked)),
    ]);
    accepted.set(id, jobs.now());
  }
  await jobs.sees('all jobs to begin', () => jobs.runs.length >= amount, 20_000);
  const waits = [...accepted].map(
    ([id, at]) => (jobs.runsOf(id)[0]?.startedAtMs ?? Number.POSITIVE_INFINITY) - at,
  );
  const wait = percentile(waits, 95);
  const lag = percentile(lags, 95);
  if (wait > boundMs && lag > boundMs / 4)
    throw new Error(
      `this machine is too busy: a server that does nothing answered after ${Math.round(lag)} ms`,
    );
  expectThat(wait <= boundMs, {
    look,
    expected: `95 of ${amount} jobs to begin within POLL_MS + 250 ms, so ${boundMs} ms, after they were accepted`,
    saw: `${Number.isFinite(wait) ? `the 95th began after ${Math.round(wait)} ms` : `only ${jobs.runs.length} have begun at all`}`,
  });
});

function percentile(values: readonly number[], share: number): number {
  const ordered = values.toSorted((left, right) => left - right);
  return ordered[Math.ceil((ordered.length * share) / 100) - 1] ?? Number.POSITIVE_INFINITY;
}
