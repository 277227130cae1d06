import {
  expectEqual,
  expectRun,
  expectThat,
  type Fixtures,
  type RunningProgram,
  requirement,
  type Teaching,
} from 'checker/kit';
import { holdLock } from './lock-holder.ts';
import { fileOf, openTask, tasksJson } from './tasks.ts';

const patienceMs = 2_000;

requirement('cancels-on-sigint', async ({ program, files, module }) => {
  // At the same time, each on a file of its own: both spend most of their time waiting.
  await Promise.all([whileImporting({ program, files }), whileWaitingForLock({ program, files, module })]);
});

async function whileImporting({ program, files }: Pick<Fixtures, 'program' | 'files'>): Promise<void> {
  const env = { TASKS_FILE: 'home/tasks.json' };
  files.write('home/tasks.json', fileOf([openTask(1, 'one')]));
  const importing = await program.start(['import', '-'], { env, stdin: 'open', patienceMs: 50_000 });
  await importing.write(linesOf(1_000_000));
  const free = {
    promise: 'An import that still reads its input holds no lock.',
    look: 'When does an import take the lock: before it reads its input, or when it knows all of it?',
  };
  const meanwhile = await program.run(['add', 'meanwhile'], { env, patienceMs: 8_000 });
  expectRun(meanwhile, { code: 0, stdout: '2\n', ...free });
  expectEqual('the names beside the file', files.list('home'), [tasksJson], free);

  const before = files.read('home/tasks.json');
  await interrupted(importing, {
    promise: 'SIGINT ends an import within 2 s, also while its input is held open.',
    look: 'Who hears of SIGINT while a command waits for input, and what does it undo before the program ends?',
  });
  const untouched = {
    promise: 'After SIGINT the file is as before, and neither a temporary file nor a lock stays.',
    look: 'What has the import done by then: written something, taken the lock, made a temporary file?',
  };
  expectEqual('the file', files.read('home/tasks.json'), before, untouched);
  expectEqual('the names beside it', files.list('home'), [tasksJson], untouched);
}

async function whileWaitingForLock(given: Pick<Fixtures, 'program' | 'files' | 'module'>): Promise<void> {
  const { program, files, module } = given;
  const env = { TASKS_FILE: 'held/tasks.json' };
  files.write('held/tasks.json', fileOf([openTask(1, 'one')]));
  const holder = await holdLock(module, { path: 'held/tasks.json', title: 'slow' });
  const beside = files.list('held');
  const waiting = await program.start(['add', 'never'], { env, patienceMs: 20_000 });
  // So that the signal finds it at its wait. One that comes earlier is as good, only less telling.
  await Promise.race([waiting.exited, new Promise((resolve) => setTimeout(resolve, 2_000))]);
  await interrupted(waiting, {
    promise: 'SIGINT ends a command that waits for the lock.',
    look: 'Does the wait for the lock hear of the abort, and does it leave the lock of the other process alone?',
  });
  expectEqual('the names beside the file while the holder lives', files.list('held'), beside, {
    promise: "A command that gives up waiting leaves the holder's lock where it is, and nothing of its own.",
    look: 'Which files does a waiting command make, and which does it remove when it gives up?',
  });
  await holder.release();
  expectRun(await program.run(['add', 'next'], { env }), {
    code: 0,
    stdout: '3\n',
    promise: 'Afterwards the file can be written as usual.',
    look: 'What did the command that was interrupted leave behind, or take away?',
  });
}

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

function linesOf(count: number): string {
  return Array.from({ length: count }, (_, index) => `{"title":"task ${index}"}\n`).join('');
}
