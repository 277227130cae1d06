import { expectEqual, requirement } from 'checker/kit';
import {
  changesHeard,
  expectCalled,
  expectNotCalled,
  expectRefused,
  expectState,
  expectStats,
} from './expectations.ts';
import { openStages, startMs } from './open-stage.ts';
import { abort, advance, call, failures, reject, resolve, subscribe, together } from './steps.ts';

const options = { failureThreshold: 2, resetTimeoutMs: 1000 };

requirement('rejects-when-open', async ({ module, trace, random }) => {
  const look =
    'What does `execute` look at before it calls the function, and what does it count and throw then?';
  const resetTimeoutMs = random.integer(500, 5000);
  const stage = await (await openStages({ module, trace }))({ ...options, resetTimeoutMs });
  const opened = await stage.play(advance(random.integer(1, 9000)), ...failures('call 1', 'call 2'));
  expectStats(opened, { openedAt: opened.standing.now, rejected: 0 }, 'when it has just opened', { look });
  let passed = 0;
  let rejected = 0;
  const refuse = async (name: string) => {
    const seen = await stage.play(call(name));
    expectRefused(seen, name, resetTimeoutMs - passed, {
      look: 'How long will it stay open, counted from now?',
    });
    expectStats(
      seen,
      { rejected: ++rejected, failures: 2, successes: 0 },
      `after ${rejected} refused calls`,
      {
        look,
      },
    );
  };
  await refuse('call 3');
  await refuse('call 4');
  passed = random.integer(1, resetTimeoutMs - 2);
  await stage.play(advance(passed));
  await refuse('call 5');
  await stage.play(advance(resetTimeoutMs - 1 - passed));
  passed = resetTimeoutMs - 1;
  await refuse('call 6');
  const last = await stage.play(call('call 7', { plan: { kind: 'throws', error: { kind: 'undefined' } } }));
  expectNotCalled(last, 'call 7', { look });
  expectState(last, 'open', 'as long as the timeout has not passed', { look });
});

requirement('half-open-after-timeout', async ({ module, trace, random }) => {
  const open = await openStages({ module, trace });
  const resetTimeoutMs = random.integer(500, 5000);
  const look = 'Who makes the change to half-open, and what has to be true then?';
  for (const [late, startedAt] of [
    [0, startMs],
    [random.integer(1, 100_000), startMs],
    [0, 0],
  ] as const) {
    const stage = await open({ ...options, resetTimeoutMs }, { startMs: startedAt });
    await stage.play(subscribe('listener'), ...failures('call 1', 'call 2'));
    const waited = await stage.play(advance(resetTimeoutMs + late));
    const when = `${late} ms after the timeout, before any call`;
    expectState(waited, 'open', when, {
      look: 'No timer makes this change: it is made by the first call that comes afterwards.',
    });
    expectEqual(`timers that are set while open, ${when}`, waited.standing.timers, 0, { look });
    expectEqual(`changes that a listener hears ${when}`, changesHeard(waited, 'listener'), [], { look });
    const probed = await stage.play(call('call 3'));
    expectCalled(probed, 'call 3', { look });
    expectState(probed, 'half-open', 'while the first call after the timeout runs', { look });
    const [heard, called] = probed.noted;
    expectEqual('what happens during that call, in order', [heard?.kind, called?.kind], ['heard', 'called'], {
      look: 'The events come first, then the function is called.',
    });
    expectStats(probed, { rejected: 0, openedAt: startedAt }, 'while half-open', { look });
  }
});

requirement('half-open-limit', async ({ module, trace, random }) => {
  const open = await openStages({ module, trace });
  const reset = [...failures('call 1', 'call 2'), advance(1000)];
  const look = 'When is a place taken, when is it given back, and can two calls find the same one free?';

  const limit = random.integer(2, 4);
  for (const halfOpenMaxCalls of [1, limit]) {
    const stage = await open({ ...options, halfOpenMaxCalls });
    await stage.play(...reset);
    const names = Array.from({ length: limit + 2 }, (_, at) => `probe ${at + 1}`);
    const burst = await stage.play(together(...names.map((name) => call(name))));
    const promise = `Of ${names.length} calls in the same tick after the timeout, halfOpenMaxCalls run (here ${halfOpenMaxCalls}).`;
    names.forEach((name, at) => {
      if (at < halfOpenMaxCalls) expectCalled(burst, name, { look, promise });
      else expectRefused(burst, name, 0, { look, promise });
    });
    expectStats(burst, { rejected: names.length - halfOpenMaxCalls }, 'after that', { look });
  }
  for (const ending of [
    resolve,
    (name: string) => reject(name, { kind: 'error', mark: name, name: 'Harmless' }),
  ]) {
    const stage = await open({ ...options, successThreshold: 4 }, { filter: true });
    await stage.play(...reset);
    for (const name of ['probe 1', 'probe 2', 'probe 3']) {
      const probed = await stage.play(call(name));
      expectCalled(probed, name, {
        look: 'The limit is of probes at the same time, not of probes in all.',
        promise: 'A probe’s place is free when its call has settled.',
      });
      const other = `${name}, other`;
      expectRefused(await stage.play(call(other)), other, 0, { look });
      await stage.play(ending(name));
    }
  }
  // A probe that hangs while the breaker opens again has its place in its own period only.
  const stage = await open({ ...options, halfOpenMaxCalls: 2 });
  await stage.play(
    ...reset,
    call('probe 1', { signal: 'S' }),
    call('probe 2'),
    reject('probe 2'),
    advance(1000),
  );
  const again = await stage.play(call('probe 3'), call('probe 4'), call('probe 5'));
  const promise = 'A probe of an earlier half-open period holds no place in a later one.';
  expectCalled(again, 'probe 3', { look, promise });
  expectCalled(again, 'probe 4', { look, promise });
  expectRefused(again, 'probe 5', 0, { look, promise });
  const settled = await stage.play(abort('S', 'enough'), call('probe 6'));
  expectRefused(settled, 'probe 6', 0, {
    look,
    promise: 'A probe of an earlier half-open period gives no place back in a later one.',
  });
});
