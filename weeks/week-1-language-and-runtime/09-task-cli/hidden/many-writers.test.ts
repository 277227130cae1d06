import { expectEqual, expectRun, expectThat, requirement } from 'checker/kit';
import { openFileStore } from './file-link.ts';
import { holdLock } from './lock-holder.ts';
import { fileOf, openTask, storedState, tasksJson } from './tasks.ts';
import { tellOutcome } from './tell-outcome.ts';

const writers = 20;

requirement('concurrent-writers', async ({ program, files, module, random, trace }) => {
  const look =
    'Two programs read the same state, then both write. From which moment to which must the second one wait?';
  const titles = Array.from({ length: writers }, (_, index) => `${random.word()} ${index}`);
  const laneOf = (index: number) => `writer ${index + 1}`;
  const givenTo = new Map<string, string>();
  const runs = await Promise.all(
    titles.map(async (title, index) => {
      const lane = laneOf(index);
      const run = await program.run(['add', title], { transcript: false, patienceMs: 20_000, lane });
      const other = givenTo.get(run.stdout);
      if (run.code !== 0) trace.mark(lane, 'was to succeed', { broken: true });
      else if (other === undefined) givenTo.set(run.stdout, lane);
      else trace.mark(lane, `got the same id as ${other}`, { broken: true });
      return run;
    }),
  );
  const failed = runs.find((run) => run.code !== 0);
  if (failed !== undefined) expectRun(failed, { code: 0, look });

  const printed = runs.map((run) => Number(run.stdout));
  const ascending = Array.from({ length: writers }, (_, index) => index + 1);
  expectEqual(`the ids that ${writers} programs printed, sorted`, inOrder(printed), ascending, {
    promise: `${writers} programs add at the same time: each gets an id of its own.`,
    look,
  });
  const stored = storedState(files, { look }).tasks.map((task) => `${task.id} ${task.title}`);
  const wanted = titles.map((title, index) => `${printed[index]} ${title}`);
  wanted.forEach((task, index) => {
    if (!stored.includes(task)) trace.mark(laneOf(index), 'its task is not in the file', { broken: true });
  });
  expectEqual('the ids and titles in the file, sorted', inOrder(stored), inOrder(wanted), {
    promise: `${writers} programs add at the same time: all ${writers} tasks are there, each under the id that was printed.`,
    look,
  });
  trace.clear();
  expectEqual('the working directory afterwards', files.list(), [tasksJson], {
    promise: 'Nothing stays beside the file when the writers have ended.',
    look: 'Who removes the lock and the temporary file, on every way out?',
  });

  // One process whose change fails goes on afterwards.
  const link = await openFileStore(module, { path: tasksJson });
  const thrown = await link.call('file.throw', { path: tasksJson, message: 'no such luck' });
  const freed = {
    promise: 'A change that throws rejects the update and frees the lock.',
    look: 'On which ways out is the lock released?',
  };
  expectThat(thrown.ok === false && thrown.error.message.includes('no such luck'), {
    ...freed,
    expected: 'update to reject with the error that the change threw',
    saw: tellOutcome(thrown),
  });
  const next = await link.call(
    'file.append',
    { path: tasksJson, title: 'afterwards' },
    { patienceMs: 6_000 },
  );
  expectThat(next.ok === true, { ...freed, expected: 'the next update to succeed', saw: tellOutcome(next) });

  // Updates of one process are as many writers too.
  const outcomes = await Promise.all(
    titles.map(async (title, index) => {
      const lane = `update ${index + 1}`;
      trace.begin(lane, 'called');
      const outcome = await link.start('file.append', { path: tasksJson, title }).outcome();
      trace.end(lane, outcome.ok === true ? 'resolved' : 'did not succeed', { broken: outcome.ok !== true });
      return outcome;
    }),
  );
  const within = { promise: 'Updates that one process begins at the same time all count, too.', look };
  const refused = outcomes.find((outcome) => outcome.ok !== true);
  expectThat(refused === undefined, {
    ...within,
    expected: 'every update to succeed',
    saw: refused === undefined ? 'all did' : tellOutcome(refused),
  });
  expectEqual(
    'the number of tasks in the file',
    storedState(files, within).tasks.length,
    2 * writers + 1,
    within,
  );
});

requirement('stale-lock-recovered', async ({ program, files, module, trace }) => {
  files.write('dead.json', fileOf([openTask(1, 'before')]));
  files.write('live.json', fileOf([openTask(1, 'before')]));
  const [dead, live] = await Promise.all([
    holdLock(module, { path: 'dead.json', title: 'never written' }),
    holdLock(module, { path: 'live.json', title: 'slow but alive' }),
  ]);

  trace.begin('dead holder', 'holds the lock of dead.json');
  trace.begin('live holder', 'holds the lock of live.json');

  // A live holder keeps the lock, though it does nothing that could be seen for two seconds.
  const waiting = await program.start(['add', 'patient'], {
    env: { TASKS_FILE: 'live.json' },
    patienceMs: 20_000,
    lane: 'patient',
  });
  const twoSeconds = new Promise((resolve) => setTimeout(resolve, 2_000));
  let waited = true;
  let released = false;
  const ended = waiting.exited.then(() => {
    waited = false;
    if (!released) trace.mark('patient', 'ended while the live holder had the lock', { broken: true });
  });

  // A dead one does not: several programs come upon its lock at once.
  dead.kill();
  await dead.exited;
  trace.end('dead holder', 'killed by SIGKILL');
  const env = { TASKS_FILE: 'dead.json' };
  const recovery = {
    promise: 'The lock of a process that was killed does not block others: they go on within 10 seconds.',
    look: 'What does a lock tell about its owner, and how can the next one find out whether that owner still lives?',
  };
  const runs = await Promise.all(
    ['a', 'b', 'c', 'd'].map(async (title) => {
      const lane = `add ${title}`;
      const run = await program.run(['add', title], { env, patienceMs: 15_000, lane });
      if (run.code !== 0) trace.mark(lane, 'was to succeed', { broken: true });
      return run;
    }),
  );
  for (const run of runs) {
    expectRun(run, { code: 0, ...recovery });
    expectThat(run.wallMs < 12_000, {
      ...recovery,
      expected: 'the add to end within 10 s',
      saw: `${Math.round(run.wallMs)} ms`,
    });
  }
  const recovered = storedState(files, recovery, 'dead.json').tasks.map((task) => task.title);
  expectEqual('the titles in dead.json, sorted', inOrder(recovered), ['a', 'b', 'before', 'c', 'd'], {
    promise: 'When several programs find the lock of a dead one, they still write one after the other.',
    look: 'Two find the same dead lock. What does the slower one remove, if the faster one holds a new lock by then?',
  });

  await twoSeconds;
  const robbed = {
    promise: 'A holder that lives is never robbed of its lock within 2 seconds, however quiet it is.',
    look: 'How do you tell a dead owner from a slow one? Age alone cannot.',
  };
  expectThat(waited, {
    ...robbed,
    expected: '`task add` to wait while the holder lives',
    saw: 'it ended before the lock was free',
  });
  released = true;
  await live.release();
  trace.end('live holder', 'let go of the lock');
  await ended;
  expectRun(await waiting.exited, { code: 0, stdout: '3\n', ...robbed });
  const both = storedState(files, robbed, 'live.json').tasks.map((task) => task.title);
  expectEqual('the titles in live.json', both, ['before', 'slow but alive', 'patient'], robbed);
});

function inOrder<T extends string | number>(values: readonly T[]): T[] {
  return values.toSorted((left, right) => (left < right ? -1 : left > right ? 1 : 0));
}
