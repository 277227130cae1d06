import { expectThat, requirement, showValue } from 'checker/kit';
import { expectBegun, tellRuns } from './begun.ts';
import { enqueue, expectProblem, expectStatus, isRecord, readJob, untilState } from './jobs.ts';

requirement('unknown-type', async ({ service, jobs, files, signal }) => {
  const special = { special: 'return mark;', toString: 'return mark;' };
  const api = await jobs.api({ name: 'api 1', handlers: special });
  const look = 'What is a type: whatever `handlers[type]` finds, or what the object has of its own?';
  expectStatus(
    await api.request('POST', '/jobs', {
      json: { type: 'toString', payload: 1, runAt: '3000-01-01T00:00:00Z' },
    }),
    202,
    {
      why: 'the handlers have one of that name, of their own',
      look,
    },
  );

  files.write(
    'plain-handlers.mjs',
    `const inherited = { older() {} };
export default Object.assign(Object.create(inherited), { known() {}, settings: { known() {} }, label: 'known' });
export function alone() {}
`,
  );
  const plain = await service.start({
    name: 'api 2',
    env: { JOB_HANDLERS: files.path('plain-handlers.mjs') },
  });
  expectStatus(
    await plain.request('POST', '/jobs', {
      json: { type: 'known', payload: 1, runAt: '3000-01-01T00:00:00Z' },
    }),
    202,
    {
      look,
    },
  );
  for (const [type, why] of [
    ['nothing', 'no handler has that name'],
    ['Known', 'its name is spelt otherwise'],
    ['toString', 'that is no member of its own'],
    ['constructor', 'that is no member of its own'],
    ['__proto__', 'that is no member of its own'],
    ['older', 'that is inherited'],
    ['settings', 'that member is no function'],
    ['label', 'that member is no function'],
    ['alone', 'that is an export beside the default one'],
    ['default', 'that is no handler'],
  ] as const) {
    const reply = await plain.request('POST', '/jobs', {
      headers: { 'Content-Type': 'application/json' },
      body: `{"type":${JSON.stringify(type)},"payload":1}`,
    });
    const problem = expectProblem(reply, 422, {
      why: `there is no handler for its type ${type}: ${why}`,
      look,
    });
    const errors = Array.isArray(problem.errors) ? (problem.errors as unknown[]) : [];
    expectThat(
      errors.some((error) => isRecord(error) && error.pointer === '/type'),
      {
        expected: 'that 422 to have the pointer /type among its `errors`',
        saw: showValue(problem.errors),
        look: 'An unknown type is a fault of the body like any other.',
      },
    );
  }

  // The worker does not have it; the one that came later is done, and the older one was passed by.
  const job = await enqueue(api, { type: 'special', priority: 10 }, { look });
  const one = await jobs.worker({ name: 'worker 1', env: { WORKER_CONCURRENCY: '1' } });
  const passing = 'Whom does the claim take? A worker knows which types it has: let it ask for these.';
  const others = [await enqueue(api, { type: 'ok' }), await enqueue(api, { type: 'ok' })];
  for (const other of others) await untilState(api, other.id, 'succeeded', { look: passing, signal });
  const waiting = await readJob(api, job.id, { look: passing });
  expectThat(waiting.state === 'queued' && waiting.attempts.length === 0, {
    expected: `the job of the type special to be queued and never tried, since ${one.name} has no such handler`,
    saw: `${waiting.state}, ${showValue(waiting.attempts)}; ${tellRuns(jobs.runsOf(job.id))}`,
    look: passing,
  });
  await jobs.worker({ name: 'worker 2', handlers: special });
  await expectBegun(jobs, job, { look: 'Another worker may have what the first one lacks.' });
  await untilState(api, job.id, 'succeeded', { look: passing, signal });
});
