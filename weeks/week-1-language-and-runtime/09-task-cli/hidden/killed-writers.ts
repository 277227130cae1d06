import { expectEqual, expectRun, expectThat, type Files, type Fixtures, type ModuleHost } from 'checker/kit';
import { openFileStore } from './file-link.ts';
import { fileOf, openTask, stateIn, storedState, tasksJson } from './tasks.ts';
import { tellOutcome } from './tell-outcome.ts';

const rounds = 8;
const teaching = {
  promise: 'Whenever the program is killed, the file holds the state before the update or the one after it.',
  look: 'At which moment is the file under its own name incomplete? A reader or a kill may come at exactly that moment.',
};

/**
 * A process that does nothing but update the file is killed again and again: in every second round as soon as a new name
 * appears beside the file, which is in the middle of a write, otherwise at a random moment. In between the judge reads the
 * file as any other reader would. The store is opened without a lock, since a killed holder's lock is another promise.
 */
export async function killedWhileWriting(
  given: Pick<Fixtures, 'program' | 'files' | 'module' | 'random' | 'trace'>,
): Promise<void> {
  const { program, files, module, random, trace } = given;
  const others = Array.from({ length: 1_500 }, (_, index) => openTask(index + 2, `task ${random.word(20)}`));
  files.write(tasksJson, fileOf([openTask(1, 'start 0'), ...others]));
  const word = random.word();

  for (let round = 1; round <= rounds; round += 1) {
    const title = `${word} ${round}`;
    const writer = await writing(module, title, random.integer(1, 4));
    const reads = random.integer(2, 5);
    for (let read = 0; read < reads; read += 1) {
      stateIn(files.read(tasksJson) ?? '', teaching);
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (round % 2 === 0) waitForNewName(files, 40);
    else spin(random.integer(0, 6_000));
    writer.kill();
    trace.mark('judge', `round ${round}: SIGKILL to the writer after ${writer.committed()} updates`);
    await writer.exited;

    const state = stateIn(files.read(tasksJson) ?? '', teaching);
    const first = state.tasks[0]?.title ?? '';
    const reached = first.startsWith(`${title} `) ? Number(first.slice(title.length + 1)) : 0;
    expectThat(reached >= writer.committed(), {
      ...teaching,
      expected: `update ${writer.committed()} or a later one, since that one had been reported as written`,
      saw: `the state after update ${reached}`,
    });
    expectEqual('the number of tasks in the file', state.tasks.length, others.length + 1, teaching);
  }

  const left = {
    promise: 'What a killed writer leaves behind does not get into the way of the next command.',
    look: 'Which names does a killed writer leave, and what does the next writer do when it meets them?',
  };
  expectRun(await program.run(['add', 'after the kills']), {
    code: 0,
    stdout: `${others.length + 2}\n`,
    ...left,
  });
  expectEqual(
    'the number of tasks in the file',
    storedState(files, left).tasks.length,
    others.length + 2,
    left,
  );
}

async function writing(module: ModuleHost, title: string, atLeast: number) {
  const link = await openFileStore(module, { path: tasksJson, lock: false });
  const loop = link.start('file.loop', { path: tasksJson, title });
  const failed = loop.outcome(10_000);
  const begun = await Promise.race([
    link.event('loop.committed', (data) => roundOf(data) >= atLeast),
    failed,
  ]);
  expectThat(begun !== null && 'name' in begun, {
    promise: 'Update after update can be written, also after an earlier writer was killed.',
    expected: `${atLeast} updates to be written, one after the other`,
    saw: loop.settled ? tellOutcome(await failed) : 'nothing happened any more',
    look: 'What may a killed writer have left beside the file, and what does the next one do when it meets that?',
  });
  const committed = (): number => Math.max(0, ...link.events.map((event) => roundOf(event.data)));
  return { kill: () => link.kill(), exited: link.exited, committed };
}

function roundOf(data: unknown): number {
  return typeof data === 'object' && data !== null && 'round' in data ? Number(data.round) : 0;
}

/** Looks without a pause, so that the kill comes while the new name is there. */
function waitForNewName(files: Files, patienceMs: number): void {
  const known = files.list().length;
  const until = performance.now() + patienceMs;
  while (performance.now() < until && files.list().length <= known);
}

/** A moment shorter than a timer can measure. */
function spin(microseconds: number): void {
  const until = performance.now() + microseconds / 1_000;
  while (performance.now() < until);
}
