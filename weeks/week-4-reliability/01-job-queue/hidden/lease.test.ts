import { setTimeout } from 'node:timers/promises';
import {
  expectEqual,
  expectThat,
  type HttpClient,
  type JobProcess,
  type JobsHost,
  requirement,
} from 'checker/kit';
import { type Job, outcomesOf, readJob, untilState } from './jobs.ts';
import { drawEnd, expectBegin, send } from './watched.ts';

const leaseMs = 2000;
/** A lease and a half: whoever does not renew has lost it by then. */
const longMs = 1.4 * leaseMs;
const env = {
  LEASE_MS: String(leaseMs),
  POLL_MS: '100',
  WORKER_CONCURRENCY: '5',
  SHUTDOWN_TIMEOUT_MS: '20000',
};

interface Scene {
  readonly jobs: JobsHost;
  readonly api: HttpClient;
  readonly owner: JobProcess;
  readonly signal: AbortSignal;
}

requirement('lease-renewed', async ({ jobs, service, signal }) => {
  const database = await service.database();
  const api = await jobs.api();
  const owner = await jobs.worker({ name: 'the owner', env });
  const scene = { jobs, api, owner, signal };
  const look = `The handler takes longer than LEASE_MS=${leaseMs}, and its worker lives. Who tells the database so, and how often?`;
  const sent: Job[] = [];
  for (let index = 0; index < 4; index += 1) {
    const job = await send(scene, { type: 'hold' });
    await expectBegin(scene, job, { by: owner, look });
    sent.push(job);
  }
  // Whoever renews several leases in one statement comes to one of these first, by age or by id.
  const locked = [sent[0], sent.toSorted((left, right) => (left.id < right.id ? -1 : 1))[0]].map(
    (each) => each?.id,
  );
  const kept = sent.filter(({ id }) => !locked.includes(id));
  await jobs.worker({ name: 'a thief', env });
  await expectKept(scene, sent, { when: 'its worker lives', look });

  // Their own renewals have to wait, and may come too late.
  await using session = await database.session();
  await session.query('BEGIN');
  await session.query('SELECT 1 FROM jobs WHERE id = ANY ($1::uuid[]) FOR UPDATE', [locked]);
  await expectKept(scene, kept, {
    when: 'rows of other jobs of the same worker are locked',
    look: 'One statement renews several leases. What does it do at a row that somebody else has locked, and what becomes of the rest meanwhile?',
  });
  await session.query('ROLLBACK');

  owner.signal('SIGTERM');
  await expectKept(scene, kept, {
    when: 'its worker shuts down and waits for it',
    look: 'A worker that was told to end still has jobs. Do their leases end before they do?',
  });
  for (const job of kept) await expectOwn(scene, job);
});

/** For longer than a lease nobody else begins the job, and its signal is quiet. */
async function expectKept(
  scene: Scene,
  kept: readonly Job[],
  told: { readonly when: string; readonly look: string },
): Promise<void> {
  await setTimeout(longMs, undefined, { signal: scene.signal });
  for (const job of kept) await expectStill(scene, job, told);
}

async function expectStill(
  { jobs, api }: Scene,
  job: Job,
  { when, look }: { readonly when: string; readonly look: string },
): Promise<void> {
  const now = await readJob(api, job.id, { look });
  const [first, second] = jobs.runsOf(job.id);
  if (second === undefined && first?.abortedAtMs === null && now.attempts.length === 1) return;
  drawEnd(jobs, job, `it is ${now.state}, attempts ${outcomesOf(now).join(', ')}`);
  expectThat(false, {
    look,
    expected: `a job that runs for longer than its lease of ${leaseMs} ms to stay with its worker while ${when}`,
    saw:
      second === undefined
        ? `${first?.abortedAtMs === null ? '' : 'its signal was aborted, and '}the API says: attempts ${outcomesOf(now).join(', ')}`
        : `attempt ${second.attempt} began in ${second.worker} while the first one was running`,
  });
}

async function expectOwn({ jobs, api, signal }: Scene, job: Job): Promise<void> {
  const look = 'The worker that had the job all the time records its end.';
  jobs.runsOf(job.id)[0]?.resolve('by the owner');
  const done = await untilState(api, job.id, 'succeeded', { look, signal });
  expectEqual('its attempts', outcomesOf(done), ['1 succeeded'], { look });
  expectEqual('its result', done.result, 'by the owner', { look });
}
