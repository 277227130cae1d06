import { expectThat, type HandlerRun, type JobsHost, type Teaching } from 'checker/kit';

/** The run of the job's handler, that attempt's or any; fails the requirement where none begins. */
export async function expectBegun(
  jobs: JobsHost,
  job: { readonly id: string; readonly type: string },
  {
    attempt,
    patienceMs,
    ...teaching
  }: Teaching & { readonly attempt?: number; readonly patienceMs?: number },
): Promise<HandlerRun> {
  const run = await jobs.run(
    ({ jobId, attempt: number }) => jobId === job.id && (attempt === undefined || attempt === number),
    patienceMs,
  );
  const which = attempt === undefined ? '' : `, attempt ${attempt},`;
  if (run === null) jobs.draw(job.id);
  expectThat(run !== null, {
    ...teaching,
    expected: `a handler to be called for the job ${job.id} (${job.type})${which} before long`,
    saw: tellRuns(jobs.runsOf(job.id)),
  });
  return run;
}

export function tellRuns(runs: readonly HandlerRun[]): string {
  if (runs.length === 0) return 'no handler was called for it';
  return runs.map(({ attempt, worker, state }) => `attempt ${attempt} on ${worker}: ${state}`).join('; ');
}
