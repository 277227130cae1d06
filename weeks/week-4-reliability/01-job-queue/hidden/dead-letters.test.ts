import { expectEqual, expectThat, type HttpClient, requirement, showValue } from 'checker/kit';
import {
  enqueue,
  expectOutcomes,
  expectProblem,
  expectStatus,
  type Job,
  jobIn,
  jobPath,
  listJobs,
  membersOf,
  readJob,
  untilState,
  walkJobs,
} from './jobs.ts';
import { databaseNow, ms, roundingMs } from './times.ts';

const soon = { BACKOFF_BASE_MS: '20', BACKOFF_MAX_MS: '20' };
const unknownId = '019ca91e-3c00-7d2a-8f10-6a1b5c3de901';

requirement('dead-letter-kept', async ({ jobs, random, signal }) => {
  const handlers = {
    'tells-why': `throw new RangeError(payload.why + ', attempt ' + attempt);`,
    other: `throw Object.assign(new Error('no'), { name: 'PermanentError' });`,
  };
  const api = await jobs.api({ name: 'api 1', handlers });
  const worker = await jobs.worker({ handlers, env: soon });
  const look =
    'What would you want to see of a job that died in the night, to know whether to send it again? A dead letter is the job itself.';
  const payload = { why: random.word(), list: [1, { deep: null }], größe: 1.5 };
  const first = await enqueue(api, { type: 'tells-why', payload, maxAttempts: 3, priority: 7 }, { look });
  await untilState(api, first.id, 'dead', { look, signal });
  const others: Job[] = [];
  for (let index = 0; index < 4; index += 1)
    others.push(await enqueue(api, { type: 'other', payload: index }, { look, transcript: false }));
  const fine = await enqueue(api, { type: 'ok' }, { look });
  for (const { id } of others) await untilState(api, id, 'dead', { look, signal });
  await untilState(api, fine.id, 'succeeded', { look, signal });

  // Neither process has to be there for it to be kept.
  worker.kill();
  api.kill();
  await Promise.all([worker.exited, api.exited]);
  const later = await jobs.api({ name: 'api 2', handlers });
  const dead = await readJob(later, first.id, { look });
  expectEqual(
    'type, payload, priority and maxAttempts of the job that is dead',
    [dead.type, dead.payload, dead.priority, dead.maxAttempts, dead.state, dead.result],
    ['tells-why', payload, 7, 3, 'dead', null],
    { look },
  );
  expectOutcomes(dead, ['1 failed', '2 failed', '3 failed'], { look });
  expectEqual(
    'the errors of its three attempts',
    dead.attempts.map(({ error }) => error && [error.name, error.message]),
    [1, 2, 3].map((attempt) => ['RangeError', `${payload.why}, attempt ${attempt}`]),
    { look: 'Each failure has an error of its own. A place for the last error knows only the last.' },
  );
  const times = dead.attempts.flatMap(({ startedAt, endedAt }) => [startedAt, endedAt ?? '']);
  expectThat(
    times.every((time, index) => index === 0 || ms(time) >= ms(times[index - 1] ?? '') - roundingMs),
    {
      expected: 'each attempt to have its start and its end, one after the other',
      saw: showValue(times),
      look,
    },
  );

  const lists =
    'A list of dead letters is the list of jobs in another place: newest first, by type, page by page.';
  const letters = await walkJobs(later, '/dead-letters', { limit: '2' }, { look: lists });
  expectEqual(
    'the ids of all dead letters, two a page',
    letters.map(({ id }) => id),
    [...others.map(({ id }) => id).reverse(), first.id],
    { look: lists },
  );
  expectEqual('the dead letter in the list', membersOf(letters.at(-1) as Job), membersOf(dead), {
    look: lists,
  });
  expectEqual(
    'the ids of the dead letters of one type',
    (await listJobs(later, '/dead-letters', { type: 'tells-why' }, { look: lists })).items.map(
      ({ id }) => id,
    ),
    [first.id],
    { look: lists },
  );

  const going = 'A dead letter that is deleted is gone from everywhere; what is not dead is no dead letter.';
  for (const id of [fine.id, unknownId, 'no-uuid'])
    expectProblem(await later.request('DELETE', `/dead-letters/${id}`), 404, {
      why: 'no such job is dead',
      look: going,
    });
  expectEqual(
    'the job that has succeeded, after that',
    (await readJob(later, fine.id, { look: going })).state,
    'succeeded',
    {
      look: going,
    },
  );
  const gone = others[1] as Job;
  expectStatus(await later.request('DELETE', `/dead-letters/${gone.id}`), 204, { look: going });
  expectProblem(await later.request('GET', jobPath(gone.id)), 404, {
    why: 'its dead letter was deleted',
    look: going,
  });
  expectProblem(await later.request('DELETE', `/dead-letters/${gone.id}`), 404, {
    why: 'it was deleted before',
    look: going,
  });
  for (const path of ['/jobs', '/dead-letters'] as const) {
    const left = await walkJobs(later, path, {}, { look: going });
    const wished = [
      ...(path === '/jobs' ? [fine.id] : []),
      ...others.map(({ id }) => id).reverse(),
      first.id,
    ];
    expectEqual(
      `the ids in ${path} after that`,
      left.map(({ id }) => id),
      wished.filter((id) => id !== gone.id),
      { look: going },
    );
  }
});

requirement('requeue-resets', async ({ service, jobs, signal }) => {
  const database = await service.database();
  const pauses = { BACKOFF_BASE_MS: '60', BACKOFF_MAX_MS: '60000' };
  const api = await jobs.api();
  const first = await jobs.worker({ name: 'worker 1', env: pauses });
  const look =
    'Two numbers: one of the newest attempt, which only ever grows, and one of the attempts that count, which a requeue sets to 0.';
  const job = await enqueue(api, { type: 'fail-n-times', payload: { times: 4 }, maxAttempts: 3 }, { look });
  jobs.enqueued(job);
  const dead = await untilState(api, job.id, 'dead', { look, signal });
  expectOutcomes(dead, ['1 failed', '2 failed', '3 failed'], { look });
  const fine = await enqueue(api, { type: 'ok' }, { look });
  await untilState(api, fine.id, 'succeeded', { look, signal });
  first.kill();
  await first.exited;

  const same = 'It is the same job: with its id, its payload and its history, queued from now on.';
  const before = await databaseNow(database);
  const reply = await api.request('POST', `/dead-letters/${job.id}/requeue`);
  const after = await databaseNow(database);
  expectStatus(reply, 202, { look: same });
  const queued = jobIn(reply, { look: same });
  expectEqual('its Location', new URL(reply.headers.location ?? '', api.origin).pathname, jobPath(job.id), {
    look: same,
  });
  expectEqual('the requeued job, but for its state and runAt', without(queued), without(dead), {
    look: same,
  });
  expectThat(
    queued.state === 'queued' &&
      ms(queued.runAt) >= before - roundingMs &&
      ms(queued.runAt) <= after + roundingMs,
    {
      expected: `it to be queued, with a runAt of now: from ${new Date(before).toISOString()} to ${new Date(after).toISOString()}`,
      saw: `${queued.state}, ${queued.runAt}`,
      look: same,
    },
  );
  expectEqual(
    'the dead letters after that',
    (await listJobs(api, '/dead-letters', {}, { look: same })).items,
    [],
    { look: same },
  );
  await expectNone(api, [
    [job.id, 'it is queued already'],
    [fine.id, 'it has succeeded'],
    [unknownId, 'no job has that id'],
    ['no-uuid', 'no job has that id'],
  ]);

  await jobs.worker({ name: 'worker 2', env: pauses });
  const done = await untilState(api, job.id, ['succeeded', 'dead'], { look, signal });
  if (done.state === 'dead') jobs.draw(job.id);
  expectThat(done.state === 'succeeded', {
    expected:
      'a job with maxAttempts 3 to be tried three more times after a requeue, and to succeed in its fifth attempt',
    saw: `${done.state} after attempt ${done.attempts.at(-1)?.number}`,
    look,
  });
  const numbers = jobs.runsOf(job.id).map(({ attempt }) => attempt);
  expectEqual('the numbers that its handler was told', numbers, [1, 2, 3, 4, 5], {
    look: 'A number is never used again: it is the fence, too, and somebody may still hold an old one.',
  });
  expectOutcomes(done, ['1 failed', '2 failed', '3 failed', '4 failed', '5 succeeded'], { look });
  expectEqual('its first three attempts', done.attempts.slice(0, 3), dead.attempts, { look: same });
  const [, , , fourth] = done.attempts;
  const pause = ms(fourth?.nextRunAt ?? '') - ms(fourth?.endedAt ?? '');
  expectThat(pause >= 30 - roundingMs && pause <= 60 + roundingMs, {
    promise: 'After a requeue the pauses begin anew: n counts the attempts since then.',
    expected: 'after the first failure since the requeue a pause from 30 to 60 ms, with BACKOFF_BASE_MS=60',
    saw: `${pause} ms`,
    look,
  });
});

async function expectNone(
  api: HttpClient,
  ids: readonly (readonly [id: string, why: string])[],
): Promise<void> {
  const look =
    'Only what is dead can be requeued. What does your statement change, and what when it has changed nothing?';
  for (const [id, why] of ids) {
    const before = (await api.request('GET', jobPath(id))).text;
    expectProblem(await api.request('POST', `/dead-letters/${id}/requeue`), 404, { why, look });
    const after = await api.request('GET', jobPath(id));
    expectThat(after.status === 404 || after.text === before, {
      expected: `the job ${id} to be as it was after a requeue that was refused`,
      saw: after.text.slice(0, 400),
      look,
    });
  }
}

/** What a requeue does not touch. */
function without({
  id,
  type,
  payload,
  priority,
  maxAttempts,
  cancelRequested,
  result,
  attempts,
}: Job): object {
  return { id, type, payload, priority, maxAttempts, cancelRequested, result, attempts };
}
