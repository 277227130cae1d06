import { expectEqual, expectThat, requirement } from 'checker/kit';
import {
  changesHeard,
  expectCalled,
  expectEnd,
  expectState,
  expectStats,
  expectTimedOut,
  expectUnsettled,
  of,
  settledOf,
} from './expectations.ts';
import { openStages } from './open-stage.ts';
import { abort, advance, call, failures, reject, resolve, subscribe } from './steps.ts';
import { tellTold } from './telling.ts';

const options = { failureThreshold: 2, resetTimeoutMs: 1000 };

requirement('timeout-counts', async ({ module, trace, random }) => {
  const look = 'Which promise does `execute` return, and who settles it when the function does not?';
  const open = await openStages({ module, trace });
  const callTimeoutMs = random.integer(50, 500);
  const stage = await open({ ...options, callTimeoutMs }, { filter: true });
  await stage.play(call('call 1'), advance(20), call('call 2'), advance(callTimeoutMs - 21));
  const first = await stage.play(advance(1));
  expectTimedOut(first, 'call 1', callTimeoutMs, { look });
  expectUnsettled(first, 'call 2', { look: 'Each call has a time of its own, counted from its own start.' });
  expectStats(first, { failures: 1, consecutiveFailures: 1 }, 'after one timeout', { look });
  const late = await stage.play(resolve('call 1'));
  expectStats(
    late,
    { successes: 0, failures: 1, consecutiveFailures: 1 },
    'when the function resolves after its timeout',
    {
      look: 'What a function comes to after its call has settled counts nowhere.',
    },
  );
  const second = await stage.play(advance(20));
  expectTimedOut(second, 'call 2', callTimeoutMs, { look });
  expectState(second, 'open', 'after two timeouts, with a threshold of 2', { look });
  const asked = [...first.noted, ...second.noted].some(({ kind }) => kind === 'asked');
  expectThat(!asked, {
    look: '`isFailure` is for what the function rejects with.',
    expected: '`isFailure` not to be asked about a timeout',
    saw: 'it was asked',
  });

  const quick = await open({ ...options, failureThreshold: 1, callTimeoutMs });
  await quick.play(call('call 1'), advance(callTimeoutMs - 1), resolve('call 1'), advance(callTimeoutMs));
  const calm = await quick.play({ do: 'nothing' });
  expectStats(calm, { successes: 1, failures: 0 }, 'when a call took one millisecond less than its timeout', {
    look,
  });

  const patient = await open({ ...options, failureThreshold: 1 });
  const hanging = await patient.play(call('call 1'), advance(10_000_000));
  expectUnsettled(hanging, 'call 1', { look: 'Without callTimeoutMs a call may take as long as it likes.' });

  const probe = await open({ ...options, failureThreshold: 1, callTimeoutMs });
  await probe.play(...failures('call 1'), advance(1000), call('probe 1'));
  expectState(await probe.play(advance(callTimeoutMs)), 'open', 'after a probe that timed out', { look });
});

requirement('timeout-aborts-signal', async ({ module, trace, random }) => {
  const look = 'What tells the function that nobody waits for it any more?';
  const callTimeoutMs = random.integer(50, 500);
  const stage = await (await openStages({ module, trace }))({
    ...options,
    failureThreshold: 9,
    callTimeoutMs,
  });
  for (const plan of [{ kind: 'waits' }, { kind: 'waits', onAbort: 'rejects' }] as const) {
    for (const signal of [undefined, 'S']) {
      const name = `call ${plan.kind} ${'onAbort' in plan} ${signal ?? ''}`.trim().replaceAll(' ', '-');
      await stage.play(call(name, { plan, ...(signal === undefined ? {} : { signal }) }));
      const seen = await stage.play(advance(callTimeoutMs));
      expectTimedOut(seen, name, callTimeoutMs, {
        look: 'The timeout came first: what the function does on the abort comes too late to decide.',
      });
      const aborted = of(seen, name).find((noted) => noted.kind === 'aborted');
      expectThat(aborted?.kind === 'aborted', {
        look,
        expected: 'the function’s signal to abort at the timeout',
        saw: 'it did not abort',
      });
      const settled = settledOf(seen, name);
      expectEqual(
        'the reason of the function’s signal, compared with the error that the caller got',
        aborted.reason,
        settled?.with,
        { look: 'Hand the same error to both.' },
      );
    }
  }
});

requirement('timeout-tracked', async ({ module, trace, random }) => {
  const look = 'Where are timeouts counted, and how does the reason get to where the change is announced?';
  const callTimeoutMs = random.integer(50, 500);
  const open = await openStages({ module, trace });
  const timeout = (name: string) => [call(name), advance(callTimeoutMs)];
  for (const [steps, reason, stats] of [
    [[...failures('call 1'), ...timeout('call 2')], 'timeout', { failures: 2, timeouts: 1 }],
    [[...timeout('call 1'), ...failures('call 2')], 'failure', { failures: 2, timeouts: 1 }],
    [[...timeout('call 1'), ...timeout('call 2')], 'timeout', { failures: 2, timeouts: 2 }],
  ] as const) {
    const stage = await open({ ...options, callTimeoutMs });
    const seen = await stage.play(subscribe('listener'), ...steps);
    expectStats(seen, stats, `after ${stats.timeouts} timeouts of ${stats.failures} failures`, { look });
    expectEqual(
      'the changes that a listener hears',
      changesHeard(seen, 'listener'),
      [`closed → open (${reason})`],
      {
        look,
      },
    );
    const reopened = await stage.play(advance(1500), ...timeout('probe 1'));
    expectEqual(
      'the changes that it hears when a probe times out',
      changesHeard(reopened, 'listener'),
      ['open → half-open (reset)', 'half-open → open (timeout)'],
      { look },
    );
  }
  // What the function rejects with is no timeout of this breaker's, whatever its class.
  const stage = await open({ ...options, callTimeoutMs });
  await stage.play(subscribe('listener'), ...timeout('call 1'));
  const seen = await stage.play(call('call 2'), reject('call 2', { kind: 'error-of', call: 'call 1' }));
  const foreign = 'A CallTimeoutError that the function itself rejects with is an ordinary failure.';
  const teaching = {
    promise: foreign,
    look: 'What does your code look at to know that a call has timed out?',
  };
  expectStats(
    seen,
    { timeouts: 1, failures: 2 },
    'after a timeout and a function that rejected with its error',
    teaching,
  );
  expectEqual(
    'the changes that a listener hears',
    changesHeard(seen, 'listener'),
    ['closed → open (failure)'],
    teaching,
  );
});

requirement('caller-cancel-is-no-failure', async ({ module, trace, random }) => {
  const look = 'What becomes of a call whose caller has gone, and of the place that it held?';
  const open = await openStages({ module, trace });
  const stage = await open({ ...options, failureThreshold: 2, callTimeoutMs: 500 }, { filter: true });
  await stage.play(...failures('call 1'));
  for (const plan of [{ kind: 'waits' }, { kind: 'waits', onAbort: 'rejects' }] as const) {
    const name = 'onAbort' in plan ? 'call 3' : 'call 2';
    const reason = random.word();
    await stage.play(call(name, { plan, signal: name }));
    const seen = await stage.play(abort(name, reason));
    expectEnd(seen, name, 'rejected', { kind: 'error', mark: reason }, { look });
    const aborted = of(seen, name).find((noted) => noted.kind === 'aborted');
    expectEqual(
      'what the function’s signal aborted with',
      aborted?.kind === 'aborted' ? tellTold(aborted.reason) : 'it did not abort',
      `“${reason}”`,
      { look: 'The function should stop, too, and know why.' },
    );
    const later = await stage.play(reject(name, 'too late'));
    const nothing = { successes: 0, failures: 1, timeouts: 0, rejected: 0, consecutiveFailures: 1 };
    expectStats(later, nothing, 'after one failure and an aborted call', { look });
    expectState(later, 'closed', 'after one failure and an aborted call, with a threshold of 2', { look });
  }
  const probing = await open({ ...options, callTimeoutMs: 500 });
  await probing.play(...failures('call 1', 'call 2'), advance(1000), call('probe 1', { signal: 'S' }));
  const gone = await probing.play(abort('S', 'enough'), call('probe 2'));
  expectEnd(gone, 'probe 1', 'rejected', { kind: 'error', mark: 'enough' }, { look });
  const promise = 'A probe that is aborted gives its place back, and is neither a success nor a failure.';
  expectCalled(gone, 'probe 2', { look, promise });
  expectState(gone, 'half-open', 'after a probe was aborted', { look, promise });
  const closed = await probing.play(resolve('probe 2'));
  expectState(closed, 'closed', 'after the next probe has succeeded', { look, promise });
});

requirement('already-aborted', async ({ module, trace, random }) => {
  const look = 'What does `execute` look at first?';
  const stage = await (await openStages({ module, trace }))(options);
  const reason = random.word();
  const promise = 'A call whose signal has aborted already has no effect.';
  const refused = async (name: string, state: string, when: string) => {
    const seen = await stage.play(call(name, { signal: 'S' }));
    expectEnd(seen, name, 'rejected', { kind: 'error', mark: reason }, { look, promise });
    expectThat(!of(seen, name).some(({ kind }) => kind === 'called'), {
      look,
      promise,
      expected: 'the function not to be called',
      saw: 'it was called',
    });
    expectState(seen, state, when, { look, promise });
    expectStats(seen, { rejected: 0, successes: 0 }, when, { look, promise });
  };
  await stage.play(abort('S', reason));
  await refused('call 1', 'closed', 'after such a call while closed');
  await stage.play(...failures('call 2', 'call 3'));
  await refused('call 4', 'open', 'after such a call while open');
  await stage.play(advance(1000));
  await refused('call 5', 'open', 'after such a call when the timeout has passed');
  const probed = await stage.play(call('probe 1'));
  expectCalled(probed, 'probe 1', { look, promise });
  await refused('call 6', 'half-open', 'after such a call while half-open');
});
