import {
  expectEqual,
  expectRun,
  expectThat,
  type Run,
  requirement,
  showValue,
  type Teaching,
} from 'checker/kit';
import { holdLock } from './lock-holder.ts';
import { fileOf, openTask, storedState, tasksJson } from './tasks.ts';

requirement('honours-timeout', async ({ program, files, module }) => {
  files.write(tasksJson, fileOf([openTask(1, 'one')]));
  const usage = 'Which numbers can a timer take? Reject the others before anything else is done.';
  for (const ms of ['0', '1.5', '2147483648', '']) {
    const run = await program.run(['list', '--timeout', ms]);
    expectRun(run, {
      code: 2,
      stdout: '',
      promise: '--timeout takes an integer from 1 to 2147483647; anything else is wrong usage.',
      look: usage,
    });
  }
  const inTime = {
    promise: 'A command that is done in time does not notice its --timeout.',
    look: 'Does a timer that still runs keep the program from ending, or change how it ends?',
  };
  expectRun(await program.run(['list', '--timeout', '2147483647'], { patienceMs: 5_000 }), {
    code: 0,
    ...inTime,
  });

  const before = files.fingerprint();
  const input = {
    promise: '--timeout covers waiting for input.',
    look: 'Does the wait for standard input hear of the deadline?',
  };
  const reading = await program.start(['import', '-', '--timeout', '400'], {
    stdin: 'open',
    patienceMs: 8_000,
  });
  await reading.write('{"title":"never finished"}\n');
  const holder = await holdLock(module, { path: 'held.json', title: 'slow' });
  const beside = files.list();
  const env = { TASKS_FILE: 'held.json' };
  const waiting = await program.run(['add', 'late', '--timeout', '1500'], { env, patienceMs: 8_000 });
  const lock = {
    promise: '--timeout covers waiting for the lock.',
    look: 'Does the wait for the lock hear of the deadline?',
  };
  ranOut(waiting, 1_500, lock);
  expectEqual('the names beside the file while the holder lives', files.list(), beside, lock);
  ranOut(await reading.exited, 400, input);
  expectEqual('tasks.json', files.fingerprint()[tasksJson], before[tasksJson], {
    promise: 'A command that ran out of time has changed nothing.',
    look: 'What had the import written before its input was complete?',
  });

  await holder.release();
  expectRun(await program.run(['add', 'next', '--timeout', '8000'], { env }), {
    code: 0,
    stdout: '2\n',
    ...lock,
  });
  expectEqual(
    'titles in held.json',
    storedState(files, lock, 'held.json').tasks.map((task) => task.title),
    ['slow', 'next'],
    lock,
  );
});

function ranOut(run: Run, ms: number, teaching: Teaching): void {
  expectRun(run, {
    code: 124,
    stdout: '',
    stderr: { matches: /^task: [^\n]+\n$/, means: 'one line `task: …` that says that the time was up' },
    ...teaching,
  });
  expectThat(run.wallMs >= ms - 5 && run.wallMs < ms + 5_000, {
    ...teaching,
    expected: `an end when ${ms} ms are over, and not before`,
    saw: `it ended after ${Math.round(run.wallMs)} ms (${showValue(run.stderr)})`,
  });
}
