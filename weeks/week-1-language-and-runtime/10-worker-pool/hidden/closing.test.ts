import { expectEqual, expectThat, requirement } from 'checker/kit';
import { abort, close, idle, open, run, runDeaf, runQuick, signal } from './acts.ts';
import { expectAbortedWith, expectNoListeners, expectOutcome, expectStarted } from './expectations.ts';
import { onStage } from './stage.ts';
import { errorOf, pending, theReasonOf, toResolve, value } from './wishes.ts';

const closed = errorOf('PoolClosedError');

requirement('close-drains', async ({ module, trace, random }) => {
  await onStage({ module, trace }, async (stage) => {
    const how = random.integer(0, 1) === 0 ? undefined : 'drain';
    const look = 'What does close wait for, and what does it do to the tasks that still wait?';
    const promise = 'close() runs what was accepted to its end.';
    await stage.pool({ concurrency: 2, signal: signal('pool signal') });
    await stage.act(run('A'), runDeaf('B', { options: { signal: signal('caller') } }), run('C'), run('D'));
    await stage.act(close(how, 'close()'));
    for (const id of ['A', 'B', 'C', 'D']) expectOutcome(stage, id, pending, { promise, look });
    await stage.act(open('A', 1));
    expectStarted(stage, ['A', 'B', 'C'], { promise, look });
    await stage.act(abort('caller'), open('C', 3));
    await stage.act(open('D', 4));
    for (const [id, result] of [
      ['A', 1],
      ['C', 3],
      ['D', 4],
    ] as const)
      expectOutcome(stage, id, value(result), { promise, look });
    expectOutcome(stage, 'close()', pending, {
      promise: 'close() resolves when the last function has settled, also one whose caller has left.',
      look: 'Does close wait for promises that callers hold, or for functions?',
    });
    await stage.act(open('B', 2));
    expectOutcome(stage, 'close()', toResolve, { look });
    await expectNoListeners(stage, 'pool signal', {
      promise: 'A closed pool does not listen to its signal any more.',
      look: 'Who takes the listener off that the pool has put on its own signal?',
    });

    await stage.pool({ concurrency: 2 }, 'idle pool');
    await stage.act(close(undefined, 'close() of an idle pool', 'idle pool'));
    expectOutcome(stage, 'close() of an idle pool', toResolve, {
      look: 'Who resolves it when nothing ever ends?',
    });
  });
});

requirement('close-aborts', async ({ module, trace }) => {
  await onStage({ module, trace }, async (stage) => {
    const look = 'Which tasks does an aborting close give up, and with what?';
    const call = "close({ mode: 'abort' })";
    await stage.pool({ concurrency: 2 });
    await stage.act(
      run('listening'),
      runDeaf('deaf'),
      run('waiting'),
      run('waiting-too', { options: { signal: signal('caller') } }),
    );
    await stage.act(close('abort', call));
    for (const id of ['listening', 'deaf', 'waiting', 'waiting-too'])
      expectOutcome(stage, id, closed, { look });
    for (const id of ['listening', 'deaf']) expectAbortedWith(stage, id, 'PoolClosedError', { look });
    expectStarted(stage, ['listening', 'deaf'], {
      promise: 'After an aborting close nothing starts any more.',
      look: 'An aborted function ends and frees its slot. Who is still in the queue at that moment?',
    });
    expectOutcome(stage, call, pending, {
      promise: 'close resolves when the functions have settled, those that ignore their signal, too.',
      look: 'What does close wait for?',
    });
    expectEqual('stats.active', stage.stats().active, 1, { look: 'Which function is still under way?' });
    await stage.act(open('deaf', 'too late'));
    expectOutcome(stage, call, toResolve, { look: 'Who tells close that the last function has settled?' });
    expectOutcome(stage, 'deaf', closed, { look });
    await expectNoListeners(stage, 'caller', {
      look: 'Who takes the listeners of tasks off that are given up?',
    });
    const { cancelled, active, queued } = stage.stats();
    expectEqual('the figures cancelled, active and queued', [cancelled, active, queued], [4, 0, 0], {
      promise: 'What a close gives up counts as cancelled.',
      look: 'Which counter moves for tasks that a close gives up?',
    });
  });
});

requirement('close-idempotent', async ({ module, trace }) => {
  await onStage({ module, trace }, async (stage) => {
    const look = 'What does a second call of close do, and what does the promise that it returns wait for?';
    await stage.pool({ concurrency: 1 });
    await stage.act(
      runDeaf('running'),
      run('waiting'),
      close(undefined, 'close() number 1'),
      close(undefined, 'close() number 2'),
    );
    for (const call of ['close() number 1', 'close() number 2'])
      expectOutcome(stage, call, pending, { look });
    expectOutcome(stage, 'waiting', pending, { look });
    await stage.act(close('abort', "close({ mode: 'abort' })"));
    const escalates = {
      promise: 'An aborting close cuts a drain short.',
      look: 'What does abort still have to do when a drain is under way?',
    };
    expectOutcome(stage, 'waiting', closed, escalates);
    expectOutcome(stage, 'running', closed, escalates);
    expectOutcome(stage, "close({ mode: 'abort' })", pending, { look });
    await stage.act(close(undefined, 'close() number 3'));
    expectOutcome(stage, 'close() number 3', pending, { look });
    await stage.act(open('running'));
    for (const call of [
      'close() number 1',
      'close() number 2',
      "close({ mode: 'abort' })",
      'close() number 3',
    ])
      expectOutcome(stage, call, toResolve, { look });
    expectStarted(stage, ['running'], escalates);
    await stage.act(close('abort', 'close() afterwards'), close(undefined, 'close() once more'));
    for (const call of ['close() afterwards', 'close() once more'])
      expectOutcome(stage, call, toResolve, { look });
  });
});

requirement('run-after-close', async ({ module, trace }) => {
  await onStage({ module, trace }, async (stage) => {
    const look = 'From which moment on does run refuse: from the call of close, or from its end?';
    await stage.pool({ concurrency: 1, queueLimit: 1 });
    await stage.act(run('running'), run('waiting'), close(), runQuick('at-once'));
    expectOutcome(stage, 'at-once', closed, { look });
    const order = {
      promise: 'The order is: invalid, closed, aborted, full.',
      look: 'Which reason for a refusal is looked at first?',
    };
    await stage.act(abort('caller'));
    await stage.act(
      runQuick('aborted-too', { options: { signal: signal('caller') } }),
      { do: 'call', pool: 'pool', call: 'run(4)', args: [4] },
      {
        do: 'call',
        pool: 'pool',
        call: 'run(task, { timeoutMs: 0 })',
        args: [{ $: 'function' }, { timeoutMs: 0 }],
      },
    );
    expectOutcome(stage, 'aborted-too', closed, order);
    expectOutcome(stage, 'run(4)', errorOf('TypeError'), order);
    expectOutcome(stage, 'run(task, { timeoutMs: 0 })', errorOf('RangeError'), order);
    await stage.act(open('running'));
    await stage.act(open('waiting'));
    await stage.act(runQuick('later'));
    expectOutcome(stage, 'later', closed, { look });
    expectStarted(stage, ['running', 'waiting'], { promise: 'What is refused never starts.', look });
    const { queued, active, completed } = stage.stats();
    expectEqual('the figures queued, active and completed', [queued, active, completed], [0, 0, 2], {
      promise: 'Refused tasks never count.',
      look: 'What is counted before it is known that the pool is closed?',
    });
  });
});

requirement('async-dispose', async ({ module, trace }) => {
  await onStage({ module, trace }, async (stage) => {
    const look = 'What does `await using` call at the end of the block, and what does it wait for?';
    const call = '[Symbol.asyncDispose]()';
    await stage.pool({ concurrency: 1 });
    await stage.act(runDeaf('running'), run('waiting'));
    await stage.act({ do: 'dispose', pool: 'pool', call }, runQuick('afterwards'));
    expectOutcome(stage, call, pending, { look });
    expectOutcome(stage, 'waiting', pending, { promise: 'The end of the block drains the pool.', look });
    expectOutcome(stage, 'afterwards', closed, { promise: 'A disposed pool is closed.', look });
    await stage.act(open('running', 1));
    await stage.act(open('waiting', 2));
    expectOutcome(stage, 'running', value(1), { look });
    expectOutcome(stage, 'waiting', value(2), { look });
    expectOutcome(stage, call, toResolve, { look });
  });
});

requirement('on-idle', async ({ module, trace }) => {
  await onStage({ module, trace }, async (stage) => {
    const look = 'At which moment is the pool idle, and who tells those that wait for it?';
    await stage.pool({ concurrency: 2 });
    await stage.act(idle('onIdle() of a new pool'));
    expectOutcome(stage, 'onIdle() of a new pool', toResolve, {
      promise: 'onIdle() resolves at once when nothing is under way.',
      look,
    });
    await stage.act(
      run('A'),
      runDeaf('B', { options: { signal: signal('caller') } }),
      run('C'),
      idle('onIdle() number 1'),
      idle('onIdle() number 2'),
    );
    await stage.act(open('A'));
    for (const n of [1, 2]) expectOutcome(stage, `onIdle() number ${n}`, pending, { look });
    await stage.act(open('C'));
    await stage.act(abort('caller'));
    expectOutcome(stage, 'B', theReasonOf('caller'), { look });
    for (const n of [1, 2])
      expectOutcome(stage, `onIdle() number ${n}`, pending, {
        promise: 'A pool is not idle while a function is under way, even if its caller was answered.',
        look: 'Is idle about promises or about functions?',
      });
    await stage.act(open('B'));
    for (const n of [1, 2]) expectOutcome(stage, `onIdle() number ${n}`, toResolve, { look });

    const again = {
      promise: 'A pool may become idle many times.',
      look: 'What is left of the first time when somebody waits for the second?',
    };
    await stage.act(run('D'), idle('onIdle() number 3'));
    expectOutcome(stage, 'onIdle() number 3', pending, again);
    await stage.act(open('D'));
    expectOutcome(stage, 'onIdle() number 3', toResolve, again);
    const throws = { do: 'throw', name: 'Error', message: 'no' } as const;
    await stage.act(
      run('fails', { steps: [{ do: 'wait', gate: 'fails' }, throws] }),
      idle('onIdle() number 4'),
    );
    await stage.act(open('fails'));
    expectOutcome(stage, 'onIdle() number 4', toResolve, {
      promise: 'A task that fails leaves the pool idle, too.',
      look,
    });
    expectThat(stage.stats().active === 0, {
      look,
      expected: 'stats.active to be 0',
      saw: String(stage.stats().active),
    });
  });
});
