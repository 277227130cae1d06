import { expectEqual, expectThat, requirement } from 'checker/kit';
import { abort, open, run, runDeaf, runQuick, signal } from './acts.ts';
import {
  expectAbortedBy,
  expectAbortedWith,
  expectNoListeners,
  expectOutcome,
  expectStarted,
} from './expectations.ts';
import { onStage, type Stage } from './stage.ts';
import { errorOf, pending, theReasonOf, value } from './wishes.ts';

const limitMs = 60;
/** Timers of the system may be so much early. */
const toleranceMs = 2;

requirement('timeout', async ({ module, trace }) => {
  await onStage({ module, trace }, async (stage) => {
    const late = errorOf('TaskTimeoutError');
    await expectFullTime(stage);
    await stage.reset();
    await stage.pool({ concurrency: 1 });
    await stage.pool({ concurrency: 9 }, 'clock');

    // A task in another pool is the judge's clock: when it is late, so much time has passed.
    await stage.act(
      runDeaf('deaf', { options: { timeoutMs: limitMs } }),
      runQuick('behind', { options: { timeoutMs: limitMs } }),
    );
    await stage.settled('deaf');
    expectOutcome(stage, 'deaf', late, {
      look: 'What happens at the time limit, if the task does not care?',
    });
    expectAbortedWith(stage, 'deaf', 'TaskTimeoutError', {
      promise: 'At the time limit the signal of the task aborts, with the TaskTimeoutError as its reason.',
      look: 'What does the task learn of its time limit?',
    });
    const slot = {
      promise: 'A task that is too late keeps its slot until its function has settled.',
      look: 'Who gives the slot back: the time limit, or the end of the function?',
    };
    await stage.act(run('tick', { pool: 'clock', options: { timeoutMs: limitMs + 20 } }));
    await stage.settled('tick');
    await stage.act();
    expectStarted(stage, ['deaf', 'tick'], slot);
    expectEqual('stats.active', stage.stats().active, 1, slot);
    expectOutcome(stage, 'behind', pending, {
      promise: 'The time limit counts from the start of the task, not while it waits.',
      look: 'When do you set the timer: when the task is submitted, or when it starts?',
    });
    await stage.act(open('deaf', 'too late'));
    expectOutcome(stage, 'behind', value('behind is done'), {
      promise: 'The time limit counts from the start of the task, not while it waits.',
      look: 'When do you set the timer: when the task is submitted, or when it starts?',
    });
    expectOutcome(stage, 'deaf', late, { look: 'What may still change when the function ends at last?' });
    const { timedOut, completed, failed } = stage.stats();
    expectEqual('the figures timedOut, completed and failed', [timedOut, completed, failed], [1, 1, 0], {
      promise: 'A task that was too late counts as timedOut, once its function has settled.',
      look: 'Which counter moves when the function of a late task returns?',
    });

    // The pool's own limit, and the call's that goes before it.
    const options = { taskTimeoutMs: limitMs };
    await stage.pool({ concurrency: 9, ...options }, 'limited');
    await stage.act(
      run('by-default', { pool: 'limited' }),
      run('explicitly-undefined', { pool: 'limited', options: { timeoutMs: { $: 'undefined' } } }),
      run('longer', { pool: 'limited', options: { timeoutMs: 2 ** 31 - 1 } }),
      run('fraction', { pool: 'limited', options: { timeoutMs: 0.5 } }),
      runQuick('in-time', { pool: 'limited' }),
    );
    const look = 'Which limit goes for a call: its own, the one of the pool, or none?';
    await stage.settled('by-default');
    await stage.settled('explicitly-undefined');
    await stage.settled('fraction');
    for (const id of ['by-default', 'explicitly-undefined', 'fraction'])
      expectOutcome(stage, id, late, { look });
    expectOutcome(stage, 'longer', pending, { look });
    expectOutcome(stage, 'in-time', value('in-time is done'), { look });
    await stage.act(open('longer', 'long'));
    expectOutcome(stage, 'longer', value('long'), { look });

    await expectFirstCauseCounts(stage);
  });
});

/** Abort and time limit both come, in either order. */
async function expectFirstCauseCounts(stage: Stage): Promise<void> {
  const look = 'Abort and time limit may both come. What does the second one still do?';
  await stage.reset();
  await stage.pool({ concurrency: 9 });
  // A busy machine may be too late with the abort: then once more, with a longer limit.
  let given = '';
  for (const timeoutMs of [limitMs, 3000]) {
    given = `given-up-within-${timeoutMs}-ms`;
    await stage.act(runDeaf(given, { options: { timeoutMs, signal: signal(`caller of ${given}`) } }));
    await stage.act(abort(`caller of ${given}`));
    if (theReasonOf(`caller of ${given}`).fits(stage.outcome(given))) break;
  }
  await stage.act(runDeaf('late', { options: { timeoutMs: 5, signal: signal('caller of late') } }));
  await stage.settled('late');
  await stage.act(abort('caller of late'), run('tick', { options: { timeoutMs: limitMs + 20 } }));
  await stage.settled('tick');
  await stage.act();
  expectOutcome(stage, given, theReasonOf(`caller of ${given}`), { look });
  expectAbortedBy(stage, given, `caller of ${given}`, { look });
  expectOutcome(stage, 'late', errorOf('TaskTimeoutError'), { look });
  expectAbortedWith(stage, 'late', 'TaskTimeoutError', { look });
  const before = stage.stats();
  await stage.act(open(given), open('late'));
  const { timedOut, cancelled } = stage.stats();
  expectEqual(
    'by how much timedOut and cancelled go up when both functions settle',
    [timedOut - before.timedOut, cancelled - before.cancelled],
    [1, 1],
    { look },
  );
}

/** Between setting the timer and calling the task a busy machine may stand still: the longest of some counts. */
async function expectFullTime(stage: Stage): Promise<void> {
  let longest = 0;
  await stage.pool({ concurrency: 1 });
  for (let attempt = 1; attempt <= 3 && longest < limitMs - toleranceMs; attempt++) {
    const id = `measured-${attempt}`;
    await stage.act(run(id, { options: { timeoutMs: limitMs } }));
    await stage.settled(id);
    expectOutcome(stage, id, errorOf('TaskTimeoutError'), { look: 'What happens at the time limit?' });
    const { calledAtMs, settledAtMs } = stage.seen.task(id);
    longest = Math.max(longest, (settledAtMs ?? 0) - (calledAtMs ?? 0));
  }
  expectThat(longest >= limitMs - toleranceMs, {
    promise: 'The time limit is not shorter than was asked for.',
    look: 'What is the unit of timeoutMs, and what do you hand to the timer?',
    expected: `the rejection to come ${limitMs} ms after the start`,
    saw: `it came after ${Math.round(longest)} ms`,
  });
}

requirement('timeout-frees-listener', async ({ module, trace }) => {
  await onStage({ module, trace }, async (stage) => {
    const caller = signal('caller');
    const noTimers = async (promise: string) => {
      await stage.act();
      const after = (await stage.ask<string[]>('resources')).filter((each) => each === 'Timeout').length;
      expectThat(after <= before, {
        promise,
        expected: 'no timer left that keeps the process alive',
        saw: after - before === 1 ? 'one' : `${after - before} of them`,
        look: 'Who clears the timer of a task that is done in time?',
      });
    };
    await stage.pool({ concurrency: 2 });
    const before = (await stage.ask<string[]>('resources')).filter((each) => each === 'Timeout').length;
    const look = 'On which of the ways on which a promise of run settles is the listener not taken off?';
    const fails = { do: 'throw', name: 'Error', message: 'no' } as const;
    await stage.act(
      runQuick('returns', { options: { signal: caller, timeoutMs: 60_000 } }),
      run('throws', { steps: [fails], options: { signal: caller, timeoutMs: 60_000 } }),
      runQuick('waited', { options: { signal: caller, timeoutMs: 60_000 } }),
    );
    await expectNoListeners(stage, 'caller', {
      promise: 'When tasks have returned or thrown, no listener of theirs is left.',
      look,
    });
    await noTimers('When tasks have returned or thrown, no timer of theirs is left.');

    await stage.act(runDeaf('late', { options: { signal: caller, timeoutMs: 5 } }));
    await stage.settled('late');
    await expectNoListeners(stage, 'caller', {
      promise: 'When a task was too late no listener is left, even while its function goes on.',
      look,
    });
    await stage.act(
      runDeaf('aborted', { options: { signal: signal('other'), timeoutMs: 60_000 } }),
      runDeaf('queued', { options: { signal: signal('other'), timeoutMs: 60_000 } }),
    );
    await stage.act(abort('other'));
    await expectNoListeners(stage, 'other', { promise: 'After an abort no listener is left.', look });
    await noTimers('After an abort no timer is left, even while the function goes on.');
    await stage.act(open('late'), open('aborted'));
    await expectNoListeners(stage, 'caller', { look });
  });
});
