import { expectEqual, expectJson, expectRun, requirement } from 'checker/kit';
import { doneTask, fileOf, idsIn, openTask, storedTask, tasksJson } from './tasks.ts';
import { expectUntouched } from './untouched.ts';

const tooLong = 'x'.repeat(201);
const dates = 'What does Date make of a day that does not exist? Compare what it made with what was given.';
const ids =
  'Ids are written 1, 2, 3 … without sign, zeros in front, fraction or exponent. What does Number() accept?';
const strict = 'What does your parser do with an argument that nobody asked for?';
const titles = 'When is a title empty, and when too long? Check it before anything is stored.';

/** One wrong thing each, so that a failure names it. */
const wrong: readonly (readonly [args: readonly string[], why: string, look: string])[] = [
  [[], 'no command', 'What happens when there is no command at all?'],
  [['frobnicate'], 'a command that does not exist', strict],
  [
    ['toString'],
    'a command that does not exist',
    'If commands are looked up in an object: which names does every object have?',
  ],
  [['add'], 'no title', 'Which arguments does each command need?'],
  [['add', ''], 'an empty title', titles],
  [['add', ' \t\n '], 'a title of nothing but white space', titles],
  [['add', tooLong], 'a title of 201 characters', titles],
  [['add', 'Buy', 'milk'], 'a second title', strict],
  [['add', 'x', '--colour', 'red'], 'a flag that does not exist', strict],
  [['list', '--due', '2026-03-01'], 'a flag of another command', 'Which flags does each command know?'],
  [
    ['list', '--json=yes'],
    'a value for a flag that takes none',
    '--json is there or not; what would its value mean?',
  ],
  [['done'], 'no id', 'Which arguments does each command need?'],
  [
    ['add', 'x', '--due'],
    'a flag without its value',
    'What follows a flag that needs a value, at the end of the line?',
  ],
  [['add', 'x', '--due', '2026-02-30'], 'a day that does not exist', dates],
  [
    ['add', 'x', '--due', '2026-2-3'],
    'a date that is not written YYYY-MM-DD',
    'Which dates does Date accept that are not written YYYY-MM-DD?',
  ],
  [['add', 'x', '--due', '0000-12-31'], 'a day of the year 0', 'Years go from 0001 to 9999.'],
  [
    ['add', 'x', '--due', 'none'],
    '`none` outside of edit',
    '`none` takes a date away, so it has no meaning in `add`.',
  ],
  [['add', 'x', '--priority', 'urgent'], 'a priority that does not exist', 'Which priorities are there?'],
  [['list', '--status', 'doing'], 'a status that does not exist', 'Which values can --status have?'],
  [['show', '01'], 'an id with a zero in front', ids],
  [['done', '1e0'], 'an id with an exponent', ids],
  [['rm', '0'], 'the id 0', ids],
  [['rm', '1000000000000000'], 'an id of 16 digits', ids],
  [['edit', '1'], 'an edit that changes nothing', 'What is left to do for `edit` when no flag is given?'],
  [['edit', '1', '--due', '2026-13-01'], 'a month that does not exist', dates],
  [['export', '--format', 'csv'], 'a format that does not exist', 'Which formats are there?'],
];

requirement('rejects-bad-usage', async ({ program, files }) => {
  files.write(tasksJson, fileOf([openTask(1, 'one'), doneTask(2, 'two')]));
  const before = files.fingerprint();
  for (const [args, why, look] of wrong) {
    const run = await program.run(args, { transcript: false });
    const promise = `Wrong usage (here: ${why}) ends with exit code 2, a line “task: …” on stderr, and an untouched file.`;
    expectRun(run, {
      code: 2,
      stdout: '',
      stderr: { matches: /^task: [^\n]+\n/, means: 'a first line `task: …` that names the mistake' },
      promise,
      look,
    });
    expectUntouched(files, before, { promise, look });
  }
});

requirement('option-syntax', async ({ program, files }) => {
  files.write(tasksJson, fileOf([openTask(1, 'one'), doneTask(2, 'two')]));
  const equals = {
    promise: 'A flag takes its value as `--flag value` or as `--flag=value`.',
    look: 'Where does your parser look for the value of a flag?',
  };
  expectRun(await program.run(['add', 'a = b', '--due=2026-05-06', '--priority=high']), {
    code: 0,
    stdout: '3\n',
    ...equals,
  });
  const three = storedTask(files, 3, equals);
  expectEqual(
    'title, due and priority',
    [three.title, three.due, three.priority],
    ['a = b', '2026-05-06', 'high'],
    equals,
  );

  const anywhere = {
    promise: 'Flags may stand anywhere, also before the command.',
    look: 'How do you find the command, and what may stand before it?',
  };
  for (const args of [
    ['--status', 'done', '--json', 'list'],
    ['list', '--timeout', '60000', '--json', '--status', 'done'],
    ['--timeout=60000', '--json', 'show', '2'],
  ]) {
    const run = await program.run(args);
    expectRun(run, { code: 0, ...anywhere });
    const shown = expectJson(run, anywhere);
    expectEqual(
      `the ids that \`task ${args.join(' ')}\` prints`,
      idsIn(args.includes('show') ? [shown] : shown),
      [2],
      anywhere,
    );
  }
  expectRun(await program.run(['--priority', 'low', 'add', 'early']), {
    code: 0,
    stdout: '4\n',
    ...anywhere,
  });

  const dashes = {
    promise: 'After `--` nothing is a flag.',
    look: 'How can a title begin with two hyphens? What does `--` mean by old custom?',
  };
  expectRun(await program.run(['add', '--priority', 'low', '--', '--due']), {
    code: 0,
    stdout: '5\n',
    ...dashes,
  });
  const five = storedTask(files, 5, dashes);
  expectEqual(
    'title, due and priority',
    [five.title, five.due, five.priority],
    ['--due', null, 'low'],
    dashes,
  );
});

requirement('reports-missing-task', async ({ program, files }) => {
  files.write(tasksJson, fileOf([openTask(1, 'one'), doneTask(3, 'three')]));
  const before = files.fingerprint();
  const look = 'What does each command do when its search comes back with nothing?';
  const commands = [
    ['show', '4', '--json'],
    ['edit', '2', '--title', 'x'],
    ['done', '2'],
    ['reopen', '4'],
    ['rm', '999999999999999'],
  ];
  for (const args of commands) {
    const id = args[1] ?? '';
    const run = await program.run(args);
    expectRun(run, {
      code: 1,
      stdout: '',
      stderr: {
        matches: new RegExp(`^task: [^\\n]*\\b${id}\\b[^\\n]*\\n$`),
        means: `one line \`task: …\` that names the id ${id}`,
      },
      look,
    });
    expectUntouched(files, before, { look });
  }
});
