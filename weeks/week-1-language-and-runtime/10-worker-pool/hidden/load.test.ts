import { expectThat, requirement } from 'checker/kit';
import { open, runDeaf, signal } from './acts.ts';
import { expectNoListeners, expectOutcome } from './expectations.ts';
import { playAtRandom } from './random-play.ts';
import { onStage, type Stage, type Stats } from './stage.ts';
import { errorOf, toResolve } from './wishes.ts';

const figures = ['queued', 'active', 'completed', 'failed', 'timedOut', 'cancelled'] as const;

requirement('stats-consistent', async (fixtures) => {
  await playAtRandom(fixtures, (stage, { submitted, waiting, aborted }) => {
    const settledAs = (how: 'returned' | 'threw') =>
      submitted.filter((id) => !aborted.has(id) && stage.seen.task(id).ended === how).length;
    const cancelled = submitted.filter((id) => {
      const { startedAs, ended } = stage.seen.task(id);
      return aborted.has(id) && (startedAs === null || ended !== null);
    });
    const wanted: Stats = {
      queued: waiting.length,
      active: stage.running().length,
      completed: settledAs('returned'),
      failed: settledAs('threw'),
      timedOut: 0,
      cancelled: cancelled.length,
    };
    const atOnce = stage.statsAtOnce();
    const sum = figures.reduce((total, name) => total + atOnce[name], 0);
    if (sum !== submitted.length)
      return {
        look: 'Which task is counted twice at that moment, or not at all?',
        expected: `the figures to add up to the ${submitted.length} tasks that were accepted, right after the call`,
        saw: `${sum}: ${tellStats(atOnce)}`,
      };
    const seen = stage.stats();
    if (figures.every((name) => seen[name] === wanted[name])) return null;
    return {
      look: 'Follow one task: which counter goes up when it is given up, and which when its function settles?',
      expected: `stats to be what can be seen from outside: ${tellStats(wanted)}`,
      saw: tellStats(seen),
    };
  });
  await onStage(fixtures, async (stage) => {
    await stage.pool({ concurrency: 1 });
    await stage.act(runDeaf('late', { options: { timeoutMs: 5 } }));
    await stage.settled('late');
    expectOutcome(stage, 'late', errorOf('TaskTimeoutError'), { look: 'What happens at the time limit?' });
    await stage.act();
    const look = 'When does a late task stop being active, and what does it count as then?';
    expectStats(stage, { active: 1, timedOut: 0 }, look);
    await stage.act(open('late'));
    expectStats(stage, { active: 0, timedOut: 1, completed: 0, failed: 0 }, look);
  });
});

requirement('no-leaks', async ({ module, trace }) => {
  await onStage({ module, trace }, async (stage) => {
    const before = await stage.ask<string[]>('resources');
    await stage.pool({ concurrency: 20 });
    const options = { timeoutMs: 600_000 };
    const flood = (tasks: number) =>
      stage.ask('flood', { pool: 'pool', tasks, concurrency: 20, batch: 2000, options }, 60_000);
    await flood(20_000);
    const early = await stage.ask<number>('heap');
    await flood(100_000);
    const late = await stage.ask<number>('heap');
    const perTask = (late - early) / 100_000;
    expectThat(perTask < 30, {
      promise: 'After 100,000 tasks the heap is as large as before.',
      expected: 'nothing of a task to be left when it is done',
      saw: `about ${Math.round(perTask)} bytes a task, ${Math.round((late - early) / 2 ** 20)} MiB together`,
      look: 'Which array, Map, Set or timer of yours still knows a task that is done?',
    });
    await stage.act({ do: 'close', pool: 'pool', call: 'close()' });
    expectOutcome(stage, 'close()', toResolve, { look: 'What does close wait for?' });
    const left = [...(await stage.ask<string[]>('resources'))];
    for (const name of before) if (left.includes(name)) left.splice(left.indexOf(name), 1);
    expectThat(left.length === 0, {
      promise: 'After close nothing of the pool keeps the process alive.',
      expected: 'no timer, port or handle of the pool to be left',
      saw: `${left.length} of them: ${[...new Set(left)].join(', ')}`,
      look: 'What did you start that you did not stop?',
    });
  });
});

requirement('caller-signal-listeners', async ({ module, trace }) => {
  await onStage({ module, trace }, async (stage) => {
    await stage.pool({ concurrency: 20 });
    const flood = (tasks: number) =>
      stage.ask(
        'flood',
        { pool: 'pool', tasks, concurrency: 20, batch: 500, options: { signal: signal('shared') } },
        60_000,
      );
    await flood(1000);
    await expectNoListeners(stage, 'shared', {
      promise: 'After 1,000 tasks on one signal no listener is left.',
      look: 'Who takes off the listener of a task that is done?',
    });
    await flood(3000);
    const early = await stage.ask<number>('heap');
    await flood(10_000);
    const late = await stage.ask<number>('heap');
    const perTask = (late - early) / 10_000;
    expectThat(perTask < 150, {
      promise: 'Nothing is left on the heap behind a signal that many tasks have shared.',
      expected: 'nothing of a task to be left when it is done',
      saw: `about ${Math.round(perTask)} bytes a task`,
      look: 'getEventListeners does not show everything: what does AbortSignal.any keep for as long as its oldest signal lives?',
    });
  });
});

requirement('throughput', async ({ module, trace }) => {
  await onStage({ module, trace }, async (stage) => {
    const allowed = 3;
    let ratio = Number.POSITIVE_INFINITY;
    let told = '';
    // On a busy machine V8's own threads come late with the fast code, and both are slow in turns.
    for (let attempt = 0; attempt < 8 && ratio > allowed; attempt++) {
      const best = await stage.ask<{ pool: number; peer: number }>(
        'race',
        { tasks: 10_000, concurrency: 16, rounds: 4 },
        60_000,
      );
      ratio = Math.min(ratio, best.pool / best.peer);
      told = `${best.pool.toFixed(1)} ms for 10,000 empty tasks, and p-limit ${best.peer.toFixed(1)} ms`;
    }
    expectThat(ratio <= allowed, {
      expected: `at most ${allowed} times what p-limit takes in the same process`,
      saw: `${ratio.toFixed(1)} times: ${told}`,
      look: 'What does a task cost that waits in a long queue? Double the number of tasks and see whether the time doubles.',
    });
  });
});

function expectStats(stage: Stage, wanted: Partial<Stats>, look: string): void {
  const seen = stage.stats();
  const names = figures.filter((name) => wanted[name] !== undefined);
  expectThat(
    names.every((name) => seen[name] === wanted[name]),
    {
      look,
      expected: `stats with ${names.map((name) => `${name} ${wanted[name]}`).join(', ')}`,
      saw: names.map((name) => `${name} ${seen[name]}`).join(', '),
    },
  );
}

function tellStats(stats: Stats): string {
  return figures.map((name) => `${name} ${stats[name]}`).join(', ');
}
