import { drawRetries, expectThat, requirement, type Trace } from 'checker/kit';
import { expectBegun } from './begun.ts';
import { enqueue, expectOutcomes, type Job, readJob, untilJob, untilState } from './jobs.ts';
import { ms, roundingMs } from './times.ts';

const formula = 'min(BACKOFF_MAX_MS, BACKOFF_BASE_MS · 2^(n−1)) · (½ … 1)';

requirement('exponential-backoff', async ({ jobs, trace, signal }) => {
  const api = await jobs.api();
  const look =
    'Write down nextRunAt − endedAt of each attempt, beside BACKOFF_BASE_MS · 2^(n−1). Which times are these two, and who computes the power?';
  const doubling = { baseMs: 20, maxMs: 300 };
  const worker = await jobs.worker({ env: envOf(doubling) });
  const failing = await Promise.all(
    Array.from({ length: 12 }, () =>
      enqueue(api, { type: 'fail', maxAttempts: 7 }, { look, transcript: false }),
    ),
  );
  for (const { id } of failing) {
    const dead = await untilState(api, id, 'dead', { look, signal, patienceMs: 20_000 });
    expectOutcomes(
      dead,
      Array.from({ length: 7 }, (_, index) => `${index + 1} failed`),
      { look },
    );
    expectPauses(dead, doubling, { look, trace });
  }
  worker.kill();
  await worker.exited;

  // 2^31 and 2^32 are where numbers of 32 bits end.
  const large = { baseMs: 6, maxMs: 24 };
  await jobs.worker({ env: envOf(large) });
  const many = 'What is `1 << 31`, and what `1 << 32`? A job may have 100 attempts.';
  const enduring = await Promise.all(
    Array.from({ length: 4 }, () =>
      enqueue(api, { type: 'fail', maxAttempts: 34 }, { look: many, transcript: false }),
    ),
  );
  for (const { id } of enduring) {
    const dead = await untilState(api, id, 'dead', { look: many, signal, patienceMs: 30_000 });
    expectPauses(dead, large, { look: many, trace });
    expectThat(dead.attempts.length === 34, {
      expected: 'a job with maxAttempts 34 that always fails to have 34 attempts',
      saw: `${dead.attempts.length}`,
      look: many,
    });
  }
});

function envOf({ baseMs, maxMs }: { readonly baseMs: number; readonly maxMs: number }) {
  return {
    BACKOFF_BASE_MS: String(baseMs),
    BACKOFF_MAX_MS: String(maxMs),
    POLL_MS: '20',
    WORKER_CONCURRENCY: '20',
  };
}

function expectPauses(
  job: Job,
  { baseMs, maxMs }: { readonly baseMs: number; readonly maxMs: number },
  { trace, ...teaching }: { readonly look: string; readonly trace: Trace },
): void {
  const band = (number: number) => {
    const longest = Math.min(maxMs, baseMs * 2 ** (number - 1));
    return [longest / 2 - roundingMs, longest + roundingMs] as const;
  };
  for (const { number, endedAt, nextRunAt } of job.attempts) {
    const last = number === job.attempts.length;
    expectThat((nextRunAt === null) === last, {
      ...teaching,
      expected: last ? 'no nextRunAt after the last attempt' : `a nextRunAt after attempt ${number}`,
      saw: String(nextRunAt),
    });
    if (nextRunAt === null) continue;
    const next = job.attempts[number]?.startedAt ?? '';
    expectThat(ms(next) >= ms(nextRunAt) - roundingMs, {
      ...teaching,
      expected: `attempt ${number + 1} not to start before the nextRunAt of attempt ${number}, ${nextRunAt}`,
      saw: `it started at ${next}`,
      look: 'A time that is recorded has to be waited for, too.',
    });
    const most = Math.min(maxMs, baseMs * 2 ** (number - 1));
    const pause = ms(nextRunAt) - ms(endedAt ?? '');
    if (pause < most / 2 - roundingMs || pause > most + roundingMs) drawRetries(trace, job.attempts, band);
    expectThat(pause >= most / 2 - roundingMs && pause <= most + roundingMs, {
      ...teaching,
      promise: `The pause after the n-th attempt is ${formula} (here: BACKOFF_BASE_MS=${baseMs}, BACKOFF_MAX_MS=${maxMs}).`,
      expected: `nextRunAt − endedAt of attempt ${number} between ${most / 2} and ${most} ms`,
      saw: `${pause} ms: endedAt ${endedAt}, nextRunAt ${nextRunAt}`,
    });
  }
}

requirement('jitter', async ({ jobs, signal }) => {
  const api = await jobs.api();
  const many = 40;
  const most = 600_000;
  await jobs.worker({
    env: { BACKOFF_BASE_MS: String(most), BACKOFF_MAX_MS: String(most), WORKER_CONCURRENCY: String(many) },
  });
  const look =
    'Where do you ask for a random number: once for each failure, or once for a process, a batch, a statement?';
  const sent = await Promise.all(
    Array.from({ length: many }, () => enqueue(api, { type: 'hold' }, { look, transcript: false })),
  );
  const runs = await Promise.all(sent.map((job) => expectBegun(jobs, job, { look, patienceMs: 20_000 })));
  for (const run of runs) run.reject({ message: 'the service is down' });
  const pauses = await Promise.all(
    sent.map(async ({ id }) => {
      await untilState(api, id, ['retrying', 'dead'], { look, signal, patienceMs: 20_000 });
      const { attempts } = await untilJob(api, id, 'retrying', ({ state }) => state === 'retrying', {
        look,
        signal,
      });
      const [attempt] = attempts;
      return ms(attempt?.nextRunAt ?? '') - ms(attempt?.endedAt ?? '');
    }),
  );
  // Of 300,000 ms that they may fall into. Forty of them all in two thirds of that: once in ten million runs.
  const distinct = new Set(pauses.map((pause) => Math.round(pause / 10))).size;
  const told = `${many} pauses with ${distinct} different lengths, from ${Math.min(...pauses)} to ${Math.max(...pauses)} ms`;
  const promise = `Jobs that failed together do not come back together (here: ${many} that failed at once, with BACKOFF_BASE_MS=${most}).`;
  expectThat(distinct >= many - 8, {
    promise,
    expected: 'pauses of different lengths, each random by itself',
    saw: told,
    look,
  });
  expectThat(Math.min(...pauses) <= most * (2 / 3) && Math.max(...pauses) >= most * (5 / 6), {
    promise,
    expected: `pauses from all of the range, ${most / 2} to ${most} ms`,
    saw: told,
    look: 'From half of the pause to all of it: how much of that do your random numbers reach?',
  });
  const first = await readJob(api, sent[0]?.id ?? '', { look });
  expectThat(first.state === 'retrying', {
    expected: 'jobs that failed to be retrying until then',
    saw: first.state,
    look,
  });
});
