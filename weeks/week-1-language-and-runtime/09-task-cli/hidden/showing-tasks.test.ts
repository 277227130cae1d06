import {
  expectEqual,
  expectJson,
  expectRun,
  expectThat,
  type Run,
  requirement,
  showValue,
} from 'checker/kit';
import { doneTask, fileOf, idsIn, openTask, type Task, tasksJson } from './tasks.ts';

requirement('lists', async ({ program, files, random }) => {
  const titles = Array.from({ length: 12 }, () => `${random.word(6)} ${random.word(6)}`);
  const long = random.word(199);
  const tasks = [...titles.map((title, index) => openTask(index + 1, title)), openTask(20, long)];
  files.write(tasksJson, fileOf([...tasks].reverse()));
  const look =
    'One line a task, with its id and its whole title, by ascending id: how are numbers sorted by default?';
  const listed = await program.run(['list']);
  expectRun(listed, { code: 0, look });
  const rows = rowsOf(listed, tasks);
  const missing = tasks.find((task) => !rows.some((row) => row.id === task.id));
  expectThat(missing === undefined, {
    look,
    expected: `a line with the id and the title of task ${missing?.id} (${showValue(missing?.title)})`,
    saw: showValue(listed.stdout),
  });
  expectEqual(
    'the ids from the first line to the last',
    rows.map((row) => row.id),
    tasks.map((task) => task.id),
    { look },
  );

  files.write(tasksJson, fileOf([openTask(1, 'one', { due: '2026-09-08', priority: 'high' })]));
  const row = await program.run(['list']);
  const whole = {
    promise: 'A line of the list also shows the due date, the status and the priority.',
    look: 'Which facts about a task stand in a line of the list?',
  };
  const absent = ['2026-09-08', 'open', 'high'].filter((fact) => !row.stdout.includes(fact));
  expectThat(absent.length === 0, {
    ...whole,
    expected: `${absent.join(', ')} in the list`,
    saw: showValue(row.stdout),
  });
});

requirement('filters-by-status', async ({ program, files }) => {
  const tasks = [openTask(1, 'apples'), doneTask(2, 'bread'), openTask(3, 'cheese'), doneTask(10, 'dates')];
  files.write(tasksJson, fileOf(tasks));
  const look = 'Which tasks does each value of --status let through, and which is used when it is left out?';
  const filters: readonly (readonly [args: readonly string[], ids: readonly number[]])[] = [
    [[], [1, 3]],
    [
      ['--status', 'open'],
      [1, 3],
    ],
    [
      ['--status', 'done'],
      [2, 10],
    ],
    [
      ['--status', 'all'],
      [1, 2, 3, 10],
    ],
  ];
  for (const [args, ids] of filters) {
    const human = await program.run(['list', ...args]);
    expectRun(human, { code: 0, look });
    expectEqual(
      `the ids that \`task list ${args.join(' ')}\` shows`,
      rowsOf(human, tasks).map((row) => row.id),
      ids,
      { look },
    );
  }
  for (const [args, ids] of filters.slice(0, 3)) {
    const json = expectJson(await program.run(['list', '--json', ...args]), { look });
    expectEqual(`the ids in \`task list --json ${args.join(' ')}\``, idsIn(json), ids, { look });
  }
});

requirement('json-output', async ({ program, files, random }) => {
  const tasks = [
    openTask(2, random.word(), { due: '2026-12-24', priority: 'high' }),
    doneTask(3, `tab\t, "quotes" and ${random.word()}`, { priority: 'low' }),
    openTask(10, 'plain'),
  ];
  files.write(tasksJson, fileOf([...tasks].reverse()));
  const shape =
    'Every key is always there; a date that is not set is null, an id is a number. What do you leave out, or turn into text?';
  const listed = await program.run(['list', '--json', '--status', 'all']);
  expectRun(listed, { code: 0, look: shape });
  expectEqual('the array that `list --json` prints', expectJson(listed, { look: shape }), tasks, {
    look: shape,
  });
  const shown = await program.run(['show', '3', '--json']);
  expectRun(shown, { code: 0, look: shape });
  expectEqual('the object that `show --json` prints', expectJson(shown, { look: shape }), tasks[1], {
    look: shape,
  });
  for (const run of [listed, shown]) {
    expectThat(/^[^\n]+\n$/.test(run.stdout), {
      expected: 'what JSON.stringify makes, on one line, and a newline',
      saw: showValue(run.stdout),
      look: 'JSON.stringify without further arguments writes one line. What ends it?',
    });
  }

  files.write(tasksJson, fileOf([openTask(1, 'open')], 5));
  const none = await program.run(['list', '--json', '--status', 'done']);
  const empty = {
    promise: 'No task to show is an empty array.',
    look: 'What does a script get when nothing fits the filter?',
  };
  expectRun(none, { code: 0, ...empty });
  expectEqual('the list', expectJson(none, empty), [], empty);
});

requirement('shows', async ({ program, files, random }) => {
  const title = `${random.word()} ${random.word()}`;
  const tasks = [
    openTask(1, 'other'),
    openTask(2, title, { due: '2027-03-04', priority: 'high' }),
    doneTask(12, 'finished', { priority: 'low' }),
  ];
  files.write(tasksJson, fileOf(tasks));
  const look = 'What does someone want to know who asks for one task? Everything that is stored about it.';
  const shown = await program.run(['show', '2']);
  expectRun(shown, { code: 0, look });
  const wanted = ['2', title, 'open', 'high', '2027-03-04'];
  const missing = wanted.filter((fact) => !shown.stdout.includes(fact));
  expectThat(missing.length === 0 && !shown.stdout.includes('other'), {
    look,
    expected: `the facts of task 2, and of no other: ${wanted.map(showValue).join(', ')}`,
    saw: showValue(shown.stdout),
  });
  const done = await program.run(['show', '12']);
  expectRun(done, { code: 0, look });
  const told = ['finished', 'done', 'low', '2026-01-15', '2026-02-20'].filter(
    (fact) => !done.stdout.includes(fact),
  );
  expectThat(told.length === 0, {
    look,
    expected: `${told.join(', ')} in what \`show\` prints of a done task`,
    saw: showValue(done.stdout),
  });
  const json = {
    promise: '`show --json` prints the task as one JSON object.',
    look: 'Does `show` look at --json?',
  };
  expectEqual('the task', expectJson(await program.run(['show', '2', '--json']), json), tasks[1], json);
});

requirement('survives-closed-pipe', async ({ program, files }) => {
  files.write(
    tasksJson,
    fileOf(Array.from({ length: 6_000 }, (_, index) => openTask(index + 1, `task number ${index + 1}`))),
  );
  const look =
    'Who reads your output may stop at any time. Which event or error tells you, and what does it mean for you?';
  for (const args of [['list'], ['export']]) {
    const running = await program.start(args);
    await running.outputContains('task number 1');
    running.closeOutput();
    const promise = `\`task ${args[0]} | head -1\`: the reader is gone, and the program ends without a word and with exit 0.`;
    expectRun(await running.exited, { code: 0, stderr: '', promise, look });
  }
});

/** Which tasks the lines show: a line with a title, and beside the title the id as a number of its own. The rest is free. */
function rowsOf(run: Run, tasks: readonly Task[]): Task[] {
  return run.stdout.split('\n').flatMap((line) =>
    tasks.filter((task) => {
      const [left, ...right] = line.split(task.title);
      return right.length > 0 && new RegExp(`(?<!\\d)${task.id}(?!\\d)`).test([left, ...right].join(' '));
    }),
  );
}
