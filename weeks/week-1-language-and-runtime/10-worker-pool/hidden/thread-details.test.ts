import { expectEqual, expectThat, requirement } from 'checker/kit';
import { close, idle } from './acts.ts';
import { expectOutcome } from './expectations.ts';
import { onStage } from './stage.ts';
import { call, layThreadModule, letGo, shared, slots, untilBegun } from './thread-stage.ts';
import { anError, causedBy, errorOf, errorSaying, pending, toResolve, value } from './wishes.ts';

/** For what has happened already and is only still to be told. */
const aMomentMs = 3000;

requirement('thread-values', async ({ module, trace, files, random }) => {
  await onStage({ module, trace }, async (stage) => {
    const path = layThreadModule(files, 'tasks.mjs');
    const word = random.word();
    await stage.threads({ size: 1, module: path });
    const calls = [
      call('echo', [{ word, list: [1, { deep: null }] }, word], { call: "run('echo')" }),
      call('fail', [word]),
      call('failWithValue', [word]),
      call('missing'),
      call('notAFunction'),
      call('echo', [{ $: 'function' }], { call: "run('echo') with a function as argument" }),
      call('giveFunction'),
      call('failWithFunction'),
      call('echo', ['last'], { call: "run('echo') at last" }),
      call(4, [], { call: 'run(4)' }),
    ];
    await stage.act(...calls);
    for (const each of calls) if (each.do === 'call') await stage.settled(each.call);
    const look = 'On which side does postMessage throw, and who catches it there?';
    expectOutcome(stage, "run('echo')", value([{ word, list: [1, { deep: null }] }, word]), {
      promise: 'Arguments and results cross over as structured clones.',
      look: 'What is posted to the thread, and what is posted back?',
    });
    expectOutcome(stage, "run('fail')", errorSaying(word), {
      promise: 'The message of an error survives.',
      look: 'What does the thread post when a function throws?',
    });
    expectOutcome(stage, "run('failWithValue')", causedBy(word), {
      promise: 'What is thrown and is no Error comes as the cause of one.',
      look: 'What does the thread post when a text is thrown?',
    });
    for (const name of ["run('missing')", "run('notAFunction')", 'run(4)'])
      expectOutcome(stage, name, errorOf('TypeError'), {
        promise: 'A name that is no exported function is a TypeError.',
        look: 'What does the thread do with a name that it does not know?',
      });
    expectOutcome(stage, "run('echo') with a function as argument", errorOf('DataCloneError'), { look });
    for (const name of ["run('giveFunction')", "run('failWithFunction')"])
      expectOutcome(stage, name, anError(), { look });
    expectOutcome(stage, "run('echo') at last", value(['last']), {
      promise: 'What cannot be cloned fails its own task and no other.',
      look,
    });
  });
});

requirement('thread-close', async ({ module, trace, files }) => {
  await onStage({ module, trace }, async (stage) => {
    const path = layThreadModule(files, 'tasks.mjs');
    const before = await stage.ask<string[]>('resources');
    await stage.threads({ size: 2, module: path });
    const hold = (name: string) => call('hold', [shared('held'), 1, name], { call: name });
    await stage.act(call('beat', [shared('heart')]));
    await stage.settled("run('beat')");
    await stage.act(hold('A'), hold('B'), hold('C'));
    await untilBegun(stage, 'held', 2, { look: 'Do both threads get a call?' });
    await stage.act(idle(), close());
    const counts = 'What do stats of the thread pool count?';
    const { active, queued } = stage.stats();
    expectEqual('the figures active and queued, with size 2 and three calls', [active, queued], [2, 1], {
      look: counts,
    });
    for (const name of ['A', 'C', 'onIdle()', 'close()'])
      expectOutcome(stage, name, pending, { look: 'What does a draining close wait for?' });
    await stage.act(call('echo', [], { call: 'run after close' }));
    expectOutcome(stage, 'run after close', errorOf('PoolClosedError'), {
      look: 'What does run look at first?',
    });
    await letGo(stage, 'held', 1);
    await stage.settled('close()');
    // Which of them is told first is nobody's promise.
    for (const name of ['A', 'B', 'C', 'onIdle()']) await stage.settled(name, aMomentMs);
    for (const name of ['A', 'B', 'C'])
      expectOutcome(stage, name, value(name), {
        promise: 'close() runs what was accepted to its end.',
        look: 'What becomes of those that wait?',
      });
    expectOutcome(stage, 'onIdle()', toResolve, { look: 'When is a thread pool idle?' });
    expectOutcome(stage, 'close()', toResolve, { look: 'What does close wait for?' });
    await expectNoThreads('after close()');

    await stage.threads({ size: 2, module: path }, 'aborted');
    const more = { pool: 'aborted' };
    await stage.act(
      call('loop', [shared('loops')], { ...more, call: 'loop A' }),
      call('loop', [shared('loops')], { ...more, call: 'loop B' }),
      call('echo', [], { ...more, call: 'waiting' }),
    );
    await untilBegun(stage, 'loops', 2, { look: 'Do both threads get a call?' });
    await stage.act(close('abort', "close({ mode: 'abort' })", 'aborted'));
    const gives = {
      promise: 'An aborting close gives up everything at once, and ends the threads.',
      look: 'What ends a thread that is in a loop?',
    };
    for (const name of ['loop A', 'loop B', 'waiting'])
      expectOutcome(stage, name, errorOf('PoolClosedError'), gives);
    await stage.settled("close({ mode: 'abort' })");
    expectOutcome(stage, "close({ mode: 'abort' })", toResolve, gives);
    await expectNoThreads('after an aborting close');

    const heart = await stage.ask<number[]>('shared.read', { name: 'heart' });
    const beat = { name: 'heart', index: slots.beats, value: (heart[slots.beats] ?? 0) + 1, patienceMs: 120 };
    expectThat(!(await stage.ask<boolean>('shared.until', beat)), {
      promise: 'After close() no thread of the pool is alive, not even one that had nothing to do.',
      expected: 'a thread that has answered its call to be ended by close()',
      saw: 'it goes on',
      look: 'Which threads does close end: those that work, those that have nothing to do, or all?',
    });

    await stage.threads({ size: 1, module: path }, 'disposed');
    await stage.act(call('echo', [1], { pool: 'disposed', call: 'last run' }), {
      do: 'dispose',
      pool: 'disposed',
      call: '[Symbol.asyncDispose]()',
    });
    await stage.settled('[Symbol.asyncDispose]()');
    await stage.settled('last run', aMomentMs);
    expectOutcome(stage, 'last run', value([1]), {
      promise: 'Disposing drains the pool.',
      look: 'What does `await using` call?',
    });
    await expectNoThreads('after the pool was disposed of');

    async function expectNoThreads(when: string): Promise<void> {
      await stage.act();
      const count = (all: readonly string[]) => all.filter((each) => /MessagePort|Worker/.test(each)).length;
      const left = count(await stage.ask<string[]>('resources')) - count(before);
      expectThat(left <= 0, {
        promise: `No thread of the pool is left ${when}.`,
        expected: 'no thread and no message port that keeps the process alive',
        saw: `${left} of them`,
        look: 'Which threads does close end: those that work, those that have nothing to do, or all?',
      });
    }
  });
});
