import { expectEqual, expectThat, requirement } from 'checker/kit';
import { expectBegun, tellRuns } from './begun.ts';
import { enqueue, readJob, untilState } from './jobs.ts';
import { databaseNow, ms, roundingMs } from './times.ts';

requirement('scheduled', async ({ service, jobs, signal }) => {
  const database = await service.database();
  // Any zone will do for times that know their own.
  await database.query(`ALTER DATABASE "${database.name}" SET timezone TO 'Asia/Kolkata'`);
  const first = await jobs.api({ name: 'api 1' });
  const look =
    'Who compares `runAt` with now, and whose now is it? Whatever waits in a process is gone with it.';
  const now = await databaseNow(database);
  const due = new Date(Math.ceil(now) + 2000);
  const withOffset = `${new Date(due.getTime() + 5.5 * 3_600_000).toISOString().slice(0, -1)}+05:30`;

  const later = await enqueue(first, { type: 'ok', runAt: due.toISOString() }, { look });
  const same = await enqueue(first, { type: 'ok', runAt: withOffset }, { look });
  const never = await enqueue(first, { type: 'ok', runAt: '9999-12-31T23:59:59.999Z' }, { look });
  const strange = await enqueue(first, { type: 'ok', runAt: '3000-01-01T00:00:00-23:30' }, { look });
  const past = await enqueue(first, { type: 'ok', runAt: '2001-02-03T04:05:06.7-08:00' }, { look });
  const told =
    'A time with an offset is a moment. Which type has the column, and what does your driver make of it?';
  for (const [job, given, shown] of [
    [later, due.toISOString(), due.toISOString()],
    [same, withOffset, due.toISOString()],
    [never, '9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
    [strange, '3000-01-01T00:00:00-23:30', '3000-01-01T23:30:00.000Z'],
    [past, '2001-02-03T04:05:06.7-08:00', '2001-02-03T12:05:06.700Z'],
  ] as const)
    expectEqual(`runAt of a job that was sent with ${given}`, job.runAt, shown, { look: told });
  const job = await readJob(first, later.id, { look });
  expectEqual('the state of a job that is to run later', job.state, 'queued', { look });

  // A timer in the process that took the request would go with it.
  first.kill();
  await first.exited;
  const api = await jobs.api({ name: 'api 2' });
  const worker = await jobs.worker();
  await expectBegun(jobs, past, { look: 'A runAt that has passed means now.' });
  for (const each of [later, same]) {
    await expectBegun(jobs, each, { look });
    // The handler was seen to begin, so its claim lies before this look at the clock.
    const seenAt = await databaseNow(database);
    expectThat(seenAt >= due.getTime(), {
      expected: `no handler for the job ${each.id} before its runAt ${due.toISOString()}`,
      saw: `it was called by ${new Date(seenAt).toISOString()}, by the database's clock`,
      look,
    });
    const done = await untilState(api, each.id, 'succeeded', { look, signal });
    const startedAt = ms(done.attempts[0]?.startedAt ?? '');
    expectThat(startedAt >= due.getTime() - roundingMs && startedAt <= due.getTime() + 10_000, {
      expected: `a startedAt soon after runAt, ${due.toISOString()}, and not before`,
      saw: String(done.attempts[0]?.startedAt),
      look: 'A worker that looks every POLL_MS is no more than that too late.',
    });
  }
  const waiting = await readJob(api, never.id, { look });
  expectThat(waiting.state === 'queued' && jobs.runsOf(never.id).length === 0, {
    expected: 'the job for the end of the year 9999 to be queued still',
    saw: `${waiting.state}; ${tellRuns(jobs.runsOf(never.id))} (${worker.name})`,
    look,
  });
});

requirement('priority', async ({ jobs, random, signal }) => {
  const api = await jobs.api();
  await jobs.worker({ env: { WORKER_CONCURRENCY: '1' } });
  const look =
    'ORDER BY what, in which direction? And how many does a worker take that has one free slot: what it took ahead cannot be overtaken any more.';
  const blocker = await enqueue(api, { type: 'hold' }, { look });
  const slot = await expectBegun(jobs, blocker, { look });
  const early = '2020-01-01T00:00:00Z';
  const atFive = ['5, early', '5, early, second', '5, early, third', '5, early, fourth'];
  const wished = ['100', ...atFive, '5', '0, early', '0', '0, second', '-100'];
  const fields: Readonly<Record<string, object>> = {
    '100': { priority: 100 },
    ...Object.fromEntries(atFive.map((name) => [name, { priority: 5, runAt: early }])),
    '5': { priority: 5 },
    '0, early': { priority: 0, runAt: early },
    '0': {},
    '0, second': {},
    '-100': { priority: -100 },
  };
  // In any order, but that of equals the one that is called the first is sent first.
  const order = shuffled(wished, (most) => random.integer(0, most));
  for (const equals of [atFive, ['0', '0, second']]) {
    const left = [...equals];
    for (const [place, name] of order.entries())
      if (equals.includes(name)) order[place] = left.shift() ?? name;
  }
  const names = new Map<string, string>([[blocker.id, 'the first one']]);
  await enqueue(api, { type: 'hold', priority: 100, runAt: '3000-01-01T00:00:00Z' }, { look });
  for (const name of order)
    names.set((await enqueue(api, { type: 'hold', payload: { name }, ...fields[name] }, { look })).id, name);
  slot.resolve(null);

  const began: string[] = [];
  let urgent: string | null = null;
  const plan = [...wished.slice(0, 3), 'urgent, sent later', ...wished.slice(3)];
  for (const [index, next] of plan.entries()) {
    const seen = await jobs.sees('the next handler to begin', () => jobs.runs.length >= index + 2);
    const run = jobs.runs[index + 1];
    began.push(run === undefined ? 'none' : (names.get(run.jobId) ?? 'the one for the year 3000'));
    expectThat(seen && began.at(-1) === next, {
      expected: `one slot, and jobs sent in the order ${tell(order)}; ${
        urgent === null ? '' : 'while the third of them ran, one of priority 100 came; '
      }to be taken in the order ${tell(plan.slice(0, index + 1))}`,
      saw: tell(began),
      look,
    });
    if (index === 2) {
      urgent = (await enqueue(api, { type: 'hold', priority: 100 }, { look })).id;
      names.set(urgent, 'urgent, sent later');
    }
    run?.resolve(null);
  }
  const last = jobs.runs.at(-1);
  if (last !== undefined) await untilState(api, last.jobId, 'succeeded', { look, signal });
});

function tell(names: readonly string[]): string {
  return names.map((name) => `[${name}]`).join(' ');
}

function shuffled<T>(values: readonly T[], integer: (most: number) => number): T[] {
  const all = [...values];
  for (let left = all.length - 1; left > 0; left -= 1) {
    const other = integer(left);
    [all[left], all[other]] = [all[other] as T, all[left] as T];
  }
  return all;
}
