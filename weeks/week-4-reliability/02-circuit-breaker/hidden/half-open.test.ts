import { requirement } from 'checker/kit';
import { expectCalled, expectRefused, expectState, expectStats } from './expectations.ts';
import { openStages } from './open-stage.ts';
import { advance, call, failures, reject, resolve } from './steps.ts';

const resetTimeoutMs = 1000;
const options = { failureThreshold: 2, resetTimeoutMs };
const opened = failures('call 1', 'call 2');

requirement('half-open-success-closes', async ({ module, trace, random }) => {
  const look = 'What does closing set back, and what does the next period begin with?';
  const threshold = random.integer(2, 4);
  const stage = await (await openStages({ module, trace }))({ ...options, failureThreshold: threshold });
  const names = (round: number) => Array.from({ length: threshold }, (_, at) => `call ${round}.${at + 1}`);
  for (const round of [1, 2]) {
    await stage.play(...failures(...names(round)), advance(resetTimeoutMs), call(`probe ${round}`));
    const closed = await stage.play(resolve(`probe ${round}`));
    expectState(closed, 'closed', 'after a successful probe', { look });
    expectStats(closed, { consecutiveFailures: 0, openedAt: null }, 'after it has closed', { look });
    const after = await stage.play(call(`after ${round}.1`), call(`after ${round}.2`));
    for (const name of [`after ${round}.1`, `after ${round}.2`]) expectCalled(after, name, { look });
    await stage.play(resolve(`after ${round}.1`), resolve(`after ${round}.2`));
  }
  const almost = await stage.play(...failures(...names(3).slice(1)));
  expectState(
    almost,
    'closed',
    `after ${threshold - 1} failures since it closed, with a threshold of ${threshold}`,
    {
      look,
    },
  );
});

requirement('half-open-failure-reopens', async ({ module, trace, random }) => {
  const look = 'From when on does the timeout count when it opens for the second time?';
  const stage = await (await openStages({ module, trace }))({ ...options, failureThreshold: 3 });
  await stage.play(...failures('call 1', 'call 2', 'call 3'), advance(resetTimeoutMs), call('probe 1'));
  const slow = random.integer(1, 5000);
  const reopened = await stage.play(advance(slow), reject('probe 1'));
  expectState(reopened, 'open', 'after one failed probe', {
    look: 'While half-open, one failure is enough.',
  });
  expectStats(reopened, { openedAt: reopened.standing.now }, 'after a failed probe', { look });
  expectRefused(await stage.play(call('call 4')), 'call 4', resetTimeoutMs, { look });
  const almost = await stage.play(advance(resetTimeoutMs - 1), call('call 5'));
  expectRefused(almost, 'call 5', 1, { look });
  const over = await stage.play(advance(1), call('probe 2'));
  expectCalled(over, 'probe 2', { look });
  const again = await stage.play(reject('probe 2'));
  expectState(again, 'open', 'after the next failed probe', { look });
  expectRefused(await stage.play(advance(1), call('call 6')), 'call 6', resetTimeoutMs - 1, { look });
});

requirement('success-threshold', async ({ module, trace, random }) => {
  const look = 'When does the count of successful probes begin, and what is it compared with?';
  const open = await openStages({ module, trace });
  const successThreshold = random.integer(2, 4);
  const name = (at: number) => `probe ${at}`;
  const promise = `With successThreshold ${successThreshold}, ${successThreshold} successful probes of one half-open period close the breaker.`;

  for (const halfOpenMaxCalls of [1, 5]) {
    const stage = await open({ ...options, successThreshold, halfOpenMaxCalls });
    await stage.play(...opened, advance(resetTimeoutMs));
    if (halfOpenMaxCalls > 1)
      await stage.play(...Array.from({ length: successThreshold }, (_, at) => call(name(at + 1))));
    for (let at = 1; at <= successThreshold; at++) {
      if (halfOpenMaxCalls === 1) await stage.play(call(name(at)));
      const seen = await stage.play(resolve(name(at)));
      const when = `after ${at} successful probes of ${successThreshold}`;
      expectState(seen, at < successThreshold ? 'half-open' : 'closed', when, { look, promise });
    }
  }
  const stage = await open({ ...options, successThreshold });
  await stage.play(...opened, advance(resetTimeoutMs));
  for (let at = 1; at < successThreshold; at++) await stage.play(call(name(at)), resolve(name(at)));
  const failed = await stage.play(call('bad probe'), reject('bad probe'));
  expectState(failed, 'open', 'after a failure among the probes', { look, promise });
  await stage.play(advance(resetTimeoutMs));
  const next = await stage.play(call('new probe'), resolve('new probe'));
  expectState(next, 'half-open', 'after the first success of a new half-open period', {
    look: 'To which half-open period do the earlier successes belong?',
    promise,
  });
});

requirement('late-result-ignored', async ({ module, trace }) => {
  const open = await openStages({ module, trace });
  const look =
    'How does a call know, when it settles, whether the period in which it began is still the present one?';
  const promise =
    'A call that began in an earlier period changes neither the state nor the count of failures.';
  const teaching = { look, promise };

  // From closed into open, half-open, and the next closed period.
  for (const settle of [resolve, reject]) {
    const stage = await open({ ...options, successThreshold: 2 });
    const late = Array.from({ length: 6 }, (_, at) => `late ${at + 1}`);
    const [one = '', two = '', three = '', four = '', five = '', six = ''] = late;
    await stage.play(...late.map((name) => call(name)), ...opened);
    const whileOpen = await stage.play(advance(10), settle(one));
    expectState(whileOpen, 'open', 'when a call from before the opening settles', teaching);
    expectStats(
      whileOpen,
      { consecutiveFailures: 2, openedAt: whileOpen.standing.now - 10 },
      'then',
      teaching,
    );
    await stage.play(advance(resetTimeoutMs), call('probe 1'));
    const probing = await stage.play(settle(two), settle(three), settle(four));
    expectState(
      probing,
      'half-open',
      'when calls from before the opening settle while a probe runs',
      teaching,
    );
    const other = await stage.play(call('probe 2'));
    expectRefused(other, 'probe 2', 0, {
      look,
      promise: 'A call that is no probe gives no probe’s place back.',
    });
    await stage.play(resolve('probe 1'), call('probe 3'), resolve('probe 3'));
    const closed = await stage.play(...failures('call 7'), settle(five), settle(six));
    expectState(closed, 'closed', 'when calls of the closed period before the last settle', teaching);
    expectStats(
      closed,
      { consecutiveFailures: 1 },
      'then, after one failure of the present period',
      teaching,
    );
  }
  // From half-open into the next open, half-open and closed periods.
  for (const settle of [resolve, reject]) {
    const stage = await open({ ...options, halfOpenMaxCalls: 4 });
    await stage.play(...opened, advance(resetTimeoutMs));
    await stage.play(call('late 1'), call('late 2'), call('late 3'), call('probe 1'), reject('probe 1'));
    const whileOpen = await stage.play(advance(10), settle('late 1'));
    expectState(whileOpen, 'open', 'when a probe of an earlier half-open period settles', teaching);
    expectStats(whileOpen, { openedAt: whileOpen.standing.now - 10 }, 'then', teaching);
    await stage.play(advance(resetTimeoutMs), call('probe 2'));
    const probing = await stage.play(settle('late 2'));
    expectState(probing, 'half-open', 'when a probe of an earlier half-open period settles', teaching);
    await stage.play(resolve('probe 2'));
    const closed = await stage.play(...failures('call 3'), settle('late 3'));
    expectState(closed, 'closed', 'when a probe of an earlier half-open period settles', teaching);
    expectStats(
      closed,
      { consecutiveFailures: 1 },
      'then, after one failure of the present period',
      teaching,
    );
  }
  // Two probes at once: the first decides, the second settles in the period that the first has begun.
  for (const [first, second, state] of [
    [resolve, reject, 'closed'],
    [reject, resolve, 'open'],
    [reject, reject, 'open'],
  ] as const) {
    const stage = await open({ ...options, failureThreshold: 1, halfOpenMaxCalls: 2 });
    await stage.play(...failures('call 1'), advance(resetTimeoutMs), call('probe 1'), call('probe 2'));
    await stage.play(first('probe 1'));
    expectState(
      await stage.play(second('probe 2')),
      state,
      'after the second of two probes has settled',
      teaching,
    );
  }
});
