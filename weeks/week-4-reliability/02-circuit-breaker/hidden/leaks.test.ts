import { expectEqual, expectThat, notRun, requirement } from 'checker/kit';
import type { Churned, Ending } from './driver/churn.ts';

const endings: readonly (readonly [ending: Ending, calls: number, told: string])[] = [
  ['success', 1000, 'that succeeded'],
  ['failure', 1000, 'that failed'],
  ['sync-throw', 1000, 'whose function threw at once'],
  ['timeout', 200, 'that timed out'],
  ['abort', 200, 'that their callers aborted'],
];
const calls = 20_000;
/** A listener that stays costs some 600 bytes; what AbortSignal.any leaves of each composed signal, up to 50. */
const mostBytes = 128;

requirement('no-leaks', async ({ module }) => {
  const link = await module.open();
  for (const [ending, count, told] of endings) {
    const outcome = await link.call('leaks.churn', { ending, calls: count });
    expectThat(outcome.ok === true, {
      look: 'Which call never settles?',
      expected: `${count} calls to settle, one after the other`,
      saw: outcome.ok === false ? `${outcome.error.name}: ${outcome.error.message}` : 'no answer',
    });
    const { settled, timers, listeners } = outcome.value as Churned;
    expectEqual(`calls that settled, of ${count} ${told}`, settled, count, {
      look: 'Which call never settles?',
    });
    expectEqual(`timers that are still set after ${count} calls ${told}`, timers, 0, {
      look: 'Who disposes of a call’s timer when the call ends in this way?',
    });
    expectEqual(`listeners left on the callers’ signals after ${count} calls ${told}`, listeners, 0, {
      look: 'Who removes the listener when the call ends in this way?',
    });
  }
  const outcome = await link.call('leaks.retained', { calls });
  if (outcome.ok !== true) notRun('the heap could not be measured', 'Run the check again.');
  const bytes = outcome.value as number;
  expectThat(bytes < mostBytes, {
    look: 'What do you make for each call that the caller’s signal, or the breaker itself, holds on to?',
    expected: `less than ${mostBytes} bytes to be kept of each of ${calls} calls under one signal`,
    saw: `${Math.round(bytes)} bytes a call`,
  });
});
