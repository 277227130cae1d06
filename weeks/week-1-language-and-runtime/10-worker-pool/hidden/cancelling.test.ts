import { expectEqual, expectThat, requirement } from 'checker/kit';
import { abort, close, open, run, runDeaf, runQuick, signal } from './acts.ts';
import { expectAborted, expectAbortedBy, expectOutcome, expectStarted } from './expectations.ts';
import { onStage } from './stage.ts';
import { errorOf, pending, plainReason, theReasonOf, value } from './wishes.ts';

requirement('cancel-queued', async ({ module, trace, random }) => {
  await onStage({ module, trace }, async (stage) => {
    const look = 'What does your listener do for a task that has not started?';
    const promise =
      'A task that is aborted while it waits rejects at once with the reason, and never starts.';
    await stage.pool({ concurrency: 1, queueLimit: 3 });
    const ids = ['first', 'second', 'third'];
    const cancelled = random.pick(ids);
    await stage.act(
      run('busy'),
      ...ids.map((id) => run(id, { options: { signal: signal(`caller of ${id}`) } })),
    );
    // Cancelled and asked again in one go: the place is free at once.
    await stage.act(abort(`caller of ${cancelled}`), run('in-its-place'), run('one-too-many'));
    expectOutcome(stage, cancelled, theReasonOf(`caller of ${cancelled}`), { promise, look });
    const place = {
      promise: 'The place in the queue of a cancelled task is free at once, for one other.',
      look: 'What does your pool compare with queueLimit, and does a cancelled task still count there?',
    };
    expectOutcome(stage, 'in-its-place', pending, place);
    expectOutcome(stage, 'one-too-many', errorOf('QueueFullError'), place);
    const left = [...ids.filter((id) => id !== cancelled), 'in-its-place'];
    for (const id of left) expectOutcome(stage, id, pending, { look: 'Whose signal was it that aborted?' });
    expectStarted(stage, ['busy'], {
      promise: 'An abort in the queue frees no slot.',
      look: 'Who gives a slot back here, and did the cancelled task have one?',
    });

    await stage.act(open('busy'));
    for (const id of left) await stage.act(open(id));
    expectStarted(stage, ['busy', ...left], {
      promise,
      look: 'What is done with a cancelled task when its turn comes?',
    });
    // Its gate opens at last: nothing of it may come.
    await stage.act(open(cancelled, 'a value that nobody may see'));
    expectThat(stage.seen.task(cancelled).calls === 0, {
      promise,
      look,
      expected: `${cancelled} never to be called`,
      saw: 'it was called',
    });
    await stage.act(run('afterwards'));
    expectStarted(stage, ['busy', ...left, 'afterwards'], {
      promise: 'A cancelled task takes no slot when its turn would have come.',
      look: 'Does the pool go on looking when the task at the front of the queue is a cancelled one?',
    });
  });
});

requirement('cancel-running', async ({ module, trace, random }) => {
  await onStage({ module, trace }, async (stage) => {
    const reason = random.word();
    const atOnce = 'Who settles the promise of run when the caller aborts: the task, or the pool?';
    const slot = {
      promise: 'The slot of an aborted task stays taken until its function has settled.',
      look: 'Who gives the slot back: what answers the caller, or the end of the function?',
    };
    await stage.pool({ concurrency: 2 });
    await stage.act(
      runDeaf('deaf', { options: { signal: signal('caller') } }),
      run('listening', { options: { signal: signal('other caller') } }),
      run('next', { options: { signal: signal('third caller') } }),
      run('last', { options: {} }),
    );
    await stage.act(abort('caller'));
    expectOutcome(stage, 'deaf', theReasonOf('caller'), { look: atOnce });
    expectAbortedBy(stage, 'deaf', 'caller', {
      look: 'Which signal was the task given, and who aborts that one?',
    });
    expectStarted(stage, ['deaf', 'listening'], slot);
    expectEqual('stats.active', stage.stats().active, 2, slot);
    expectThat(stage.seen.task('listening').abortedWith === null, {
      look: 'Which tasks does this abort concern?',
      expected: 'the signal of another task not to abort',
      saw: 'it aborted, too',
    });

    await stage.act({ do: 'abort', signal: 'other caller', reason });
    expectOutcome(stage, 'listening', plainReason(reason), {
      look: 'What do you make of the reason on its way?',
    });
    expectAborted(
      stage,
      'listening',
      (told) => told.is === 'plain' && told.value === reason,
      `${JSON.stringify(reason)}, the reason that was given`,
      { look: 'What do you make of the reason on its way?' },
    );
    expectStarted(stage, ['deaf', 'listening', 'next'], {
      promise: 'When the aborted function has settled, the next task starts.',
      look: 'What happens when a function ends whose caller was answered before?',
    });
    await stage.act(open('deaf', 'a value that comes too late'));
    expectOutcome(stage, 'deaf', theReasonOf('caller'), { look: atOnce });
    expectStarted(stage, ['deaf', 'listening', 'next', 'last'], {
      promise: 'When the aborted function has settled, the next task starts.',
      look: 'What happens when a function ends whose caller was answered before?',
    });
    await stage.act(open('next', 1), open('last', 2));
    expectOutcome(stage, 'next', value(1), { look: atOnce });
    // Whoever is done is not touched by an abort any more.
    await stage.act(abort('third caller'));
    expectOutcome(stage, 'next', value(1), {
      look: 'What can an abort still change for a task that is done?',
    });
    const { cancelled, completed, active } = stage.stats();
    expectEqual('the figures cancelled, completed and active', [cancelled, completed, active], [2, 2, 0], {
      promise: 'An aborted task counts as cancelled, once its function has settled.',
      look: 'Which counter moves for a task that was aborted and then returned, or threw?',
    });
  });
});

requirement('cancel-pool', async ({ module, trace }) => {
  await onStage({ module, trace }, async (stage) => {
    const look =
      'Who listens to the signal of the pool, and what does it do with those that run and those that wait?';
    await stage.pool({ concurrency: 2, signal: signal('pool signal') });
    await stage.act(
      run('listening'),
      runDeaf('deaf'),
      run('waiting'),
      run('waiting-too', { options: { signal: signal('caller') } }),
    );
    await stage.act(abort('pool signal'), run('at-once'));
    for (const id of ['listening', 'deaf', 'waiting', 'waiting-too'])
      expectOutcome(stage, id, theReasonOf('pool signal'), { look });
    expectAbortedBy(stage, 'listening', 'pool signal', { look });
    expectAbortedBy(stage, 'deaf', 'pool signal', { look });
    const later = {
      promise: 'After the abort, every run rejects with the reason of the pool.',
      look: 'What does run look at before it accepts a task?',
    };
    expectOutcome(stage, 'at-once', theReasonOf('pool signal'), later);
    await stage.act(runQuick('later'));
    expectOutcome(stage, 'later', theReasonOf('pool signal'), later);
    expectStarted(stage, ['listening', 'deaf'], {
      promise: 'After the abort of the pool nothing starts any more.',
      look: 'An aborted function ends and frees its slot. Who is still in the queue at that moment?',
    });
    expectEqual('stats.active, with one function that ignores its signal', stage.stats().active, 1, { look });
    await stage.act(open('deaf', 'too late'), close());
    expectOutcome(stage, 'close()', value(null), { look: 'What does close still wait for?' });

    await stage.pool({ concurrency: 1, signal: signal('pool signal') }, 'born aborted');
    await stage.act(runQuick('stillborn', { pool: 'born aborted' }));
    expectOutcome(stage, 'stillborn', theReasonOf('pool signal'), {
      promise: 'A pool may be made with a signal that has aborted; every run of it rejects.',
      look: 'A signal that has aborted fires no event any more.',
    });
    expectThat(!stage.started().includes('stillborn'), {
      look,
      expected: 'the task of an aborted pool not to start',
      saw: 'it started',
    });
  });
});

requirement('already-aborted', async ({ module, trace }) => {
  await onStage({ module, trace }, async (stage) => {
    const look =
      'Where does run look at signal.aborted: before anything else is done with the task, or after?';
    const options = { signal: signal('caller') };
    await stage.pool({ concurrency: 1, queueLimit: 0 });
    await stage.act(abort('caller'), runQuick('free', { options }));
    expectOutcome(stage, 'free', theReasonOf('caller'), { look });
    await stage.act(run('busy'), runQuick('full', { options }));
    expectOutcome(stage, 'full', theReasonOf('caller'), {
      promise: 'An aborted signal counts before a full queue.',
      look: 'In which order are the reasons for a refusal looked at? The page names it.',
    });
    await stage.pool({ concurrency: 1 }, 'roomy');
    await stage.act(run('in-front', { pool: 'roomy' }), runQuick('behind', { pool: 'roomy', options }));
    expectOutcome(stage, 'behind', theReasonOf('caller'), { look });
    expectStarted(stage, ['busy', 'in-front'], {
      promise: 'A task whose signal has aborted never starts.',
      look,
    });
    const figures = stage.stats('roomy');
    expectEqual('what the pool counts as queued and cancelled', [figures.queued, figures.cancelled], [0, 0], {
      promise: 'A task whose signal had aborted before is refused, and refused tasks never count.',
      look: 'Which counter moves for it?',
    });
    await stage.act(open('in-front'), open('busy'));
    expectStarted(stage, ['busy', 'in-front'], {
      promise: 'A task whose signal has aborted never starts.',
      look,
    });
  });
});
