import { setTimeout } from 'node:timers/promises';
import {
  Broken,
  type ChaosSchedule,
  type ChaosStep,
  type JobProcess,
  type JobsHost,
  makeSchedule,
  requirement,
  shortenSchedule,
  tellSchedule,
} from 'checker/kit';
import { readJob } from './jobs.ts';
import { expectFlawless, sendMany } from './watched.ts';

const workers = 4;
const leaseMs = 1500;
const amount = 300;
/** Of the requirement's two minutes: what is left after it is for clearing away. */
const searchMs = 75_000;
const look =
  'Read the story of this job from its beginning: which statement was sent, what did its sender know, and what had become true meanwhile?';
const types = { ok: amount / 2, work: amount / 4, 'fail-n-times': amount / 4 } as const;

requirement('chaos', async ({ jobs, random }) => {
  const schedule = makeSchedule(random, {
    workers,
    steps: 8,
    starts: Math.floor(amount * 0.9),
    forMs: { kill: [0, 300], pause: [leaseMs + 500, leaseMs + 1200], cut: [300, 1200] },
  });
  const api = await jobs.api({ env: { LOG_LEVEL: 'error' } });
  const broken = await play({ jobs, api }, schedule, amount);
  if (broken === null) return;
  const end = performance.now() + searchMs;
  let told = broken;
  let tries = 0;
  const shortest = await shortenSchedule(
    schedule,
    async (shorter) => {
      tries += 1;
      const again = await play({ jobs, api }, shorter, 80);
      told = again ?? told;
      return again !== null;
    },
    () => performance.now() < end && tries < 8,
  );
  const few = shortest.length < schedule.length;
  throw new Broken({
    ...told.part,
    saw: `${told.part.saw}. The ${few ? 'shortest chaos found that still does this' : 'chaos'}: ${tellSchedule(shortest)}`,
  });
});

/** Lets new workers do new jobs while the schedule is carried out. Resolves to what broke, or null. */
async function play(
  { jobs: host, api }: { readonly jobs: JobsHost; readonly api: JobProcess },
  schedule: ChaosSchedule,
  count: number,
): Promise<Broken | null> {
  const since = { jobs: host.jobs.length, runs: host.runs.length };
  const jobs = partOf(host, since);
  const all: JobProcess[] = [];
  const start = (index: number) => startWorker(host, all, index);
  const team = await Promise.all(Array.from({ length: workers }, (_, index) => start(index)));
  const scene = { jobs, api };
  try {
    const sending = Promise.all(
      Object.entries(types).map(([type, share]) =>
        sendMany(scene, Math.round((share * count) / amount), {
          type,
          payload: { times: 2, ms: 30 },
          maxAttempts: 50,
        }),
      ),
    );
    const scale = count / amount;
    await Promise.all(
      schedule.map(async (step) => {
        const due = Math.floor(step.afterStarts * scale);
        await host.sees('handlers to begin', () => jobs.runs.length >= due, 10_000);
        await act(step, team, start);
      }),
    );
    await sending;
    await untilAllEnded(scene);
    await expectFlawless(scene, { leaseMs, look });
    return null;
  } catch (error) {
    if (error instanceof Broken) return error;
    throw error;
  } finally {
    for (const worker of all) worker.kill();
    await Promise.all(all.map(({ exited }) => exited));
  }
}

function startWorker(jobs: JobsHost, all: JobProcess[], index: number): Promise<JobProcess> {
  const nth = all.filter(({ name }) => name.startsWith(`worker ${index + 1}`)).length;
  const starting = jobs.worker({
    name: `worker ${index + 1}${nth === 0 ? '' : `, started again${nth === 1 ? '' : ` ${nth} times`}`}`,
    relayed: true,
    env: {
      LEASE_MS: String(leaseMs),
      POLL_MS: '100',
      WORKER_CONCURRENCY: '5',
      BACKOFF_BASE_MS: '50',
      BACKOFF_MAX_MS: '100',
      LOG_LEVEL: 'error',
    },
  });
  return starting.then((worker) => {
    all.push(worker);
    return worker;
  });
}

async function act(
  { worker: index, act: what, forMs }: ChaosStep,
  team: JobProcess[],
  start: (index: number) => Promise<JobProcess>,
): Promise<void> {
  const worker = team[index];
  if (worker === undefined) return;
  switch (what) {
    case 'kill':
      worker.kill();
      await setTimeout(forMs);
      team[index] = await start(index);
      return;
    case 'pause':
      worker.pause();
      await setTimeout(forMs);
      worker.resume();
      return;
    case 'cut':
      await worker.cut();
      await setTimeout(forMs);
      await worker.mend();
      return;
    default:
      what satisfies never;
  }
}

/** Each job has a run that resolved and an end that the API tells; or nothing has moved for longer than any lease. */
async function untilAllEnded({
  jobs,
  api,
}: {
  readonly jobs: JobsHost;
  readonly api: JobProcess;
}): Promise<void> {
  const open = () =>
    jobs.jobs.filter(({ id }) => !jobs.runsOf(id).some(({ state }) => state === 'resolved')).length;
  for (let before = -1; open() > 0 && open() !== before; ) {
    before = open();
    await jobs.sees(
      'the jobs to end',
      () => jobs.runs.length >= jobs.jobs.length && open() === 0,
      4 * leaseMs,
    );
  }
  // A run that resolved in a worker that was killed then is followed by another.
  const ended = new Set<string>();
  for (
    const end = performance.now() + 4 * leaseMs;
    performance.now() < end && ended.size < jobs.jobs.length;
  ) {
    for (const { id } of jobs.jobs) {
      if (ended.has(id)) continue;
      const { state } = await readJob(api, id, { look }, { transcript: false });
      if (['succeeded', 'dead', 'cancelled'].includes(state)) ended.add(id);
    }
    await setTimeout(50);
  }
}

/** The same host, with what came after that moment alone: each try has jobs of its own. */
function partOf(host: JobsHost, since: { readonly jobs: number; readonly runs: number }): JobsHost {
  return Object.create(host, {
    jobs: { get: () => host.jobs.slice(since.jobs) },
    runs: { get: () => host.runs.slice(since.runs) },
  });
}
