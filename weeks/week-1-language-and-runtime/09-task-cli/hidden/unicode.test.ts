import {
  expectEqual,
  expectJson,
  expectRun,
  expectThat,
  type Run,
  requirement,
  showValue,
  type Teaching,
} from 'checker/kit';
import { fileOf, openTask, storedState, type Task, tasksJson } from './tasks.ts';

requirement('unicode-safe', async ({ program, files, random }) => {
  const word = random.word();
  const texts = [`${word} 👩‍👩‍👧‍👦 🇺🇳`, 'cafe\u0301 Ångström', 'קניות: חלב ולחם', `日本語 ${word}`];
  const unharmed = {
    promise: 'Any text survives as a title, code point for code point.',
    look: 'Is the title anywhere cut, normalised, or counted in UTF-16 units on its way in and out?',
  };
  const longest = '🚀'.repeat(200);
  for (const title of [texts[0] ?? '', 'line\nbreak\u001b[31m', longest]) {
    expectRun(await program.run(['add', title]), { code: 0, ...unharmed });
  }
  const stored = storedState(files, unharmed).tasks.map((task) => task.title);
  expectEqual('the titles in the file', stored, [texts[0], 'line\nbreak\u001b[31m', longest], unharmed);
  expectRun(await program.run(['add', `${longest}!`]), {
    code: 2,
    promise: 'A title has at most 200 code points.',
    look: 'What does `length` of a string count, and what does the page?',
  });

  const hostile = [
    'esc \u001b[2J\u001b]0;owned\u0007',
    'c1 \u009b31m \u0085 \u0090',
    'del \u007f back\b\b\b',
    'two\nlines\r\tand a tab',
    'nul \u0000 end',
  ];
  const tasks = [...texts, ...hostile].map((title, index) => openTask(index + 1, title));
  files.write(tasksJson, fileOf(tasks));
  const json = await program.run(['list', '--json']);
  expectEqual(
    'the titles in `list --json`',
    (expectJson(json, unharmed) as Task[]).map((task) => task.title),
    tasks.map((task) => task.title),
    {
      promise: 'JSON carries every title as it is; only people need escapes.',
      look: 'Are titles escaped before they become JSON?',
    },
  );

  const escaped = {
    promise:
      'No control character of a title or an argument reaches a terminal raw, not through a pipe either.',
    look: 'Control characters are 0x00–0x1f, 0x7f and 0x80–0x9f. Through which function does everything pass that people read?',
  };
  const listed = await program.run(['list']);
  expectRun(listed, { code: 0, ...escaped });
  harmless(listed, escaped);
  const gone = texts.find((text) => !listed.stdout.includes(text));
  expectThat(gone === undefined, {
    ...unharmed,
    expected: `${showValue(gone)} in the list as it is`,
    saw: showValue(listed.stdout),
  });
  const lines = listed.stdout.split('\n').filter((line) => line.includes('two') || line.includes('lines'));
  expectThat(lines.length === 1, {
    ...escaped,
    expected: 'one line for the task whose title has a newline',
    saw: showValue(lines),
  });
  for (const id of [5, 6]) harmless(await program.run(['show', String(id)]), escaped);
  const errors = [
    ['show', '\u001b[2J'],
    ['add', 'x', '--due', '\u009b31m\u0007'],
    ['\u001b[31mfrob'],
    ['import', 'no\u001b[31m\nsuch.ndjson'],
  ];
  for (const args of errors) {
    const run = await program.run(args);
    expectRun(run, {
      code: [1, 2],
      stderr: { matches: /^task: /, means: 'an error that begins `task: `' },
      ...escaped,
    });
    harmless(run, {
      ...escaped,
      look: 'Error messages repeat what the user typed. Where do those words pass on their way to stderr?',
    });
  }
});

/** Nothing but newlines may move a terminal's cursor. */
function harmless(run: Run, teaching: Teaching): void {
  for (const stream of ['stdout', 'stderr'] as const) {
    const raw = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/.exec(run[stream]);
    expectThat(raw === null, {
      ...teaching,
      expected: `no control character but newlines on ${stream} of \`task ${run.args.map(showValue).join(' ')}\``,
      saw: `${showValue(raw?.[0])}, which is 0x${raw?.[0].charCodeAt(0).toString(16)}, in ${showValue(run[stream])}`,
    });
  }
}
