import { expectEqual, expectJson, expectRun, expectThat, requirement, showValue } from 'checker/kit';
import { fileOf, openTask, tasksJson } from './tasks.ts';

requirement('help-and-version', async ({ program, files }) => {
  const look =
    'Help that was asked for is an answer, not an error: where does it go, and with which exit code?';
  const help = await program.run(['--help']);
  expectRun(help, { code: 0, stderr: '', look });
  const commands = ['add', 'list', 'show', 'edit', 'done', 'reopen', 'rm', 'import', 'export'];
  const missing = commands.filter((command) => !new RegExp(`\\b${command}\\b`).test(help.stdout));
  expectThat(missing.length === 0, {
    promise: '`task --help` names every command.',
    expected: `all of ${commands.join(', ')} in the help`,
    saw: `${missing.join(', ')} missing`,
    look,
  });
  const each = {
    promise: '`task <command> --help` tells about that command, with exit 0, and does nothing else.',
    look: 'Is --help looked at before the other arguments of the command are checked, and before it runs?',
  };
  const expected = {
    add: ['--due', '--priority'],
    list: ['--status', '--json'],
    edit: ['--title', '--due', '--priority'],
  };
  for (const [command, flags] of Object.entries(expected)) {
    const run = await program.run([command, '--help']);
    expectRun(run, { code: 0, stderr: '', ...each });
    const unnamed = flags.filter((flag) => !run.stdout.includes(flag));
    expectThat(unnamed.length === 0, {
      ...each,
      expected: `${flags.join(' and ')} in the help of ${command}`,
      saw: showValue(run.stdout),
    });
  }
  expectRun(await program.run(['add', 'not this time', '--help']), { code: 0, ...each });
  expectEqual('the working directory', files.list(), [], each);
  expectRun(await program.run(['--version']), {
    code: 0,
    stdout: { matches: /^[^\n]*\d+\.\d+\.\d+[^\n]*\n$/, means: 'one line with a version such as 1.0.0' },
    stderr: '',
    look: 'What does --version print, and where?',
  });
});

requirement('separates-streams', async ({ program, files }) => {
  files.write(tasksJson, fileOf([openTask(1, 'one'), openTask(2, 'two')]));
  const quiet =
    'Data goes to stdout, all else to stderr. What does a script see that reads your stdout, line by line?';
  const successes: readonly (readonly [args: readonly string[], stdout: string | null])[] = [
    [['add', 'three'], '3\n'],
    [['done', '1'], ''],
    [['rm', '1'], ''],
    [['list'], null],
    [['list', '--json'], null],
    [['show', '2'], null],
    [['export'], null],
  ];
  for (const [args, stdout] of successes) {
    const run = await program.run(args);
    expectRun(run, { code: 0, stderr: '', ...(stdout === null ? {} : { stdout }), look: quiet });
    if (stdout !== null) continue;
    expectThat(run.stdout.endsWith('\n'), {
      expected: 'data on stdout, ended by a newline',
      saw: showValue(run.stdout),
      look: quiet,
    });
  }
  expectJson(await program.run(['export', '--format', 'json']), { look: quiet });

  const failures: readonly (readonly [args: readonly string[], code: number])[] = [
    [['import', 'no-such-file.ndjson'], 1],
    [['list', '--nonsense'], 2],
  ];
  for (const [args, code] of failures) {
    expectRun(await program.run(args), {
      code,
      stdout: '',
      stderr: {
        matches: code === 2 ? /^task: [^\n]+\n/ : /^task: [^\n]+\n$/,
        means: 'an error that begins `task: `, and no stack',
      },
      look: 'Where are errors written, who adds `task: ` in front, and how many lines is one error?',
    });
  }
});
