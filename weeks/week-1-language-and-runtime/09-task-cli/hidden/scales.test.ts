import { expectThat, type Program, requirement } from 'checker/kit';
import { doneTask, fileOf, openTask } from './tasks.ts';

/** The page's promise: ten times as many tasks cost at most this many times the CPU time, start-up subtracted. */
const allowed = 25;
/** The CPU time of 1,000 tasks counts as at least this: what stands below it is the noise of starting a process. */
const floorMs = 6;

requirement('scales', async ({ program, files, machine }) => {
  const bash = await machine.tool('bash', 'Install bash: its `time` measures the CPU time.');
  for (const count of [0, 1_000, 10_000]) files.write(`${count}.json`, manyTasks(count));

  for (const args of [
    ['list', '--status', 'all'],
    ['add', 'one more'],
  ]) {
    const startMs = await cpuMsOf(program, bash, args, '0.json', 2);
    const smallMs = (await cpuMsOf(program, bash, args, '1000.json', 2)) - startMs;
    const allowedMs = allowed * Math.max(smallMs, floorMs);
    let largeMs = (await cpuMsOf(program, bash, args, '10000.json', 1)) - startMs;
    // Once more before it counts: a busy machine makes a run dearer, never cheaper.
    if (largeMs > allowedMs) largeMs = (await cpuMsOf(program, bash, args, '10000.json', 2)) - startMs;
    expectThat(largeMs <= allowedMs, {
      promise: `\`task ${args[0]}\` with 10,000 tasks costs at most ${allowed} times the CPU time of 1,000 tasks.`,
      expected: `at most ${Math.round(allowedMs)} ms of CPU time for 10,000 tasks, start-up subtracted`,
      saw: `${Math.round(largeMs)} ms, and ${Math.max(0, Math.round(smallMs))} ms for 1,000 tasks`,
      look: 'For each task, how many other tasks does your program look at? Where is there a loop inside of a loop?',
    });
  }
});

/** The best of a few runs, in user and system time together, as the shell's `time` takes it from the kernel. */
async function cpuMsOf(
  program: Program,
  bash: string,
  args: readonly string[],
  path: string,
  rounds: number,
): Promise<number> {
  const wrapper = [bash, '-c', 'TIMEFORMAT="%3U %3S"; time "$@"', 'time'];
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const run = await program.run(args, {
      wrapper,
      env: { TASKS_FILE: path },
      transcript: round === 0,
      patienceMs: 20_000,
    });
    const times = /(\d+\.\d+) (\d+\.\d+)\n$/.exec(run.stderr);
    expectThat(run.code === 0 && times !== null, {
      expected: `\`task ${args.join(' ')}\` to succeed with the tasks of ${path}`,
      saw: `exit code ${run.code}`,
      look: 'Run it by hand with a file of 10,000 tasks.',
    });
    best = Math.min(best, 1_000 * (Number(times[1]) + Number(times[2])));
  }
  return best;
}

function manyTasks(count: number): string {
  const tasks = Array.from({ length: count }, (_, index) => {
    const make = index % 3 === 0 ? doneTask : openTask;
    return make(index + 1, `task number ${index + 1} of many`, {
      due: index % 2 === 0 ? '2026-10-10' : null,
    });
  });
  return fileOf(tasks);
}
