import {
  expectEqual,
  expectRun,
  expectThat,
  type Run,
  type RunningProgram,
  requirement,
  showValue,
  type Teaching,
} from 'checker/kit';
import { holdLock } from './lock-holder.ts';
import { fileOf, openTask, storedState, tasksJson } from './tasks.ts';

const patienceMs = 2_000;

requirement('cancels-on-sigint', async ({ program, files, module, random }) => {
  const tasks = [openTask(1, random.word())];
  files.write(tasksJson, fileOf(tasks));
  const importing = await program.start(['import', '-'], { stdin: 'open', patienceMs: 20_000 });
  await importing.write(linesOf(1_000_000));
  const free = {
    promise: 'An import that still reads its input holds no lock.',
    look: 'When does an import take the lock: before it reads its input, or when it knows all of it?',
  };
  expectRun(await program.run(['add', 'meanwhile'], { patienceMs: 5_000 }), {
    code: 0,
    stdout: '2\n',
    ...free,
  });
  const before = files.fingerprint();
  expectEqual('the names beside the file', files.list(), [tasksJson], free);
  const look =
    'Who hears of SIGINT while a command waits for input, and what does it undo before the program ends?';
  await interrupted(importing, {
    promise: 'SIGINT ends an import within 2 s, also while its input is held open.',
    look,
  });
  expectEqual('the files of the working directory', files.fingerprint(), before, {
    promise: 'After SIGINT the file is as before, and neither a temporary file nor a lock stays.',
    look: 'What has the import done by then: written something, taken the lock, made a temporary file?',
  });

  const holder = await holdLock(module, { path: tasksJson, title: 'slow' });
  const beside = files.list();
  const waiting = await program.start(['add', 'never'], { patienceMs: 20_000 });
  await stillThere(waiting, 250);
  await interrupted(waiting, {
    promise: 'SIGINT ends a command that waits for the lock.',
    look: 'Does the wait for the lock hear of the abort, and does it leave the lock of the other process alone?',
  });
  expectEqual('the names beside the file while the holder lives', files.list(), beside, {
    promise: "A command that gives up waiting leaves the holder's lock where it is.",
    look: 'Which files does a waiting command make, and which does it remove when it gives up?',
  });
  await holder.release();
  const after = { promise: 'Afterwards the file can be written as usual.', look };
  expectRun(await program.run(['add', 'next']), { code: 0, stdout: '4\n', ...after });
});

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
  const waiting = await program.run(['add', 'late', '--timeout', '400'], { env, patienceMs: 8_000 });
  const lock = {
    promise: '--timeout covers waiting for the lock.',
    look: 'Does the wait for the lock hear of the deadline?',
  };
  ranOut(waiting, lock);
  expectEqual('the names beside the file while the holder lives', files.list(), beside, lock);
  ranOut(await reading.exited, input);
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

async function interrupted(running: RunningProgram, teaching: Teaching): Promise<void> {
  const sent = performance.now();
  running.signal('SIGINT');
  const killer = setTimeout(() => running.kill(), 2 * patienceMs);
  const run = await running.exited;
  clearTimeout(killer);
  const tookMs = performance.now() - sent;
  expectThat(tookMs < 2 * patienceMs, {
    ...teaching,
    expected: 'the program to end',
    saw: `it was still running ${2 * patienceMs} ms after SIGINT`,
  });
  const bySignal = run.ending.kind === 'signalled' && run.ending.signal === 'SIGINT';
  if (!bySignal) expectRun(run, { code: 130, ...teaching });
  expectThat(tookMs < patienceMs, {
    ...teaching,
    expected: `an end within ${patienceMs} ms of SIGINT`,
    saw: `${Math.round(tookMs)} ms`,
  });
}

function ranOut(run: Run, teaching: Teaching): void {
  expectRun(run, {
    code: 124,
    stdout: '',
    stderr: { matches: /^task: [^\n]+\n$/, means: 'one line `task: …` that says that the time was up' },
    ...teaching,
  });
  expectThat(run.wallMs >= 395 && run.wallMs < 6_000, {
    ...teaching,
    expected: 'an end when 400 ms are over, and not before',
    saw: `it ended after ${Math.round(run.wallMs)} ms (${showValue(run.stderr)})`,
  });
}

/** So that the signal finds it at its wait. One that comes earlier is as good, only less telling. */
async function stillThere(running: RunningProgram, ms: number): Promise<void> {
  await Promise.race([running.exited, new Promise((resolve) => setTimeout(resolve, ms))]);
}

function linesOf(count: number): string {
  return Array.from({ length: count }, (_, index) => `{"title":"task ${index}"}\n`).join('');
}
