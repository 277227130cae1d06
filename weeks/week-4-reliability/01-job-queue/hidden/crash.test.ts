import { expectEqual, expectThat, requirement } from 'checker/kit';
import { expectOutcomes, outcomesOf, readJob, untilState } from './jobs.ts';
import { drawEnd, expectBegin, send } from './watched.ts';

const leaseMs = 1500;
const env = {
  LEASE_MS: String(leaseMs),
  POLL_MS: '100',
  BACKOFF_BASE_MS: '120000',
  BACKOFF_MAX_MS: '120000',
};

requirement('crash-recovered', async ({ jobs, signal }) => {
  const api = await jobs.api();
  const scene = { jobs, api };
  const look =
    'The worker was killed in the middle of the job (SIGKILL). What in the row says that nobody works on it any more, and who looks at that?';
  const victim = await jobs.worker({ env });
  const again = await send(scene, { type: 'hold' });
  const last = await send(scene, { type: 'hold', maxAttempts: 1 });
  const secondIsLast = await send(scene, { type: 'hold', maxAttempts: 2 });
  for (const job of [again, last, secondIsLast]) await expectBegin(scene, job, { look });
  const heir = await jobs.worker({ env });
  victim.kill();

  const run = await expectBegin(scene, again, {
    attempt: 2,
    by: heir,
    patienceMs: 15_000,
    look: `${look} (A lost attempt is followed by the next one at once: BACKOFF_BASE_MS is two minutes here.)`,
  });
  run.resolve('done by the heir');
  const done = await untilState(api, again.id, 'succeeded', { look, signal });
  drawEnd(jobs, again, `it is succeeded, ${outcomesOf(done).join(', ')}`);
  expectOutcomes(done, ['1 lost', '2 succeeded'], {
    look: 'Who takes an expired job knows that the attempt before has come to no end: it is `lost`.',
  });
  expectEqual('the result', done.result, 'done by the heir', { look });
  const [lost, next] = done.attempts;
  const [began, ended, taken] = [lost?.startedAt, lost?.endedAt, next?.startedAt].map((time) =>
    Date.parse(time ?? ''),
  ) as [number, number, number];
  expectThat(ended - began >= leaseMs - 2 && ended <= taken + 2, {
    look: 'The lost attempt lasted until the end of its lease, and ends before the next one starts. Whose clock, and which moment, are written there?',
    expected: `endedAt of the lost attempt at least LEASE_MS=${leaseMs} after its startedAt, and no later than startedAt of the next one`,
    saw: `endedAt ${ended - began} ms after its startedAt, and ${taken - ended} ms before the next startedAt`,
  });

  const counts =
    'Attempts are counted when they begin. What does the one who finds a lost one do with the count?';
  const dead = await untilState(api, last.id, 'dead', { look: counts, signal, patienceMs: 15_000 });
  expectOutcomes(dead, ['1 lost'], { look: counts });
  const second = await expectBegin(scene, secondIsLast, { attempt: 2, by: heir, look, patienceMs: 15_000 });
  second.reject({ message: 'told to fail' });
  const failed = await untilState(api, secondIsLast.id, ['dead', 'retrying'], { look: counts, signal });
  drawEnd(jobs, secondIsLast, `it is ${failed.state}, ${outcomesOf(failed).join(', ')}`);
  expectEqual(
    'the state of a job with maxAttempts 2 after a lost and a failed attempt',
    failed.state,
    'dead',
    {
      look: counts,
    },
  );
  expectOutcomes(failed, ['1 lost', '2 failed'], { look: counts });
  const { attempts } = await readJob(api, last.id, { look: counts });
  expectThat(jobs.runsOf(last.id).length === 1 && attempts.length === 1, {
    look: counts,
    expected: 'a job with maxAttempts 1, whose only attempt was lost, not to be run again',
    saw: `${jobs.runsOf(last.id).length} runs`,
  });
});
