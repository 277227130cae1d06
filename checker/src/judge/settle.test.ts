import { describe, expect, test } from 'vitest';
import { type Requirement, requirementSchema } from '../course/manifest.ts';
import { settleVerdicts, spoils } from './settle.ts';
import type { RequirementResult, Verdict } from './verdict.ts';

const passed: Verdict = { kind: 'passed' };
const failed: Verdict = {
  kind: 'failed',
  observation: { promise: '', did: [], expected: '', saw: '', look: '', places: [], trace: [], limits: [] },
};
const inconclusive: Verdict = { kind: 'inconclusive', cause: 'ours', hint: 'again' };
const notRun: Verdict = { kind: 'not-run', reason: 'no moon', hint: 'wait' };

describe('settleVerdicts', () => {
  test('brings results into manifest order and says what is missing', () => {
    const results = settle({ a: [], b: [], c: [] }, { c: passed, a: failed });
    expect(results).toEqual([
      ['a', failed],
      ['b', notRun],
      ['c', passed],
    ]);
  });

  test('blocks by the root cause through a chain, whatever the tests in between found', () => {
    const results = settle(
      { root: [], middle: ['root'], leaf: ['middle'] },
      { root: failed, middle: passed, leaf: passed },
    );
    expect(results.slice(1)).toEqual([
      ['middle', { kind: 'blocked', by: 'root' }],
      ['leaf', { kind: 'blocked', by: 'root' }],
    ]);
  });

  test('does not depend on which of the two stands first in the manifest', () => {
    expect(settle({ leaf: ['root'], root: [] }, { root: failed, leaf: failed })).toEqual([
      ['leaf', { kind: 'blocked', by: 'root' }],
      ['root', failed],
    ]);
  });

  test('names the first of several causes in the order of `needs`', () => {
    const results = settle({ a: [], b: [], c: ['b', 'a'] }, { a: failed, b: failed, c: passed });
    expect(results[2]).toEqual(['c', { kind: 'blocked', by: 'b' }]);
  });

  test('is blocked by what could not be decided, but not by what this machine cannot run', () => {
    expect(settle({ a: [], b: ['a'] }, { a: inconclusive, b: passed })[1]).toEqual([
      'b',
      { kind: 'blocked', by: 'a' },
    ]);
    expect(settle({ a: [], b: ['a'] }, { a: notRun, b: passed })[1]).toEqual(['b', passed]);
  });

  test('keeps duration and seed of what was judged in vain', () => {
    const requirements = manifest({ a: [], b: ['a'] });
    const recorded = new Map([resultOf('a', failed), resultOf('b', passed)].map((each) => [each.slug, each]));
    expect(settleVerdicts(requirements, recorded, () => notRun)[1]).toEqual({
      slug: 'b',
      verdict: { kind: 'blocked', by: 'a' },
      durationMs: 5,
      seed: 9,
    });
  });
});

test.each([
  [passed, false],
  [failed, true],
  [inconclusive, true],
  [notRun, false],
  [{ kind: 'blocked', by: 'x' } satisfies Verdict, true],
])('spoils: $kind', (verdict, spoilt) => {
  expect(spoils(verdict)).toBe(spoilt);
});

function settle(needs: Record<string, string[]>, verdicts: Record<string, Verdict>): [string, Verdict][] {
  const recorded = new Map(
    Object.entries(verdicts).map(([slug, verdict]) => [slug, resultOf(slug, verdict)]),
  );
  return settleVerdicts(manifest(needs), recorded, () => notRun).map(({ slug, verdict }) => [slug, verdict]);
}

function resultOf(slug: string, verdict: Verdict): RequirementResult {
  return { slug, verdict, durationMs: 5, seed: 9 };
}

function manifest(needs: Record<string, string[]>): Requirement[] {
  return Object.entries(needs).map(([slug, before]) =>
    requirementSchema.parse({
      slug,
      sentence: 'It keeps its promise.',
      points: 1,
      needs: before,
      hints: ['There is nothing.', 'Still nothing.'],
    }),
  );
}
