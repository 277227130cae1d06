import { expect, test } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import type { JudgeResult, Verdict } from '../judge/verdict.ts';
import { judged as sampled } from '../report/samples/results.ts';
import { rememberTests, testsThatPassed } from './tests-that-passed.ts';

function judged(verdict: Verdict, ownTests: string): JudgeResult {
  return { ...sampled({ 'own-tests': verdict }), exercise: 'task-cli', ownTests };
}

test('tests are remembered when they passed, exercise by exercise', async () => {
  const root = tempFolder();
  expect(testsThatPassed(root, 'task-cli')).toBeNull();
  await rememberTests(root, judged({ kind: 'passed' }, 'a1'));
  expect(testsThatPassed(root, 'task-cli')).toBe('a1');
  expect(testsThatPassed(root, 'worker-pool')).toBeNull();
  await rememberTests(root, judged({ kind: 'passed' }, 'b2'));
  expect(testsThatPassed(root, 'task-cli')).toBe('b2');
});

test('tests that did not pass are not', async () => {
  const root = tempFolder();
  await rememberTests(root, judged({ kind: 'not-run', reason: 'stopped', hint: '' }, 'a1'));
  expect(testsThatPassed(root, 'task-cli')).toBeNull();
});
