import { expectEqual, expectJson, expectRun, expectThat, requirement, showValue } from 'checker/kit';
import { doneTask, fileOf, idsIn, isInstant, openTask, storedState, storedTask, tasksJson } from './tasks.ts';

requirement('adds', async ({ program, files, random }) => {
  const word = random.word();
  const printed =
    'What does `add` write to stdout? Only the new id and a newline, so that scripts can use it.';
  const first = await program.run(['add', `Buy ${word}`]);
  expectRun(first, {
    code: 0,
    look: 'Run `task add "Buy milk"` in an empty folder by hand. What goes wrong first?',
  });
  expectRun(first, { stdout: '1\n', look: printed });

  const kept =
    'Follow the values from the arguments to the object that is stored: what is lost, or changed, on the way?';
  const stored = storedTask(files, 1, { look: kept });
  expectEqual(
    'the stored task',
    { ...stored, createdAt: 'T' },
    { ...openTask(1, `Buy ${word}`), createdAt: 'T' },
    {
      look: kept,
    },
  );
  const age = Date.now() - Date.parse(stored.createdAt);
  expectThat(isInstant(stored.createdAt) && Math.abs(age) < 300_000, {
    expected: '`createdAt` to be the time of the call, RFC 3339 in UTC, like 2026-01-15T08:30:00.000Z',
    saw: showValue(stored.createdAt),
    look: 'Which method of Date writes a time in UTC in the format of RFC 3339?',
  });

  const second = await program.run(['add', '  Call  mum\t', '--due', '2028-02-29', '--priority', 'high']);
  expectRun(second, { code: 0, stdout: '2\n', look: printed });
  const wanted = openTask(2, 'Call  mum', { due: '2028-02-29', priority: 'high', createdAt: 'T' });
  expectEqual('the second task', { ...storedTask(files, 2, { look: kept }), createdAt: 'T' }, wanted, {
    look: 'Are --due and --priority stored, and is the title trimmed at both ends and left alone inside?',
  });

  const longest = `${word} `.repeat(200).slice(0, 199).trim().padEnd(200, 'x');
  const third = await program.run(['add', longest, '--priority', 'low', '--due', '0001-01-01']);
  expectRun(third, {
    code: 0,
    stdout: '3\n',
    look: 'A title of exactly 200 characters and the first day of year 1 are allowed.',
  });
  const last = storedTask(files, 3, { look: kept });
  expectEqual(
    'title, due and priority of the third task',
    [last.title, last.due, last.priority],
    [longest, '0001-01-01', 'low'],
    {
      look: kept,
    },
  );
});

requirement('edits', async ({ program, files, random }) => {
  const [one, two] = [random.word(), random.word()];
  const before = [
    openTask(1, 'left alone', { due: '2026-05-05', priority: 'high' }),
    openTask(2, one, { due: '2026-06-01', priority: 'low' }),
    doneTask(3, 'finished', { due: '2026-07-01' }),
  ];
  files.write(tasksJson, fileOf(before));
  const look =
    'An edit changes what is named and nothing else. Which fields does yours write, and which does it carry over?';
  const steps = [
    { args: ['--title', ` ${two} `], change: { title: two } },
    { args: ['--due', '2027-12-31'], change: { due: '2027-12-31' } },
    { args: ['--priority', 'high'], change: { priority: 'high' } },
    { args: ['--due', 'none'], change: { due: null } },
    {
      args: ['--title', one, '--priority', 'normal', '--due', '2026-02-28'],
      change: { title: one, priority: 'normal', due: '2026-02-28' },
    },
  ] as const;
  let expected = before[1];
  for (const step of steps) {
    expectRun(await program.run(['edit', '2', ...step.args]), { code: 0, look });
    expected = Object.assign({}, expected, step.change);
    expectEqual('the edited task', storedTask(files, 2, { look }), expected, { look });
  }
  expectRun(await program.run(['edit', '3', '--title', 'renamed']), { code: 0, look });
  const after = [before[0], expected, { ...before[2], title: 'renamed' }];
  expectEqual('the tasks in the file', storedState(files, { look }).tasks, after, { look });
});

requirement('completes-and-reopens', async ({ program, files }) => {
  files.write(
    tasksJson,
    fileOf([openTask(1, 'first'), openTask(2, 'second', { due: '2026-05-05', priority: 'low' })]),
  );
  const look =
    'What do `done` and `reopen` set, what do they clear, and what happens when there is nothing to change?';
  expectRun(await program.run(['done', '2']), { code: 0, look });
  const done = storedTask(files, 2, { look });
  expectThat(done.status === 'done' && isInstant(done.doneAt), {
    expected: 'status "done", and doneAt the time of the call in RFC 3339, UTC',
    saw: showValue({ status: done.status, doneAt: done.doneAt }),
    look,
  });
  const others = { ...done, status: 'open', doneAt: null };
  expectEqual(
    'everything else in the task',
    others,
    openTask(2, 'second', { due: '2026-05-05', priority: 'low' }),
    { look },
  );

  const again = { promise: '`done` on a task that is done already succeeds and keeps its doneAt.', look };
  expectRun(await program.run(['done', '2']), { code: 0, ...again });
  expectEqual('doneAt after a second `done`', storedTask(files, 2, { look }).doneAt, done.doneAt, again);

  expectRun(await program.run(['reopen', '2']), { code: 0, look });
  expectEqual('the task after `reopen`', storedTask(files, 2, { look }), others, { look });
  const open = { promise: '`reopen` on a task that is open already succeeds and changes nothing.', look };
  expectRun(await program.run(['reopen', '2']), { code: 0, ...open });
  expectEqual(
    'the tasks in the file',
    storedState(files, { look }).tasks,
    [openTask(1, 'first'), others],
    open,
  );
});

requirement('removes', async ({ program, files, random }) => {
  const same = random.word();
  const tasks = [openTask(1, same), openTask(2, same), doneTask(3, 'done one'), openTask(4, 'last')];
  files.write(tasksJson, fileOf(tasks));
  const look = 'Which tasks are kept? Only the one with that id may go, also when titles are the same.';
  expectRun(await program.run(['rm', '2']), { code: 0, look });
  expectEqual('the tasks in the file', storedState(files, { look }).tasks, [tasks[0], tasks[2], tasks[3]], {
    look,
  });
  expectRun(await program.run(['rm', '3']), { code: 0, look: 'A done task can be removed like any other.' });
  expectEqual('the tasks in the file', storedState(files, { look }).tasks, [tasks[0], tasks[3]], { look });
  const gone = await program.run(['list', '--status', 'all', '--json']);
  expectEqual('the ids that `list` shows', idsIn(expectJson(gone, { look })), [1, 4], { look });
});

requirement('never-reuses-ids', async ({ program, files }) => {
  const look = 'Where does the next id come from? What is known about ids after the last task was removed?';
  await program.run(['add', 'one']);
  await program.run(['add', 'two']);
  expectRun(await program.run(['rm', '2']), { code: 0, look });
  expectRun(await program.run(['add', 'three']), { code: 0, stdout: '3\n', look });
  await program.run(['rm', '1']);
  await program.run(['rm', '3']);
  expectEqual('the tasks in the file', storedState(files, { look }).tasks, [], { look });
  expectRun(await program.run(['add', 'four']), {
    code: 0,
    stdout: '4\n',
    promise: 'An id is never given twice, not even after every task was removed.',
    look,
  });
  files.write(tasksJson, fileOf([openTask(7, 'seven')], 4_000_000_000));
  expectRun(await program.run(['add', 'far']), { code: 0, stdout: '4000000000\n', look });
});
