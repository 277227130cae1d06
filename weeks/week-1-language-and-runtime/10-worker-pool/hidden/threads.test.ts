import { expectEqual, expectThat, requirement } from 'checker/kit';
import { abort, signal } from './acts.ts';
import { expectOutcome } from './expectations.ts';
import { onStage } from './stage.ts';
import { call, layThreadModule, letGo, shared, slots, untilBegun } from './thread-stage.ts';
import { errorOf, pending, theReasonOf, value } from './wishes.ts';

requirement('thread-runs', async ({ module, trace, files, random }) => {
  await onStage({ module, trace }, async (stage) => {
    const path = layThreadModule(files, 'tasks.mjs');
    const word = random.word();
    const look = 'What does the thread do with a call, and which promise does its answer settle?';
    await stage.threads({ size: 2, module: { $: 'url', name: `file://${path}` } });
    await stage.act(call('inThread'), call('later', [word], { call: "run('later')" }));
    await stage.settled("run('inThread')");
    await stage.settled("run('later')");
    expectOutcome(stage, "run('inThread')", value(true), {
      promise: 'The functions run in threads, and the main thread stays free.',
      look: 'On which thread is the function called?',
    });
    expectOutcome(stage, "run('later')", value(word), {
      promise: 'Asynchronous functions are awaited in the thread.',
      look: 'What does the thread answer when the function returns a promise?',
    });
    const five = [1, 2, 3, 4, 5].map((n) => `hold number ${n}`);
    await stage.act(
      ...five.map((name, at) => call('hold', [shared('held'), at + 1, `${word} ${at}`], { call: name })),
    );
    await untilBegun(stage, 'held', 2, {
      promise: 'Two threads take a call each.',
      look: 'When does a thread get its call?',
    });
    for (const name of five) expectOutcome(stage, name, pending, { look });
    for (const [at, name] of five.entries()) {
      await letGo(stage, 'held', at + 1);
      await stage.settled(name);
      expectOutcome(stage, name, value(`${word} ${at}`), { look });
    }
    const numbers = await stage.ask<number[]>('shared.read', { name: 'held' });
    expectThat((numbers[slots.most] ?? 0) <= 2, {
      promise: 'At most `size` functions run at once.',
      look: 'How many calls may a thread have at the same time, and how many threads may there be?',
      expected: 'at most 2 functions at once, with size 2',
      saw: String(numbers[slots.most]),
    });

    await stage.threads({ size: 1, module: path }, 'by path');
    await stage.act(call('echo', [word, 4], { pool: 'by path', call: 'run with a path as module' }));
    await stage.settled('run with a path as module');
    expectOutcome(stage, 'run with a path as module', value([word, 4]), {
      look: 'The module may be a URL or an absolute path.',
    });
  });
});

requirement('panic-recovery', async ({ module, trace, files, random }) => {
  await onStage({ module, trace }, async (stage) => {
    const path = layThreadModule(files, 'tasks.mjs');
    const look =
      'Which event of the thread tells for sure that it has ended, and what becomes of its call there?';
    const crashed = errorOf('WorkerCrashedError');
    await stage.threads({ size: 2, module: path, maxHeapMb: 64 });
    const ways = [
      call('exit', [random.integer(0, 3)]),
      call('throwOutside', ['nobody catches this']),
      call('exitLater', [1]),
      call('rejectOutside', ['nobody handles this']),
      call('fillHeap'),
    ];
    // Between the crashes stand calls that must not notice: each of them waits while a thread dies.
    const words = ways.map((_, at) => `call number ${at + 1} between the crashes`);
    await stage.act(...ways.flatMap((way, at) => [way, call('echo', [at], { call: words[at] ?? '' })]));
    for (const name of [
      "run('exit')",
      "run('throwOutside')",
      "run('exitLater')",
      "run('rejectOutside')",
      "run('fillHeap')",
    ]) {
      await stage.settled(name, 20_000);
      expectOutcome(stage, name, crashed, { look });
    }
    for (const [at, name] of words.entries()) {
      await stage.settled(name);
      expectOutcome(stage, name, value([at]), {
        promise: 'A thread that dies is replaced, and the other tasks notice nothing.',
        look: 'Who may get a thread that is dead, or dying: which list does it stand in at that moment?',
      });
    }
    // Both slots have a thread again.
    await stage.act(
      call('barrier', [shared('both'), 2], { call: 'barrier A' }),
      call('barrier', [shared('both'), 2], { call: 'barrier B' }),
    );
    for (const name of ['barrier A', 'barrier B']) {
      await stage.settled(name);
      expectOutcome(stage, name, value(true), {
        promise: 'Each thread that died was replaced: two calls run at once again.',
        look: 'How many threads are there after the crashes?',
      });
    }
    const { failed, completed, active } = stage.stats();
    await stage.act();
    expectThat(stage.stats().failed === 5 && stage.stats().completed === 7, {
      promise: 'A task whose thread crashed counts as failed.',
      look: 'Which counter moves when a thread dies?',
      expected: 'the figures failed and completed to be 5 and 7',
      saw: `${stage.stats().failed} and ${stage.stats().completed} (before: ${failed}, ${completed}; active ${active})`,
    });
  });
});

requirement('thread-timeout-kills', async ({ module, trace, files }) => {
  await onStage({ module, trace }, async (stage) => {
    const path = layThreadModule(files, 'tasks.mjs');
    const look = 'What ends a loop in another thread?';
    await stage.threads({ size: 1, module: path });
    await stage.act(
      call('loop', [shared('loop')], { options: { timeoutMs: 60 } }),
      call('echo', ['after the loop'], { call: 'run after the loop' }),
      call('never', [shared('never')], { options: { signal: signal('caller') } }),
      call('echo', ['after the abort'], { call: 'run after the abort' }),
    );
    await stage.settled("run('loop')");
    expectOutcome(stage, "run('loop')", errorOf('TaskTimeoutError'), { look });
    await stage.settled('run after the loop');
    const next = {
      promise: 'The thread is ended and replaced, and the next task runs.',
      look: 'What becomes of the slot when its thread has gone?',
    };
    expectOutcome(stage, 'run after the loop', value(['after the loop']), next);
    await untilBegun(stage, 'never', 1, next);
    await stage.act(abort('caller'));
    expectOutcome(stage, "run('never')", theReasonOf('caller'), {
      look: 'Who answers the caller of an aborted task?',
    });
    await stage.settled('run after the abort');
    expectOutcome(stage, 'run after the abort', value(['after the abort']), next);
    await stage.act();
    const { timedOut, cancelled, completed } = stage.stats();
    expectEqual(
      'the figures timedOut, cancelled and completed',
      [timedOut, cancelled, completed],
      [1, 1, 2],
      {
        look: 'Which counter moves for a task whose thread was ended?',
      },
    );

    // A busy machine may take long for the call itself: then once more, with ten times the time.
    const slow = layThreadModule(files, 'slow-to-load.mjs');
    for (const times of [1, 10]) {
      const name = `run in a thread that takes ${300 * times} ms to load`;
      const url = `file://${slow}?ms=${300 * times}`;
      await stage.threads({ size: 1, module: { $: 'url', name: url }, taskTimeoutMs: 200 * times }, name);
      await stage.act(call('quick', [], { pool: name, call: name }));
      await stage.settled(name);
      if (times === 1 && !value('quick').fits(stage.outcome(name))) continue;
      return expectOutcome(stage, name, value('quick'), {
        promise: 'Starting a thread and loading the module do not count towards the time limit.',
        look: 'How do you know that the thread is ready, and when do you set the timer?',
      });
    }
  });
});

requirement('scales-with-cores', async ({ module, trace, files }) => {
  await onStage({ module, trace }, async (stage) => {
    const path = layThreadModule(files, 'tasks.mjs');
    for (const size of [2, 4]) {
      const names = Array.from({ length: size }, (_, at) => `function ${at + 1} of ${size}`);
      const pool = `pool of ${size}`;
      await stage.threads({ size, module: path }, pool);
      await stage.act(...names.map((name) => call('barrier', [shared(pool), size], { pool, call: name })));
      for (const name of names) {
        await stage.settled(name);
        expectOutcome(stage, name, value(true), {
          promise: `With size ${size}, ${size} functions that wait for one another all arrive.`,
          look: 'How many threads are there, and does each call go to one that has nothing else to do?',
        });
      }
      await stage.act({ do: 'close', pool, call: `close() of the ${pool}` });
    }
  });
});
