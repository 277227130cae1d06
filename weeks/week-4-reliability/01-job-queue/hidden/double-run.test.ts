import { expectThat, type HttpClient, requirement } from 'checker/kit';
import { listJobs } from './jobs.ts';
import { expectFlawless, sendMany } from './watched.ts';

const amount = 2000;
const workers = 8;

requirement('no-double-run', async ({ jobs }) => {
  const quiet = { LOG_LEVEL: 'error' };
  const api = await jobs.api({ env: quiet });
  const scene = { jobs, api };
  const look =
    'Two workers may look for work in the same moment. In which statement does a job become the one worker’s, and what does that statement find when the other was faster?';
  const sending = sendMany(scene, amount, { type: 'ok' });
  await Promise.all(
    Array.from({ length: workers }, () => jobs.worker({ env: { ...quiet, WORKER_CONCURRENCY: '10' } })),
  );
  await sending;
  const resolved = () => new Set(jobs.runs.flatMap((run) => (run.state === 'resolved' ? [run.jobId] : [])));
  let before = -1;
  // It may be slow, as long as it goes on. They are counted once there can be enough of them.
  while (resolved().size < amount && resolved().size !== before) {
    before = resolved().size;
    await jobs.sees(
      `${workers} workers to do ${amount} jobs`,
      () => jobs.runs.length >= amount && resolved().size === amount,
      8_000,
    );
  }
  expectThat(resolved().size === amount || jobs.runs.length > 0, {
    look,
    expected: `${workers} workers to do ${amount} jobs`,
    saw: 'no handler was ever called',
  });
  await restAll(scene.api, look);
  await expectFlawless(scene, { leaseMs: 30_000, look });
});

/** The last ends are written a moment after their handlers. */
async function restAll(api: HttpClient, look: string): Promise<void> {
  for (const end = performance.now() + 5_000; performance.now() < end; ) {
    const running = { state: 'running', limit: '1' };
    const { items } = await listJobs(api, '/jobs', running, { look }, { transcript: false });
    if (items.length === 0) return;
  }
}
