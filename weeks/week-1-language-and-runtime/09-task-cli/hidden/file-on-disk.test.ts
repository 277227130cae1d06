import {
  expectEqual,
  expectJson,
  expectRun,
  expectThat,
  type Files,
  type Program,
  requirement,
  showValue,
} from 'checker/kit';
import { fileOf, idsIn, openTask, storedState, tasksJson } from './tasks.ts';
import { expectUntouched } from './untouched.ts';

requirement('creates-file-and-directory', async ({ program, files }) => {
  const reads =
    'No file yet means no tasks. What does your program do on the way to a read that a read does not need?';
  expectRun(await program.run(['list']), { code: 0, look: reads });
  const env = { TASKS_FILE: 'not/there/yet.json' };
  expectRun(await program.run(['list'], { env }), { code: 0, look: reads });
  expectRun(await program.run(['export'], { env }), { code: 0, stdout: '', look: reads });
  expectEqual('the working directory after three reads', files.list(), [], {
    promise: 'Reading creates nothing: no file, no folder, no lock.',
    look: reads,
  });

  const deep = { TASKS_FILE: files.path('a/b c/d/my tasks.json') };
  const look = 'Who makes the folders that the path names, however many are missing?';
  expectRun(await program.run(['add', 'deep'], { env: deep }), { code: 0, stdout: '1\n', look });
  expectEqual('titles in the new file', titles(files, 'a/b c/d/my tasks.json'), ['deep'], { look });
  expectEqual('the working directory', files.list(), ['a'], {
    promise: 'With TASKS_FILE set, nothing is written anywhere else.',
    look: 'Is TASKS_FILE used for everything, and is anything left behind after the command has ended?',
  });
  expectEqual("the file's folder", files.list('a/b c/d'), ['my tasks.json'], {
    look: 'What is left beside the file when the command has ended: a temporary file, a lock?',
  });

  const unset = 'Which file is it when TASKS_FILE is unset, and which when it is empty?';
  expectRun(await program.run(['add', 'here']), { code: 0, stdout: '1\n', look: unset });
  expectRun(await program.run(['add', 'too'], { env: { TASKS_FILE: '' } }), {
    code: 0,
    stdout: '2\n',
    look: unset,
  });
  const state = storedState(files, { look: unset });
  expectEqual(
    'version, nextId and titles',
    [state.version, state.nextId, titles(files)],
    [1, 3, ['here', 'too']],
    {
      promise: 'The file is {"version": 1, "nextId": n, "tasks": [...]}.',
      look: 'Compare what you write with the file format on the page.',
    },
  );
});

requirement('refuses-corrupt-file', async ({ program, files, random }) => {
  const task = openTask(1, random.word());
  const good = fileOf([task]);
  const looks = {
    parse: 'What happens to the error of JSON.parse, and what does the next write then do to the file?',
    shape: 'JSON that parses can still be anything. Where do you check that it has the shape you expect?',
  };
  const damaged: readonly (readonly [what: string, text: string, look: string])[] = [
    ['a file that ends in the middle', good.slice(0, -20), looks.parse],
    [
      'an empty file',
      '',
      'An empty file is what an interrupted write leaves: it is damage, not an empty list.',
    ],
    ['a JSON array', '[]', looks.shape],
    ['null', 'null', looks.shape],
    ['a task without its priority', good.replace(/"priority": "normal",\s*/, ''), looks.shape],
    ['a due date that does not exist', fileOf([openTask(1, 'x', { due: '2026-02-30' })]), looks.shape],
    ['an open task that has a doneAt', fileOf([openTask(1, 'x', { doneAt: task.createdAt })]), looks.shape],
    ['a task whose id is text', good.replace('"id": 1', '"id": "1"'), looks.shape],
    [
      'two tasks with one id',
      fileOf([task, openTask(1, 'twin')]),
      'Which rules hold between the tasks of one file?',
    ],
    [
      'a nextId that is taken',
      fileOf([openTask(4, 'four')], 4),
      'What would the next `add` do with this nextId?',
    ],
  ];
  // Reading and writing commands in turn, so that both ways to the file are tried.
  for (const [index, [what, text, look]] of damaged.entries()) {
    files.write(tasksJson, text);
    const run = await refuses(program, files, {
      what,
      args: index % 2 === 0 ? ['add', 'x'] : ['list'],
      look,
    });
    expectThat(run.stderr.includes(tasksJson), {
      promise: 'The error names the damaged file and says what is wrong in it.',
      expected: `${tasksJson} in the error`,
      saw: showValue(run.stderr),
      look: 'Does the error that the user reads still know which file it is about?',
    });
  }
});

requirement('refuses-newer-version', async ({ program, files }) => {
  const look =
    'Which `version` can your program understand, and when does it look at it: before or after the rest?';
  const newer = { version: 2, nextId: 2, tasks: [openTask(1, 'from the future')] };
  files.write(tasksJson, JSON.stringify(newer));
  for (const args of [['list'], ['add', 'x']])
    await refuses(program, files, { what: 'version 2', args, look });
  files.write(tasksJson, '{"version":7,"lists":{"home":[]}}');
  const run = await refuses(program, files, {
    what: 'version 7 in another shape',
    args: ['done', '1'],
    look,
  });
  expectThat(/newer|later|higher|upgrade|update|future|recent/i.test(run.stderr), {
    promise: 'A file of a newer version is told apart from a damaged one.',
    expected: 'an error that says the file is of a newer version',
    saw: showValue(run.stderr),
    look,
  });
});

requirement('unwritable-directory', async ({ program, files }) => {
  const look =
    'Which error does the operating system give you, and what becomes of it on its way to the user?';
  files.write('locked/tasks.json', fileOf([openTask(1, 'kept'), openTask(2, 'too')]));
  files.makeFolder('shut');
  files.setMode('locked', 0o555);
  files.setMode('shut', 0o555);
  try {
    const env = { TASKS_FILE: 'locked/tasks.json' };
    for (const args of [
      ['add', 'x'],
      ['rm', '1'],
    ]) {
      const run = await refuses(program, files, {
        what: 'a folder without write permission',
        args,
        env,
        look,
      });
      expectThat(run.stderr.includes(tasksJson), {
        promise: 'The error says which file could not be written.',
        expected: `${tasksJson} in the error`,
        saw: showValue(run.stderr),
        look: 'Does the error that the user reads still know which file it is about?',
      });
    }
    await refuses(program, files, {
      what: 'a new file in a folder without write permission',
      args: ['add', 'x'],
      env: { TASKS_FILE: 'shut/deeper/tasks.json' },
      look,
    });
    const listed = await program.run(['list', '--json'], { env });
    const reading = {
      promise: 'Reading needs no write permission.',
      look: 'What does `list` write, beside its output? A reader needs neither a lock nor a new file.',
    };
    expectRun(listed, { code: 0, ...reading });
    expectEqual('the ids that `list` shows', idsIn(expectJson(listed, reading)), [1, 2], reading);
  } finally {
    files.setMode('locked', 0o755);
    files.setMode('shut', 0o755);
  }
});

/** Exit 1, one line `task: …` that says what it is about, and every byte as it was. */
async function refuses(
  program: Program,
  files: Files,
  scene: { what: string; args: readonly string[]; look: string; env?: Readonly<Record<string, string>> },
) {
  const before = files.fingerprint();
  const run = await program.run(scene.args, { env: scene.env ?? {} });
  expectRun(run, {
    code: 1,
    stdout: '',
    stderr: { matches: /^task: [^\n]{3,}\n$/, means: 'one line `task: …` that says what is wrong' },
    promise: `With ${scene.what} the command fails with exit code 1 and one line on stderr.`,
    look: scene.look,
  });
  expectUntouched(files, before, {
    promise: `With ${scene.what} every byte stays as it was.`,
    look: scene.look,
  });
  return run;
}

function titles(files: Files, path: string = tasksJson): string[] {
  return storedState(files, { look: 'Compare the file with the format on the page.' }, path).tasks.map(
    (task) => task.title,
  );
}
