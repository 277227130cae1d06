import {
  expectEqual,
  expectThat,
  type HandlerRun,
  type JobProcess,
  type JobsHost,
  requirement,
} from 'checker/kit';
import { listJobs, tellJob } from './jobs.ts';
import { sendMany } from './watched.ts';

const slots = 4;
const look = `The handlers say when they begin and end. WORKER_CONCURRENCY is ${slots}: how many are under way then, and who asks for more work when one ends?`;

requirement('bounded-workers', async ({ jobs, random }) => {
  const api = await jobs.api();
  await sendMany({ jobs, api }, 16, { type: 'hold' });
  await jobs.worker({ env: { WORKER_CONCURRENCY: String(slots) } });
  const scene = { jobs, api };
  await expectRunning(scene, slots, 'there are 16 jobs, and nothing of them has ended');

  // One after the other, never the one that has run longest: a slot is free when its own job has ended.
  for (let step = 1; step <= 5; step += 1) {
    const run = random.pick(running(jobs).slice(1));
    if (step === 3) run.reject({ message: 'told to fail' });
    else run.resolve(step);
    await expectRunning(scene, slots + step, `${step === 1 ? 'one job has' : `${step} jobs have`} ended`);
  }
  for (const run of running(jobs)) run.resolve('all at once');
  await expectRunning(scene, 2 * slots + 5, 'all four that ran have ended at once');
});

function running(jobs: JobsHost): readonly HandlerRun[] {
  return jobs.runs.filter(({ state }) => state === 'running');
}

/** So many handlers have begun in all, as many as there are slots run, and as many jobs are `running`. */
async function expectRunning(
  { jobs, api }: { readonly jobs: JobsHost; readonly api: JobProcess },
  begun: number,
  why: string,
): Promise<void> {
  await jobs.sees(
    `${begun} handlers to have begun`,
    () => jobs.runs.length >= begun && running(jobs).length >= slots,
  );
  // Asked after the handlers: what was claimed beyond the slots stands there.
  const { items } = await listJobs(api, '/jobs', { state: 'running', limit: '100' }, { look });
  expectThat(running(jobs).length === slots && jobs.runs.length === begun, {
    look,
    expected: `${slots} handlers at once, ${begun} of them begun in all, since ${why}`,
    saw: `${running(jobs).length} at once, and ${jobs.runs.length} begun in all`,
  });
  expectEqual(`the number of jobs that are \`running\`, since ${why}`, items.length, slots, {
    look: `Nothing is claimed for which there is no free slot. What is ${tellJob(items.at(-1) ?? { state: 'running', attempts: [] })}, and runs nowhere, no other worker can take.`,
  });
}
