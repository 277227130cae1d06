import { asyncProperty, check } from 'fast-check';
import { Broken } from './expect.ts';
import type { Property } from './fixtures.ts';
import type { Scenario } from './scenario.ts';
import type { Recorded } from './trace-log.ts';
import { showValue } from './words.ts';

const defaultRuns = 50;

/**
 * Checks a promise on random inputs and tells the smallest input that fast-check found to break it. What the predicate
 * throws besides a broken promise is a defect of ours and surfaces as such.
 */
export function createProperty(scenario: Scenario): Property {
  return async (what, arbitrary, predicate, options = {}) => {
    const recorded = new Map<Broken, Recorded>();
    let ours: { readonly error: unknown } | null = null;
    const result = await check(
      asyncProperty(arbitrary, async (value) => {
        scenario.signal.throwIfAborted();
        scenario.trace.begin();
        try {
          await predicate(value);
        } catch (error) {
          if (error instanceof Broken) recorded.set(error, scenario.trace.recorded());
          else ours ??= { error };
          throw error;
        }
      }),
      { seed: scenario.seed | 0, numRuns: options.runs ?? defaultRuns, endOnFailure: false },
    );
    const defect = ours as { readonly error: unknown } | null;
    if (defect !== null) throw defect.error;
    if (!result.failed) {
      scenario.trace.begin();
      return;
    }
    const cause = result.errorInstance;
    if (!(cause instanceof Broken)) throw cause;
    // Tries that hold come after the smallest that does not: its own trace is told.
    const trace = recorded.get(cause);
    if (trace !== undefined) scenario.trace.recall(trace);
    const smallest = result.counterexample?.[0] as Parameters<typeof predicate>[0];
    const input = options.show?.(smallest) ?? showValue(smallest);
    const tries = result.numRuns === 1 ? '1 try' : `${result.numRuns} tries`;
    // The scenario's own seed is not told: it comes from the run's, and that is the one that repeats this.
    scenario.note({
      kind: 'note',
      text: `${what}: the smallest input found that breaks it is ${input} (after ${tries})`,
    });
    throw cause;
  };
}
