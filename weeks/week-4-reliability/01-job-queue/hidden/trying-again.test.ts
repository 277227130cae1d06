import { expectEqual, expectThat, requirement, showValue } from 'checker/kit';
import { expectBegun, tellRuns } from './begun.ts';
import { enqueue, expectOutcomes, listJobs, readJob, untilJob, untilState } from './jobs.ts';
import { databaseNow, ms, roundingMs } from './times.ts';

/** So far away that it does not come during a test. */
const never = { BACKOFF_BASE_MS: '600000', BACKOFF_MAX_MS: '600000' };
const soon = { BACKOFF_BASE_MS: '20', BACKOFF_MAX_MS: '20' };

requirement('retries', async ({ service, jobs, files, random, signal }) => {
  const database = await service.database();
  const word = random.word();
  const handlers = {
    'fails-twice': `if (attempt < 3) throw new RangeError(payload + ' ' + attempt); return 'at last';`,
  };
  const api = await jobs.api({ handlers });
  const patient = await jobs.worker({ handlers, env: { ...never, WORKER_CONCURRENCY: '1' } });
  const look =
    'A failure is the end of an attempt, and not of the job: in one statement the state, the next time, and the attempt with its error.';
  const before = await databaseNow(database);
  const waiting = await enqueue(api, { type: 'fails-twice', payload: word }, { look });
  const retrying = await untilJob(
    api,
    waiting.id,
    'retrying',
    ({ attempts }) => attempts[0]?.outcome != null,
    {
      look,
      signal,
    },
  );
  const [failed] = retrying.attempts;
  expectThat(
    retrying.state === 'retrying' &&
      retrying.attempts.length === 1 &&
      failed?.outcome === 'failed' &&
      failed.nextRunAt !== null &&
      Math.abs(ms(failed.nextRunAt) - ms(retrying.runAt)) <= roundingMs &&
      failed.endedAt !== null &&
      failed.error?.name === 'RangeError' &&
      failed.error.message === `${word} 1` &&
      ms(failed.startedAt) >= before - roundingMs &&
      ms(retrying.runAt) > ms(failed.endedAt),
    {
      expected: `a job whose handler threw a RangeError with the message "${word} 1" to be retrying, with one attempt that has failed, that error, and a nextRunAt later than its endedAt, which is the job's runAt`,
      saw: showValue(retrying),
      look,
    },
  );
  // The one slot of this worker is free meanwhile.
  const other = await enqueue(api, { type: 'ok' }, { look });
  await untilState(api, other.id, 'succeeded', {
    promise: 'A job that is to be tried again later keeps no slot.',
    look: 'Who waits for the next time: the row, or a handler’s slot that sleeps?',
    signal,
  });
  expectEqual('the job that is retrying, later', await readJob(api, waiting.id, { look }), retrying, {
    look,
  });
  patient.kill();
  await patient.exited;

  // Thrown before there is any promise, by handlers that are no async functions.
  files.write(
    'plain-handlers.mjs',
    `export default {
  'fails-twice': (payload, { attempt }) => {
    if (attempt < 3) throw new RangeError(payload + ' ' + attempt);
    return 'at last';
  },
  ok: () => 'fine',
};
`,
  );
  const plain = await service.start({
    entry: 'src/worker.ts',
    name: 'worker 2',
    env: {
      ...soon,
      METRICS_PORT: '0',
      WORKER_CONCURRENCY: '1',
      JOB_HANDLERS: files.path('plain-handlers.mjs'),
    },
  });
  const thrown =
    'A handler may throw before its first `await`, and without being an async function. Where does that error go?';
  const flaky = await enqueue(api, { type: 'fails-twice', payload: word }, { look: thrown });
  const done = await untilState(api, flaky.id, ['succeeded', 'dead'], { look: thrown, signal });
  expectOutcomes(done, ['1 failed', '2 failed', '3 succeeded'], { look: thrown });
  expectEqual('its result', done.result, 'at last', { look: thrown });
  expectEqual(
    'the errors of its attempts',
    done.attempts.map(({ error }) => error && [error.name, error.message]),
    [['RangeError', `${word} 1`], ['RangeError', `${word} 2`], null],
    { look: 'Each attempt keeps its own error, also when a later one succeeds.' },
  );
  for (const [index, { startedAt }] of done.attempts.slice(1).entries()) {
    const next = done.attempts[index]?.nextRunAt ?? null;
    expectThat(next !== null && ms(startedAt) >= ms(next) - roundingMs, {
      expected: `attempt ${index + 2} to start no sooner than the nextRunAt of the one before, ${next}`,
      saw: `startedAt ${startedAt}`,
      look: 'What does the claim ask of a job that is retrying?',
    });
  }
  const after = await enqueue(api, { type: 'ok' }, { look: thrown });
  await untilState(api, after.id, 'succeeded', { look: thrown, signal });
  expectThat((await plain.ended(1)) === null, {
    expected: 'the worker to live on',
    saw: 'it has ended',
    look: thrown,
  });
});

requirement('permanent-error', async ({ jobs, signal }) => {
  const handlers = {
    // The learner's own class, by way of the module that offers it.
    'own-class': `const { PermanentError } = await import(new URL('src/index.ts', 'file://' + process.cwd() + '/').href);
throw new PermanentError('of the class of the queue');`,
    'other-class': `class PermanentError extends TypeError {}
Object.defineProperty(PermanentError.prototype, 'name', { value: 'PermanentError' });
throw new PermanentError('of another class');`,
    'like-it': `throw Object.assign(new Error('PermanentError'), { name: payload });`,
  };
  const api = await jobs.api({ handlers });
  await jobs.worker({ handlers, env: never });
  const look =
    'The handlers’ module may have another copy of your class, or a class of its own. What do they have in common?';
  const promise =
    'An error whose name is `PermanentError` makes the job dead at once, wherever its class comes from.';
  for (const [type, message] of [
    ['permanent', 'never to be tried again'],
    ['own-class', 'of the class of the queue'],
    ['other-class', 'of another class'],
  ] as const) {
    const job = await enqueue(api, { type, maxAttempts: 3 }, { look });
    const end = await untilJob(api, job.id, 'dead', ({ attempts }) => attempts[0]?.outcome != null, {
      promise,
      look,
      signal,
    });
    const [attempt] = end.attempts;
    expectThat(
      end.state === 'dead' &&
        end.attempts.length === 1 &&
        attempt?.outcome === 'failed' &&
        attempt.nextRunAt === null &&
        attempt.error?.name === 'PermanentError' &&
        attempt.error.message === message,
      {
        promise,
        expected: `the job (${type}) to be dead after one attempt that has failed, with the error PermanentError "${message}", and no nextRunAt`,
        saw: `${end.state}, ${showValue(end.attempts)}`,
        look,
      },
    );
  }
  const alike =
    'It is the whole name that says so, and nothing else: not the message, and no name that is like it.';
  for (const name of ['permanenterror', 'PermanentErrors', 'NotPermanentError', 'Permanent', 'Error']) {
    const job = await enqueue(api, { type: 'like-it', payload: name }, { look: alike });
    const end = await untilJob(api, job.id, 'retrying', ({ attempts }) => attempts[0]?.outcome != null, {
      look: alike,
      signal,
    });
    expectEqual(
      `the state of a job whose error has the name ${name} and the message PermanentError`,
      end.state,
      'retrying',
      { look: alike },
    );
  }
});

requirement('max-attempts', async ({ jobs, signal }) => {
  const api = await jobs.api();
  const look =
    'What do you compare with maxAttempts, when, and with which sign? Count when you claim, since a lost attempt has no end of its own.';
  const lease = { ...soon, LEASE_MS: '1500', WORKER_CONCURRENCY: '1' };
  // Two jobs lose their first attempt: one may have one more, the other none. Nobody has a slot to take them meanwhile.
  const losing = await Promise.all(['worker 1', 'worker 2'].map((name) => jobs.worker({ name, env: lease })));
  const second = await enqueue(api, { type: 'hold', maxAttempts: 2 }, { look });
  const single = await enqueue(api, { type: 'hold', maxAttempts: 1 }, { look });
  for (const job of [second, single]) {
    jobs.enqueued(job);
    await expectBegun(jobs, job, { look });
  }
  for (const worker of losing) {
    worker.kill();
    await worker.exited;
  }
  await jobs.worker({ name: 'worker 3', env: soon });

  // While the leases run out.
  for (const [max, type, payload, end, outcomes] of [
    [1, 'fail', null, 'dead', ['1 failed']],
    [3, 'fail', null, 'dead', ['1 failed', '2 failed', '3 failed']],
    [undefined, 'fail', null, 'dead', ['1 failed', '2 failed', '3 failed', '4 failed', '5 failed']],
    [3, 'fail-n-times', { times: 2 }, 'succeeded', ['1 failed', '2 failed', '3 succeeded']],
  ] as const) {
    const job = await enqueue(
      api,
      { type, payload, ...(max === undefined ? {} : { maxAttempts: max }) },
      { look },
    );
    jobs.enqueued(job);
    const done = await untilState(api, job.id, ['dead', 'succeeded'], { look, signal });
    if (done.attempts.length !== outcomes.length) jobs.draw(job.id);
    expectThat(done.state === end, {
      expected: `a job with ${max === undefined ? 'no maxAttempts of its own' : `maxAttempts ${max}`} (${type}) to be ${end} at last`,
      saw: `${done.state} after ${done.attempts.length} attempts`,
      look,
    });
    expectOutcomes(done, outcomes, { look });
    expectEqual(
      'the runs of its handler that the judge has seen, by their attempts',
      jobs.runsOf(job.id).map(({ attempt }) => attempt),
      outcomes.map((_, index) => index + 1),
      { look },
    );
  }
  const recovered = await expectBegun(jobs, second, { look, attempt: 2, patienceMs: 15_000 });
  recovered.reject({ message: 'failed after all' });
  const lost = {
    promise: 'A lost attempt counts, and the last one may be lost as well.',
    look,
    signal,
    patienceMs: 15_000,
  };
  for (const [job, outcomes] of [
    [second, ['1 lost', '2 failed']],
    [single, ['1 lost']],
  ] as const) {
    const end = await untilState(api, job.id, ['dead', 'succeeded'], lost);
    const runs = jobs.runsOf(job.id);
    if (end.state !== 'dead' || runs.length !== outcomes.length) jobs.draw(job.id);
    expectThat(end.state === 'dead' && runs.length === outcomes.length, {
      promise: lost.promise,
      look,
      expected: `the job with maxAttempts ${outcomes.length} to be dead after ${outcomes.length} attempts, the first of them lost`,
      saw: `${end.state}; ${tellRuns(runs)}`,
    });
    expectOutcomes(end, outcomes, { promise: lost.promise, look });
  }
  const letters = await listJobs(api, '/dead-letters', { limit: '100' }, { look });
  expectEqual('the number of dead letters', letters.items.length, 5, {
    look: 'A job that is dead stays dead, until somebody requeues it.',
  });
});
