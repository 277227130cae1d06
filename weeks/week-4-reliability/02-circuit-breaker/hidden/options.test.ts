import { broken, requirement } from 'checker/kit';
import type { BreakerSettings } from './driver/commands.ts';
import { expectEnd } from './expectations.ts';
import { openStages, startMs, tellOptions } from './open-stage.ts';
import { call, resolve } from './steps.ts';

const base = { failureThreshold: 3, resetTimeoutMs: 1000 };
const counts = ['failureThreshold', 'halfOpenMaxCalls', 'successThreshold'] as const;
const durations = ['resetTimeoutMs', 'callTimeoutMs'] as const;

requirement('rejects-invalid-options', async ({ module, trace }) => {
  const open = await openStages({ module, trace });
  const right: readonly BreakerSettings[] = [
    { ...base, failureThreshold: 1, halfOpenMaxCalls: 1, successThreshold: 1 },
    { ...base, halfOpenMaxCalls: 2, successThreshold: 9 },
    { failureThreshold: 1000, resetTimeoutMs: 0.5, callTimeoutMs: 60_000.25 },
    { ...base, halfOpenMaxCalls: 'undefined', successThreshold: 'undefined', callTimeoutMs: 'undefined' },
  ];
  for (const options of right) {
    const stage = await open(options);
    const seen = await stage.play(call('call 1'), resolve('call 1', 17));
    expectEnd(
      seen,
      'call 1',
      'resolved',
      { kind: 'plain', value: 17 },
      {
        look: `These options make sense: ${tellOptions(options)}.`,
      },
    );
  }

  const link = await module.open();
  const wrong: readonly (readonly [name: keyof BreakerSettings, values: readonly (number | string)[]])[] = [
    ...counts.map((name) => [name, [0, -1, 1.5, 'NaN', 'Infinity']] as const),
    ...durations.map((name) => [name, [0, -1, 'NaN', 'Infinity']] as const),
    ['failureThreshold', ['undefined']],
    ['resetTimeoutMs', ['undefined']],
  ];
  for (const [name, values] of wrong) {
    for (const value of values) {
      const options = { ...base, [name]: value };
      const made = await link.call('stage.open', { options, startMs });
      if (made.ok === false && made.error.name === 'RangeError') continue;
      broken({
        expected: `\`createCircuitBreaker({ ${tellOptions(options)}, clock })\` to throw a RangeError`,
        saw: made.ok === false ? `it threw ${made.error.name}: ${made.error.message}` : 'it made a breaker',
        look: `What would a breaker with ${name} ${value} do? Check each option where the breaker is made.`,
      });
    }
  }
});
