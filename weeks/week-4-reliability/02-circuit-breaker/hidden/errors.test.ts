import { expectThat, requirement } from 'checker/kit';
import type { Seen, Thing } from './driver/commands.ts';
import { expectEnd, expectState, expectStats } from './expectations.ts';
import { openStages } from './open-stage.ts';
import { abort, advance, call, failures, reject } from './steps.ts';
import { tellTold } from './telling.ts';

const options = { failureThreshold: 2, resetTimeoutMs: 1000 };

requirement('is-failure-filter', async ({ module, trace, random }) => {
  const look = 'What is a filtered error for the breaker, and what for the caller?';
  const open = await openStages({ module, trace });
  const harmless = (mark: string): Thing => ({ kind: 'error', mark, name: 'Harmless' });
  const puzzling = (mark: string): Thing => ({ kind: 'error', mark, name: 'Puzzling' });

  const stage = await open(options, { filter: true });
  await stage.play(...failures('call 1'));
  const mark = random.word();
  const filtered = await stage.play(call('call 2'), reject('call 2', harmless(mark)));
  expectEnd(filtered, 'call 2', 'rejected', harmless(mark), { look });
  expectStats(
    filtered,
    { successes: 1, failures: 1, consecutiveFailures: 0 },
    'after a failure and a filtered error',
    {
      look,
    },
  );
  const thrown = await stage.play(
    ...failures('call 3'),
    call('call 4', { plan: { kind: 'throws', error: harmless('thrown') } }),
  );
  expectStats(thrown, { consecutiveFailures: 0 }, 'after a function that threw a filtered error at once', {
    look,
  });
  expectState(thrown, 'closed', 'when each failure was followed by a filtered error', { look });

  const probing = await open(options, { filter: true });
  await probing.play(...failures('call 1', 'call 2'), advance(1000), call('probe 1'));
  const closed = await probing.play(reject('probe 1', harmless('not found')));
  expectState(closed, 'closed', 'after a probe that ended with a filtered error', { look });

  const promise =
    'When isFailure throws, the call counts as a failure, and the caller sees the original error.';
  const teaching = { promise, look: 'Who hears what `isFailure` throws?' };
  const puzzled = await open(options, { filter: true });
  const odd = await puzzled.play(call('call 1'), reject('call 1', puzzling('odd')));
  expectEnd(odd, 'call 1', 'rejected', puzzling('odd'), teaching);
  expectStats(
    odd,
    { failures: 1, consecutiveFailures: 1, successes: 0 },
    'after an isFailure that threw',
    teaching,
  );
  const opened = await puzzled.play(call('call 2'), reject('call 2', puzzling('odder')));
  expectState(opened, 'open', 'after two such calls, with a threshold of 2', teaching);
});

requirement('no-unhandled-rejection', async ({ module, trace }) => {
  const look = 'Who listens to the function’s promise after its call has settled?';
  const open = await openStages({ module, trace });
  const stage = await open({ ...options, callTimeoutMs: 100 });
  expectQuiet(
    await stage.play(call('call 1'), advance(100), reject('call 1')),
    'when a function rejects after its timeout',
  );
  const cancelled = await stage.play(call('call 2', { signal: 'S' }), abort('S', 'enough'), reject('call 2'));
  expectQuiet(cancelled, 'when a function rejects after its caller has aborted');
  const plan = { kind: 'waits', onAbort: 'rejects' } as const;
  const both = await stage.play(call('call 3', { plan, signal: 'T' }), abort('T', 'enough'));
  expectQuiet(both, 'when a function rejects because its caller aborts');
  const opened = await stage.play(call('call 4', { plan }), advance(100), call('call 5'));
  expectQuiet(opened, 'when the breaker opens and refuses a call');
  const throwing = await open(options);
  const thrown = await throwing.play(
    call('call 1', { plan: { kind: 'throws', error: { kind: 'undefined' } } }),
  );
  expectQuiet(thrown, 'when a function throws at once');

  function expectQuiet(seen: Seen, when: string): void {
    const unhandled = seen.noted.find((noted) => noted.kind === 'unhandled');
    expectThat(unhandled === undefined, {
      look,
      expected: `no unhandled rejection ${when}`,
      saw: unhandled?.kind === 'unhandled' ? `one with ${tellTold(unhandled.error)}` : '',
    });
  }
});
