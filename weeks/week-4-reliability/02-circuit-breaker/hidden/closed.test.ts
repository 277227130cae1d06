import { expectEqual, expectThat, requirement } from 'checker/kit';
import type { Plan, Thing } from './driver/commands.ts';
import { expectCalled, expectEnd, expectState, expectStats, expectUnsettled, of } from './expectations.ts';
import { openStages } from './open-stage.ts';
import { call, failures, reject, resolve } from './steps.ts';

const options = { failureThreshold: 3, resetTimeoutMs: 1000 };
const undefinedThing: Thing = { kind: 'undefined' };

requirement('passes-through', async ({ module, trace, random }) => {
  const look =
    'Look at what `execute` does before and after `f(signal)`: what of it can change, or delay, what f does?';
  const stage = await (await openStages({ module, trace }))({ ...options, failureThreshold: 100 });

  const begun = await stage.play(call('call 1'));
  expectCalled(begun, 'call 1', { look });
  const order = of(begun, 'call 1').map(({ kind }) => kind);
  expectThat(order[0] === 'called', {
    look,
    expected: 'the function to be called before `execute` returns',
    saw: '`execute` returned first',
  });
  const [called] = of(begun, 'call 1');
  expectThat(called?.kind === 'called' && called.signal && !called.aborted, {
    look: 'What is the function’s argument when the caller gives no signal?',
    expected: 'the function to get an AbortSignal that has not aborted',
    saw: called?.kind === 'called' && called.signal ? 'one that has aborted' : 'no AbortSignal',
  });
  expectUnsettled(begun, 'call 1', { look });
  const value = random.word();
  expectEnd(
    await stage.play(resolve('call 1', value)),
    'call 1',
    'resolved',
    { kind: 'plain', value },
    { look },
  );

  const things: readonly Thing[] = [
    { kind: 'object', mark: random.word() },
    undefinedThing,
    { kind: 'plain', value: 0 },
    { kind: 'plain', value: false },
    { kind: 'plain', value: null },
    { kind: 'error', mark: random.word() },
  ];
  let number = 1;
  for (const thing of things) {
    const name = `call ${++number}`;
    const ended = await stage.play(call(name), resolve(name, thing));
    expectEnd(ended, name, 'resolved', thing, { look });
  }
  for (const thing of things) {
    const name = `call ${++number}`;
    const ended = await stage.play(call(name), reject(name, thing));
    expectEnd(ended, name, 'rejected', thing, {
      look: 'How does your code tell a call that failed from one that did not? Errors may be any value, `undefined` included.',
    });
  }
  const plans: readonly Plan[] = [
    { kind: 'returns', value: { kind: 'plain', value: random.word() } },
    { kind: 'returns', value: undefinedThing },
    { kind: 'thenable', value: { kind: 'plain', value: random.word() } },
  ];
  for (const plan of plans) {
    const name = `call ${++number}`;
    const seen = await stage.play(call(name, { plan }));
    expectCalled(seen, name, { look });
    if (plan.kind !== 'waits' && plan.kind !== 'throws') {
      expectEnd(seen, name, 'resolved', plan.value, {
        look: 'A function may return a plain value, or any object with a `then`. `await` treats all of them alike.',
      });
    }
  }
  const last = await stage.play({ do: 'nothing' });
  expectStats(last, { successes: 10, failures: 6 }, 'after 10 successes and 6 failures', { look });
  expectState(last, 'closed', 'after 6 failures, with a threshold of 100', { look });
});

requirement('sync-throw', async ({ module, trace, random }) => {
  const look = 'Which line of yours calls the function, and what catches what it throws?';
  const stage = await (await openStages({ module, trace }))(options);
  const mark = random.word();
  const seen = await stage.play(call('call 1', { plan: { kind: 'throws', error: { kind: 'error', mark } } }));
  expectEnd(seen, 'call 1', 'rejected', { kind: 'error', mark }, { look });
  expectStats(seen, { failures: 1, consecutiveFailures: 1 }, 'after a function that threw', { look });
  const second = await stage.play(call('call 2', { plan: { kind: 'throws', error: undefinedThing } }));
  expectEnd(second, 'call 2', 'rejected', undefinedThing, { look });
});

requirement('opens-at-threshold', async ({ module, trace, random }) => {
  const open = await openStages({ module, trace });
  const look =
    'Follow `consecutiveFailures` from failure to failure: when is it compared with the threshold, and how?';
  const threshold = random.integer(3, 6);
  const stage = await open({ ...options, failureThreshold: threshold });
  for (let count = 1; count <= threshold; count++) {
    const seen = await stage.play(...failures(`call ${count}`));
    const when = `after ${count} failures in a row, with a threshold of ${threshold}`;
    expectState(seen, count < threshold ? 'closed' : 'open', when, { look });
    expectStats(seen, { failures: count, consecutiveFailures: count }, when, { look });
  }
  const one = await open({ ...options, failureThreshold: 1 });
  expectState(await one.play(...failures('call 1')), 'open', 'after one failure, with a threshold of 1', {
    look,
  });

  const beside = await open({ ...options, failureThreshold: 2 });
  await beside.play(call('call 1'), call('call 2'), call('call 3'));
  const first = await beside.play(reject('call 2'));
  expectState(first, 'closed', 'after one failure, with two calls still running', { look });
  const second = await beside.play(reject('call 1'));
  expectState(second, 'open', 'after the second of three calls side by side has failed', {
    look: 'Failures count when they settle, whenever their calls have begun.',
  });
  // Zero is a time like any other.
  const early = await open({ ...options, failureThreshold: 1 }, { startMs: 0 });
  const opened = await early.play(...failures('call 1'));
  expectEqual(
    '`stats.openedAt` of a breaker that opens when the clock says 0',
    opened.standing.stats.openedAt,
    0,
    {
      look: 'Which of your conditions takes 0 for “not set”?',
    },
  );
});

requirement('success-resets-count', async ({ module, trace, random }) => {
  const look = 'What does a success do to the count of failures in a row?';
  const threshold = random.integer(3, 5);
  const stage = await (await openStages({ module, trace }))({ ...options, failureThreshold: threshold });
  const almost = (round: string) => Array.from({ length: threshold - 1 }, (_, at) => `${round}.${at + 1}`);
  await stage.play(...failures(...almost('call 1')));
  const reset = await stage.play(call('call 2'), resolve('call 2'));
  expectStats(reset, { consecutiveFailures: 0 }, `after ${threshold - 1} failures and a success`, { look });
  const again = await stage.play(...failures(...almost('call 3')));
  expectState(again, 'closed', `after ${threshold - 1} failures, a success, and ${threshold - 1} failures`, {
    look,
  });
  expectStats(again, { failures: 2 * (threshold - 1), consecutiveFailures: threshold - 1 }, 'then', { look });
  const opened = await stage.play(...failures('call 4'));
  expectState(opened, 'open', `after one failure more, with a threshold of ${threshold}`, { look });
});
