import { expectEqual, expectJson, expectRun, expectThat, requirement, showValue } from 'checker/kit';
import { doneTask, fileOf, openTask, storedState, type Task, tasksJson } from './tasks.ts';

requirement('import-export-round-trip', async ({ program, files, random }) => {
  const tasks = [
    openTask(2, `${random.word()}\nsecond line\u2028third`, { due: '2026-12-24', priority: 'high' }),
    doneTask(3, `"${random.word()}" \\ 😀`, { priority: 'low' }),
    openTask(11, 'plain'),
  ];
  files.write('from.json', fileOf([...tasks].reverse()));
  const from = { TASKS_FILE: 'from.json' };
  const look =
    'One task a line, by ascending id, open and done alike. Which tasks and fields does an export leave out?';
  const exported = await program.run(['export'], { env: from });
  expectRun(exported, { code: 0, stderr: '', look });
  const lines = exported.stdout.split('\n');
  expectEqual(
    'the lines of the export, each read as JSON, and the text after the last',
    lines.map(readJson),
    [...tasks, ''],
    { look },
  );
  const array = await program.run(['export', '--format', 'json'], { env: from });
  expectEqual('what `export --format json` prints', expectJson(array, { look }), tasks, { look });

  files.write(tasksJson, fileOf([openTask(4, 'was here')], 9));
  const keeps = 'Everything but the id comes from the line. Which fields does your import make anew?';
  expectRun(await program.run(['import', '-'], { stdin: exported.stdout }), {
    code: 0,
    stdout: '3\n',
    look: keeps,
  });
  const imported = tasks.map((task, index) => ({ ...task, id: 9 + index }));
  expectEqual(
    'the tasks in the file after the import',
    storedState(files, { look: keeps }).tasks,
    [openTask(4, 'was here'), ...imported],
    {
      look: keeps,
    },
  );
  expectEqual('nextId after the import', storedState(files, { look: keeps }).nextId, 12, { look: keeps });

  // All or nothing, and the line that is wrong is named as an editor counts it.
  const bad: readonly (readonly [what: string, line: string])[] = [
    ['no JSON', '{"title": "cut off'],
    ['a title that is too long', JSON.stringify({ title: 'x'.repeat(201) })],
    ['a day that does not exist', JSON.stringify({ ...openTask(1, 'x'), due: '2026-02-30' })],
    ['a number instead of a task', '42'],
  ];
  const before = files.fingerprint()[tasksJson];
  for (const [what, line] of bad) {
    files.write(
      'bad.ndjson',
      `${JSON.stringify(openTask(1, 'good'))}\n\n${JSON.stringify(openTask(2, 'good'))}\n${line}\n`,
    );
    const promise = `A bad line (here: ${what}) ends the import with exit code 1 and \`task: FILE:LINE: …\`; nothing is imported.`;
    const run = await program.run(['import', 'bad.ndjson']);
    expectRun(run, {
      code: 1,
      stdout: '',
      stderr: {
        matches: /^task: bad\.ndjson:4: [^\n]+\n$/,
        means: 'one line that begins `task: bad.ndjson:4: `',
      },
      promise,
      look: 'Is every line checked like a title from the command line, and counted also when it is blank?',
    });
    expectEqual('tasks.json', files.fingerprint()[tasksJson], before, {
      promise,
      look: 'When is the file written: at every line, or once the last one was read and found good?',
    });
  }

  // Lines as other programs write them: a BOM, CR LF, blank lines, no newline at the end; and more than a pipe holds at once.
  const many = Array.from({ length: 1_500 }, (_, index) =>
    openTask(index + 1, `${'😀'.repeat(60)} grün ${index}`),
  );
  const text = `\ufeff\r\n${many.map((task) => JSON.stringify(task)).join('\r\n\r\n')}`;
  files.write('other.ndjson', text);
  const env = { TASKS_FILE: 'other.json' };
  const lenient = {
    promise:
      'An import skips blank lines, a BOM and CR, and text arrives whole however it is cut into chunks.',
    look: 'Where do you cut the input into lines, and what can stand at the edges of a line, or of a chunk?',
  };
  expectRun(await program.run(['import', 'other.ndjson'], { env }), {
    code: 0,
    stdout: '1500\n',
    ...lenient,
  });
  expectRun(await program.run(['import', '-'], { env, stdin: text }), {
    code: 0,
    stdout: '1500\n',
    ...lenient,
  });
  const kept = storedState(files, lenient, 'other.json').tasks.map((task) => task.title);
  const titles = many.map((task) => task.title);
  const lost = [...titles, ...titles].findIndex((title, index) => title !== kept[index]);
  expectThat(lost === -1 && kept.length === 3_000, {
    ...lenient,
    expected: `3000 titles, among them number ${lost + 1}: ${showValue(titles[lost % 1_500])}`,
    saw: `${kept.length} titles, and number ${lost + 1} is ${showValue(kept[lost])}`,
  });
});

function readJson(line: string): Task | string {
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
}
