import { expectEqual, expectThat, requirement } from 'checker/kit';
import type { Noted, Seen } from './driver/commands.ts';
import {
  changesHeard,
  expectCalled,
  expectEnd,
  expectRefused,
  expectState,
  expectStats,
} from './expectations.ts';
import { openStages } from './open-stage.ts';
import { advance, call, failures, reject, resolve, subscribe } from './steps.ts';

const options = { failureThreshold: 2, resetTimeoutMs: 1000 };
const around = ['closed → open (failure)', 'open → half-open (reset)', 'half-open → open (failure)'];

requirement('state-events', async ({ module, trace, random }) => {
  const look = 'When is a change announced, to whom, and what is the state at that moment?';
  const stage = await (await openStages({ module, trace }))(options);
  await stage.play(subscribe('first'), subscribe('second'), subscribe('first again', { again: 'first' }));
  const opened = await stage.play(advance(random.integer(1, 9000)), ...failures('call 1', 'call 2'));
  const at = opened.standing.now;
  const heard = opened.noted.filter((noted) => noted.kind === 'heard');
  expectEqual(
    'the listeners that hear it open, in order',
    heard.map(({ listener }) => listener),
    ['first', 'second', 'first'],
    { look: 'Each registration stands for itself, in the order in which they came.' },
  );
  for (const { change, standing } of heard) {
    expectEqual('the change', change, { from: 'closed', to: 'open', at, reason: 'failure' }, { look });
    expectEqual(
      '`state` and `stats.openedAt`, as the listener reads them',
      [standing.state, standing.stats.openedAt],
      ['open', at],
      { look: 'Change first, then tell.' },
    );
  }
  expectBefore(opened, 'call 2');
  await stage.play({ do: 'unsubscribe', listener: 'first' }, { do: 'unsubscribe', listener: 'first' });
  const later = await stage.play(advance(1000), call('probe 1'), advance(7), reject('probe 1'));
  expectEqual(
    'what the second listener hears of a probe that fails',
    changesHeard(later, 'second'),
    around.slice(1),
    {
      look,
    },
  );
  expectEqual(
    'what the other registration of the first hears',
    changesHeard(later, 'first'),
    around.slice(1),
    {
      look: 'Disposing ends one registration, also when it is done twice.',
    },
  );
  const times = later.noted.flatMap((noted) => (noted.kind === 'heard' ? [noted.change.at - at] : []));
  expectEqual('`at` of these changes, in ms since it opened', times, [1000, 1000, 1007, 1007], { look });
  expectBefore(later, 'probe 1');
  await stage.play({ do: 'unsubscribe', listener: 'first again' });
  const closed = await stage.play(advance(1000), call('probe 2'), resolve('probe 2'));
  expectEqual(
    'what the listener that is left hears of a probe that succeeds',
    changesHeard(closed, 'second'),
    ['open → half-open (reset)', 'half-open → closed (success)'],
    { look },
  );
  expectEqual('what a listener hears after it was disposed of', changesHeard(closed, 'first'), [], { look });
  expectBefore(closed, 'probe 2');

  function expectBefore(seen: Seen, name: string): void {
    const settled = seen.noted.findIndex((noted) => noted.kind === 'settled' && noted.call === name);
    const last = seen.noted.findLastIndex(({ kind }) => kind === 'heard');
    expectThat(last < settled, {
      look: 'Announce the change before anything of the call is settled.',
      expected: `listeners to hear the change that ${name} made before ${name} settles`,
      saw: 'they heard it afterwards',
    });
  }
});

requirement('listener-throws', async ({ module, trace }) => {
  const look = 'Who catches what a listener throws, and who is called after it?';
  const stage = await (await openStages({ module, trace }))(options);
  const act = (at: string) => ({ act: { at, throws: true } });
  await stage.play(
    subscribe('thrower', act('open')),
    subscribe('prober', act('half-open')),
    subscribe('closer', act('closed')),
    subscribe('quiet'),
  );
  const opened = await stage.play(...failures('call 1', 'call 2'));
  expectEnd(opened, 'call 2', 'rejected', { kind: 'error', mark: 'call 2 failed' }, { look });
  expectState(opened, 'open', 'after a listener threw', { look });
  const probed = await stage.play(advance(1000), call('probe 1'));
  expectCalled(probed, 'probe 1', { look });
  const closed = await stage.play(resolve('probe 1', 17));
  expectEnd(closed, 'probe 1', 'resolved', { kind: 'plain', value: 17 }, { look });
  expectState(closed, 'closed', 'after a listener threw', { look });
  const noted: readonly Noted[] = [...opened.noted, ...probed.noted, ...closed.noted];
  const all = ['closed → open (failure)', 'open → half-open (reset)', 'half-open → closed (success)'];
  for (const listener of ['quiet', 'thrower']) {
    const what =
      listener === 'quiet'
        ? 'what the listener behind those that throw hears'
        : 'what a listener that threw hears';
    expectEqual(what, changesHeard({ ...opened, noted }, listener), all, { look });
  }
  expectThat(!noted.some(({ kind }) => kind === 'unhandled'), {
    look,
    expected: 'what a listener throws to reach nobody',
    saw: 'an unhandled rejection',
  });
});

requirement('nested-changes', async ({ module, trace }) => {
  const open = await openStages({ module, trace });
  const look = 'What happens when a change is announced while another is being announced?';
  const stage = await open({ ...options, failureThreshold: 1 });
  const probe = { call: 'probe 1', plan: { kind: 'waits' } } as const;
  await stage.play(
    subscribe('first', { act: { at: 'open', advanceMs: 1000, execute: probe } }),
    subscribe('second'),
  );
  const seen = await stage.play(...failures('call 1'));
  const wanted = [
    'first: closed → open',
    'second: closed → open',
    'first: open → half-open',
    'second: open → half-open',
  ];
  const heard = seen.noted.flatMap((noted) =>
    noted.kind === 'heard' ? [`${noted.listener}: ${noted.change.from} → ${noted.change.to}`] : [],
  );
  expectEqual(
    'what the listeners hear, in order, when the first of them probes as soon as it hears of the opening',
    heard,
    wanted,
    {
      look,
    },
  );
  const called = seen.noted.findIndex((noted) => noted.kind === 'called' && noted.call === 'probe 1');
  const returned = seen.noted.findIndex((noted) => noted.kind === 'returned' && noted.call === 'probe 1');
  expectThat(called !== -1 && called < returned, {
    look: 'Only the announcement waits its turn: `execute` itself goes on, and calls the function before it returns.',
    expected: 'the function of the listener’s call to be called before that `execute` returns',
    saw: called === -1 ? 'it was not called' : 'it was called later',
  });
  const closed = await stage.play(resolve('probe 1'));
  expectEqual(
    'what the second listener hears when that probe succeeds',
    changesHeard(closed, 'second'),
    ['half-open → closed (success)'],
    { look },
  );

  const promise = 'The call that makes the breaker half-open has its place before listeners hear of it.';
  const taken = await open({ ...options, failureThreshold: 1 });
  const eager = { call: 'eager', plan: { kind: 'waits' } } as const;
  await taken.play(subscribe('first', { act: { at: 'half-open', execute: eager } }), ...failures('call 1'));
  const both = await taken.play(advance(1000), call('probe 1'));
  expectCalled(both, 'probe 1', { look, promise });
  expectRefused(both, 'eager', 0, { look, promise });
});

requirement('counts', async ({ module, trace }) => {
  const look = 'Which of the figures are for the breaker’s life, and which for the present period?';
  const open = await openStages({ module, trace });
  const stage = await open({ ...options, callTimeoutMs: 5000 });
  await stage.play(call('late 1'), call('late 2'), call('late 3'), { do: 'keep-stats' });
  await stage.play(call('call 1'), resolve('call 1'), ...failures('call 2', 'call 3'), call('call 4'));
  const opened = await stage.play(resolve('late 1'));
  expectStats(
    opened,
    { successes: 2, failures: 2, rejected: 1 },
    'when a call from before the opening has succeeded',
    {
      look,
    },
  );
  const failed = await stage.play(reject('late 2'));
  expectStats(failed, { successes: 2, failures: 3 }, 'when a call from before the opening has failed', {
    look,
  });
  const timedOut = await stage.play(advance(5000));
  expectStats(timedOut, { failures: 4, timeouts: 1 }, 'when a call from before the opening has timed out', {
    look,
  });
  const count = { look: 'consecutiveFailures stays as it was when the breaker opened, until it closes.' };
  expectStats(timedOut, { consecutiveFailures: 2 }, 'while open, which it became after 2', count);
  const probing = await stage.play(call('probe 1'));
  expectStats(probing, { consecutiveFailures: 2 }, 'while half-open', count);
  const reopened = await stage.play(reject('probe 1'));
  expectStats(reopened, { consecutiveFailures: 2, failures: 5 }, 'after a failed probe', count);
  const closed = await stage.play(advance(1000), call('probe 2'), resolve('probe 2'));
  const all = { successes: 3, failures: 5, timeouts: 1, rejected: 1, consecutiveFailures: 0 };
  expectStats(closed, all, 'when it has closed again', { look });
  const kept = await stage.play({ do: 'reread-stats' });
  const old = kept.noted.find((noted) => noted.kind === 'kept');
  expectEqual(
    'the stats that were read when nothing had settled yet',
    old?.kind === 'kept' ? old.stats : null,
    { successes: 0, failures: 0, timeouts: 0, rejected: 0, consecutiveFailures: 0, openedAt: null },
    { look: 'Does `stats` give the object that you count in, or a new one?' },
  );
});
