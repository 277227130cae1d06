import type { BrokenPart } from '../expect.ts';
import { showValue } from '../words.ts';
import type { Chaff } from './chaff-list.ts';
import type { Outcome } from './read-notes.ts';

/** Which ending of a run on a right implementation tells most about the cause. */
const telling = ['failed', 'not-loaded', 'unfinished', 'not-begun'] as const;

/** What became of one implementation; `chaff` is null for a right one. */
export interface Judged {
  readonly chaff: Chaff | null;
  readonly outcome: Outcome;
}

/**
 * Whether tests that pass on every right implementation caught every wrong one. Null when they did; else what to tell,
 * the first cause first.
 *
 * @param chaffs in the order of the list, which is the order of telling
 */
export function judgeOutcomes(all: readonly Judged[], chaffs: readonly Chaff[]): BrokenPart | null {
  return judgeRight(all) ?? misses(all, chaffs);
}

/** Whether the tests ran as they should on the right implementations; null when they did. */
export function judgeRight(all: readonly Judged[]): BrokenPart | null {
  const right = all.filter(({ chaff }) => chaff === null).map(({ outcome }) => outcome);
  return nothingRan(right) ?? flaky(right) ?? failsOnRight(right) ?? unequal(all);
}

function nothingRan(right: readonly Outcome[]): BrokenPart | null {
  if (!right.some((outcome) => outcome.kind === 'passed' && outcome.ran === 0)) return null;
  return {
    expected: 'at least one test that runs',
    saw: 'test files in which no test runs',
    look: 'Is every test skipped or still to do?',
  };
}

function flaky(right: readonly Outcome[]): BrokenPart | null {
  const passed = right.filter(({ kind }) => kind === 'passed').length;
  const failed = right.find(({ kind }) => kind === 'failed');
  if (passed === 0 || failed?.kind !== 'failed') return null;
  return {
    expected: 'the same result each time that your tests run on the same correct implementation',
    saw: `they passed ${passed} of ${right.length} times; else ${failed.what}: ${showMessage(failed.message)}`,
    look: 'What does that test leave to chance: time, order, random values, what another test left behind?',
  };
}

function failsOnRight(right: readonly Outcome[]): BrokenPart | null {
  const outcome = telling
    .map((kind) => right.find((each) => each.kind === kind))
    .find((each) => each !== undefined);
  if (outcome === undefined) return null;
  switch (outcome.kind) {
    case 'failed':
      return {
        expected: 'your tests to pass on a correct implementation',
        saw: `${outcome.what}: ${showMessage(outcome.message)}`,
        look: adviceOn(outcome.message),
      };
    case 'not-loaded':
      return {
        expected: 'every test file to load with a correct implementation',
        saw: `${outcome.file} did not: ${showMessage(outcome.message)}`,
        look: 'What in that file runs before its first test, and what does it need that the contract does not promise?',
      };
    case 'unfinished':
      return {
        expected: 'your tests to come to an end on a correct implementation',
        saw: `${outcome.during} never came to an end`,
        look: 'What does it wait for, which loop has no end, or what ends the whole process?',
      };
    case 'not-begun':
      return {
        expected: 'your tests to come to an end on a correct implementation',
        saw: 'other tests took so long that these never began',
        look: 'Which of your tests waits in real time, and could be told the time instead?',
      };
    case 'passed':
      return null;
    default:
      return outcome satisfies never;
  }
}

function adviceOn(message: string): string {
  if (message.includes('Access to this API has been restricted')) {
    return 'Tests may read and write files below os.tmpdir() and read those of test/; they start no other process.';
  }
  if (/^(Test|Hook) timed out in/.test(message)) {
    return 'What does it wait for that the contract does not promise, or does not promise so soon?';
  }
  return 'It expects something that the contract does not promise: read the contract again, then the test.';
}

/** Tests that look at what they are given, and then decide what to test, prove nothing. */
function unequal(all: readonly Judged[]): BrokenPart | null {
  const counts = all.flatMap(({ outcome }) =>
    outcome.kind === 'passed' || outcome.kind === 'failed' ? [outcome.collected] : [],
  );
  const whole = all.flatMap(({ outcome }) => (outcome.kind === 'passed' ? [outcome.collected] : []));
  const least = Math.min(...whole);
  const most = Math.max(...counts);
  if (least === most) return null;
  return {
    expected: 'the same tests for every implementation',
    saw: `${least} tests for one and ${most} for another`,
    look: 'Which tests are made in a loop over something that the module under test exports? Write the cases down instead.',
  };
}

function misses(all: readonly Judged[], chaffs: readonly Chaff[]): BrokenPart | null {
  const missed = chaffs.filter(
    (chaff) => !all.some((each) => each.chaff === chaff && isCaught(each.outcome)),
  );
  const [first] = missed;
  if (first === undefined) return null;
  return {
    expected: `your tests to fail on each of ${chaffs.length} wrong implementations`,
    saw: `they caught ${chaffs.length - missed.length} of ${chaffs.length}; the first one missed: ${first.behaviour}`,
    look: 'Write the test that would notice this: which call would answer differently, and what should it answer?',
  };
}

function isCaught({ kind }: Outcome): boolean {
  return kind === 'failed' || kind === 'not-loaded' || kind === 'unfinished';
}

/** The first line says what differs; a learner who wants more runs the test. */
function showMessage(message: string): string {
  return showValue(message.split('\n')[0]?.slice(0, 200) ?? '');
}
