import { type Outcome, showValue } from 'checker/kit';

/** What became of a call of the driver, as part of a sentence. */
export function tellOutcome(outcome: Outcome): string {
  switch (outcome.ok) {
    case true:
      return `it resolved to ${showValue(outcome.value)}`;
    case false:
      return `it failed with ${outcome.error.name}: ${showValue(outcome.error.message)}`;
    case null:
      return outcome.why === 'ended' ? 'the process ended before it answered' : 'it did not settle';
    default:
      return outcome satisfies never;
  }
}
