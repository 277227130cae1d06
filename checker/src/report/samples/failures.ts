import type { Observation } from '../../judge/observation.ts';
import { observe, run, whole } from './steps.ts';
import { collidingWriters } from './traces.ts';

/** One realistic failure a requirement, as the hidden tests of task-cli would write it. */
export const failures: Readonly<Record<string, Observation>> = {
  adds: observe({
    promise: '`task add` stores a task and prints the new id and nothing else.',
    did: [
      run(['add', 'Buy milk'], 1, {
        stderr:
          'src/main.ts:14\n  throw new Error("not written yet");\n        ^\n\nError: not written yet\n    at run (src/main.ts:14:9)\n    at src/main.ts:21:1\n    at ModuleJob.run (node:internal/modules/esm/module_job:343:25)\n    at async onImport.tracePromise.__proto__ (node:internal/modules/esm/loader:665:26)\n\nNode.js v24.21.0\n',
      }),
    ],
    expected: "`task add 'Buy milk'` to exit with 0",
    saw: 'exit code 1; stderr begins "src/main.ts:14"',
    look: 'Where does your program decide which command it was given, and what does it do for `add`?',
  }),
  lists: observe({
    promise: '`task list` shows the open tasks in ascending order of id, one row each.',
    did: [run(['list'], 0, { stdout: '2  open  Water the plants\n1  open  Buy milk\n' })],
    expected: 'the ids in the rows of `task list` to be [1,2]',
    saw: '[2,1]',
    look: 'In which order are the tasks if the file has them in another?',
  }),
  shows: observe({
    promise: '`task show <id>` prints every field of one task.',
    did: [
      run(['add', 'Buy milk', '--due', '2026-03-01'], 0, { stdout: '1\n' }),
      run(['show', '1', '--json'], 0, { stdout: '{"id":1,"title":"Buy milk","status":"open"}\n' }),
    ],
    expected:
      'the task on stdout to be {"id":1,"title":"Buy milk","status":"open","priority":"normal","due":"2026-03-01","createdAt":"2026-01-05T10:00:00.000Z","doneAt":null}',
    saw: '{"id":1,"title":"Buy milk","status":"open"}',
    look: 'Which members does a task have, and which of them may be null but never absent?',
  }),
  'rejects-bad-usage': observe({
    promise: 'A date that does not exist, such as 2026-02-30, is wrong usage.',
    did: [
      {
        kind: 'file',
        action: 'wrote',
        path: 'data/tasks.json',
        text: whole('{"version":1,"nextId":1,"tasks":[]}\n'),
      },
      run(['add', "Bob's birthday", '--due', '2026-02-30'], 0, {
        env: { TASKS_FILE: 'data/tasks.json' },
        stdout: '1\n',
      }),
    ],
    expected: "`task add 'Bob\\'s birthday' --due 2026-02-30` to exit with 2",
    saw: 'exit code 0',
    look: 'What does `new Date("2026-02-30")` give, and does it complain?',
  }),
  'json-output': observe({
    promise:
      'With `--json`, stdout is exactly one JSON value of the documented shape, followed by a newline.',
    did: [
      run(['list', '--json'], 0, {
        stdout: 'Loaded 1 task from tasks.json\n[{"id":1,"title":"Buy milk"}]\n',
      }),
    ],
    expected: 'one JSON value on stdout and nothing else',
    saw: '"Loaded 1 task from tasks.json\\n[{\\"id\\":1,\\"title\\":\\"Buy milk\\"}]\\n"',
    look: 'Which lines are for people, and on which stream do those belong?',
  }),
  'survives-closed-pipe': observe({
    promise: 'When the reader of its output goes away, the program ends quietly with exit code 0.',
    did: [
      { kind: 'file', action: 'wrote', path: 'tasks.json', text: null },
      {
        kind: 'note',
        text: 'the reading end of stdout was closed after the first line, as `task list | head -1` does',
      },
      run(['list'], 1, {
        stdout: { text: '1  open  task number 1\n2  open  task number 2', bytes: 1_572_864, cut: true },
        stderr:
          "node:events:486\n      throw er; // Unhandled 'error' event\n      ^\n\nError: write EPIPE\n    at afterWriteDispatched (node:internal/stream_base_commons:159:15)\n    at writeGeneric (node:internal/stream_base_commons:150:3)\n    at Socket._writeGeneric (node:net:966:11)\n    at Socket._write (node:net:978:8)\n    at writeOrBuffer (node:internal/streams/writable:570:12)\n    at _write (node:internal/streams/writable:499:10)\n    at Writable.write (node:internal/streams/writable:508:10) {\n  errno: -32,\n  code: 'EPIPE',\n  syscall: 'write'\n}\n",
      }),
    ],
    expected: 'exit code 0 and nothing on stderr',
    saw: 'exit code 1; stderr begins "node:events:486"',
    look: 'Who hears the `error` event of process.stdout, and which of its errors is no error at all?',
  }),
  'unicode-safe': observe({
    promise: 'No control character of a title reaches a terminal raw.',
    did: [
      run(['add', 'Clean \u001b[2J\u001b[31mup\u202e!'], 0, { stdout: '1\n' }),
      run(['list'], 0, { stdout: '1  open  Clean \u001b[2J\u001b[31mup\u202e!\n' }),
    ],
    expected: 'no control character in what `task list` prints, but its line feeds',
    saw: '"1  open  Clean \\u001b[2J\\u001b[31mup\u202e!\\n"',
    look: 'Through which function does a title go on its way to the screen?',
  }),
  'refuses-corrupt-file': observe({
    promise: 'The bytes of a damaged file stay as they are.',
    did: [
      {
        kind: 'file',
        action: 'wrote',
        path: 'tasks.json',
        text: whole('{"version":1,"nextId":3,"tasks":[{"id":1,'),
      },
      run(['add', 'Buy milk'], 0, { stdout: '1\n' }),
      {
        kind: 'file',
        action: 'then found',
        path: 'tasks.json',
        text: whole('{"version":1,"nextId":2,"tasks":[{"id":1,"title":"Buy milk","status":"open"}]}'),
      },
    ],
    expected: "`task add 'Buy milk'` to exit with 1, and tasks.json to keep its 41 bytes",
    saw: 'exit code 0, and tasks.json was replaced',
    look: 'What does your program take a file for that is there but cannot be parsed?',
  }),
  'concurrent-writers': observe({
    promise: 'Twenty programs that write at once lose nothing.',
    did: [
      { kind: 'note', text: 'started 20 programs at once: task add writer-1 … task add writer-20' },
      { kind: 'note', text: 'all 20 ended with exit code 0' },
      run(['list', '--json'], 0, {
        stdout: { text: '[{"id":1,"title":"writer-7","status":"open"', bytes: 1834, cut: true },
      }),
    ],
    expected: '20 tasks with 20 different ids',
    saw: '13 tasks with 13 different ids; lost: writer-2, writer-3, writer-9, writer-11, writer-12, writer-16 and writer-20',
    look: 'Between reading the old state and writing the new one, who else may read the old one too?',
    trace: collidingWriters,
  }),
  'cancels-on-sigint': observe({
    promise: 'Ctrl-C during a long import ends the program at once.',
    did: [
      {
        kind: 'signal',
        signal: 'SIGINT',
        when: 'after it had read 1,000,000 lines, with its input still open',
      },
      run(['import', '-'], 0, {
        stdin: '{"title":"line 1"}\n{"title":"line 2"}\n',
        ending: { kind: 'killed', why: { limit: 'wall', figure: '2 s' } },
        wallMs: 3420,
      }),
    ],
    expected: 'exit 130 from `task import -`',
    saw: 'it was still running after 2 s and was killed',
    look: 'While it waits for the next line, what in your program could hear of the signal?',
    limits: [{ limit: 'wall', figure: '2 s' }],
    trace: [
      { atMs: 0, lane: 'judge', event: 'started task import -' },
      { atMs: 1402, lane: 'judge', event: 'wrote line 1,000,000' },
      { atMs: 1418, lane: 'judge', event: 'sent SIGINT' },
      { atMs: 3420, lane: 'judge', event: 'killed it', broken: true },
    ],
  }),
  'injected-clock': observe({
    promise: 'Every time in a task comes from the clock that the service was given.',
    did: [
      {
        kind: 'call',
        method: 'service.create',
        params: '{"clock":"2031-05-06T07:08:09.010Z"}',
        result: '"ready"',
      },
      {
        kind: 'call',
        method: 'service.add',
        params: '{"title":"Buy milk"}',
        result: '{"id":1,"title":"Buy milk","createdAt":"2026-01-05T10:00:00.123Z"}',
      },
    ],
    expected: 'createdAt to be "2031-05-06T07:08:09.010Z"',
    saw: '"2026-01-05T10:00:00.123Z"',
    look: 'Where else than at the clock could a time come from?',
  }),
  'no-globals': observe({
    promise: 'No module keeps mutable state, and only `main.ts` touches `process.env`.',
    expected: 'no mutable state at module level, and process, console and the clock only in src/main.ts',
    saw: '3 places that break it',
    look: 'Which function could be given this instead, and who would hand it in?',
    places: [
      { file: 'src/store/file.ts', line: 12, column: 1, text: 'let cache: State | undefined;' },
      {
        file: 'src/store/file.ts',
        line: 41,
        column: 16,
        text: '  const file = process.env.TASKS_FILE ?? "tasks.json";',
      },
      {
        file: 'src/domain/tasks.ts',
        line: 8,
        column: 1,
        text: 'const counters = new Map<string, number>();',
      },
    ],
  }),
  'own-tests': observe({
    promise: 'Your tests fail on each of the wrong implementations that the judge tries them on.',
    did: [
      { kind: 'note', text: 'ran your 14 tests on a correct implementation: all passed' },
      { kind: 'note', text: 'ran them on 8 wrong ones: 6 were caught' },
    ],
    expected: 'at least one failing test on each of the 8 wrong implementations',
    saw: 'all tests passed on 2 of them; the first: `reopen` leaves `doneAt` as it was',
    look: 'Which of your tests looks at every member of a task after `reopen`?',
  }),
  compiles: observe({
    promise: 'The code passes `tsc --noEmit` in strict mode.',
    did: [{ kind: 'note', text: 'ran tsc --noEmit, strict, over src/' }],
    expected: 'no error',
    saw: '2 errors',
    look: 'Start with the first one; the second may be its echo.',
    places: [
      {
        file: 'src/domain/tasks.ts',
        line: 27,
        column: 11,
        text: "TS2322: Type 'string | undefined' is not assignable to type 'string'.",
      },
      {
        file: 'src/cli/list.ts',
        line: 3,
        column: 10,
        text: "TS2305: Module '\"../domain/tasks.ts\"' has no exported member 'Tsak'.",
      },
    ],
  }),
};
