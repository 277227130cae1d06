import { type DriverLink, expectEqual, expectThat, showValue } from 'checker/kit';
import type { AttemptStep, Play } from './driver/retries.ts';

const retry = (sqlstate = '40001'): AttemptStep => ({ does: 'fails', what: { as: 'error', code: sqlstate } });
const other = (code = '23505'): AttemptStep => ({ does: 'fails', what: { as: 'error', code } });
const resolves: AttemptStep = { does: 'resolves' };

/** Each attempt with its sleep, in the words of the driver. */
const plays: readonly (readonly [what: string, play: Play, events: readonly string[], look?: string])[] = [
  [
    'an attempt that succeeds',
    { attempts: [resolves] },
    ['attempt 1', 'resolved with the value of attempt 1'],
  ],
  [
    'a second attempt that succeeds',
    { attempts: [retry(), resolves] },
    ['attempt 1', 'sleep 1', 'slept 1', 'attempt 2', 'resolved with the value of attempt 2'],
  ],
  [
    'attempts that throw at once, the third of which succeeds',
    {
      attempts: [
        { does: 'throws', what: { as: 'error', code: '40P01' } },
        { does: 'throws', what: { as: 'bare', code: '40001' } },
        resolves,
      ],
    },
    [
      'attempt 1',
      'sleep 1',
      'slept 1',
      'attempt 2',
      'sleep 2',
      'slept 2',
      'attempt 3',
      'resolved with the value of attempt 3',
    ],
  ],
  [
    'three attempts that fail with 40001',
    { attempts: [retry(), retry(), retry()] },
    [
      'attempt 1',
      'sleep 1',
      'slept 1',
      'attempt 2',
      'sleep 2',
      'slept 2',
      'attempt 3',
      'rejected with the error of attempt 3',
    ],
  ],
  [
    'an attempt that fails with 23505',
    { attempts: [other(), resolves] },
    ['attempt 1', 'rejected with the error of attempt 1'],
  ],
  [
    'an attempt that throws, at once, what is no error of the database',
    { attempts: [{ does: 'throws', what: { as: 'undefined' } }, resolves] },
    ['attempt 1', 'rejected with the error of attempt 1'],
    'It rejects, whatever is thrown; it never throws by itself.',
  ],
  [
    'a lost connection',
    { attempts: [other('ECONNRESET'), resolves] },
    ['attempt 1', 'rejected with the error of attempt 1'],
    'Nobody knows whether the change has happened.',
  ],
  [
    'a second attempt that fails with 57014',
    { attempts: [retry('40P01'), other('57014'), resolves] },
    ['attempt 1', 'sleep 1', 'slept 1', 'attempt 2', 'rejected with the error of attempt 2'],
  ],
  [
    'a signal that has aborted before',
    { attempts: [resolves], abortedBefore: true },
    [`rejected with the signal's reason`],
  ],
  [
    'a signal that aborts during the attempt that succeeds',
    { attempts: [{ does: 'aborts' }] },
    ['attempt 1', 'resolved with the value of attempt 1'],
    'While an attempt runs, the signal is its business.',
  ],
  [
    'a signal that aborts during a sleep, which resolves all the same',
    { attempts: [retry(), resolves], sleeps: ['aborts, resolves'] },
    ['attempt 1', 'sleep 1', `rejected with the signal's reason`],
  ],
  [
    'a signal that aborts during a sleep, which rejects',
    { attempts: [retry(), resolves], sleeps: ['aborts, rejects'] },
    ['attempt 1', 'sleep 1', `rejected with the signal's reason`],
  ],
  [
    'a signal that aborts during the second sleep, which never ends',
    { attempts: [retry(), retry(), resolves], sleeps: ['resolves', 'aborts, hangs'] },
    ['attempt 1', 'sleep 1', 'slept 1', 'attempt 2', 'sleep 2', `rejected with the signal's reason`],
  ],
];

/** What `retryTransaction` does with each of them. */
export async function judgeRetries(driver: DriverLink): Promise<void> {
  for (const [what, play, events, look] of plays) {
    const outcome = await driver.call('retry.play', play, { transcript: false });
    const promise = `\`retryTransaction\` calls again after 40001 and 40P01, three times at most, and waits by \`sleep\` (here: ${what}).`;
    expectThat(outcome.ok === true && Array.isArray(outcome.value), {
      promise,
      expected: 'a promise that settles',
      saw: showValue(outcome),
      look: 'Is it exported by src/index.ts?',
    });
    // Who races against the signal may settle before a sleep that was told to go on has ended.
    const aborted = play.sleeps?.some((sleep) => sleep !== 'resolves') ?? false;
    const told = (outcome.value as readonly string[]).filter(
      (event) => !aborted || event !== `slept ${play.sleeps?.length}`,
    );
    expectEqual(`what happened, with ${what},`, told, events, {
      promise,
      look: look ?? 'In which order: call, look at the error, sleep, look at the signal, call?',
    });
  }
}
