import { showValue } from 'checker/kit';
import type { Outcome, Told } from './driver/tell.ts';

/** How a call should end, with the words for it. `null` stands for a call that has not settled. */
export interface Wish {
  readonly words: string;
  readonly fits: (outcome: Outcome | null) => boolean;
}

export const pending: Wish = { words: 'not settle yet', fits: (outcome) => outcome === null };

export const toSettle: Wish = { words: 'settle', fits: (outcome) => outcome !== null };

export const toResolve: Wish = { words: 'resolve', fits: (outcome) => outcome?.how === 'resolved' };

export function value(wanted: unknown): Wish {
  return {
    words: `resolve with ${showValue(wanted ?? undefined)}`,
    fits: (outcome) => outcome?.how === 'resolved' && spell(outcome.value) === spell(wanted ?? null),
  };
}

/** The same object that the judge had made: what a task threw, or the reason that a signal aborted with. */
export function exactly(label: string): Wish {
  return {
    words: `reject with ${label}, the same object`,
    fits: (outcome) =>
      outcome?.how === 'rejected' && outcome.error.is === 'known' && outcome.error.label === label,
  };
}

export function theReasonOf(signal: string): Wish {
  return exactly(`the reason of ${signal}`);
}

export function plainReason(wanted: unknown): Wish {
  return {
    words: `reject with ${showValue(wanted)} itself`,
    fits: (outcome) =>
      outcome?.how === 'rejected' && outcome.error.is === 'plain' && outcome.error.value === wanted,
  };
}

export function errorOf(...classes: readonly string[]): Wish {
  return {
    words: `reject with ${classes.map((each) => withArticle(each)).join(' or ')}`,
    fits: (outcome) =>
      outcome?.how === 'rejected' && outcome.error.is === 'error' && classes.includes(outcome.error.class),
  };
}

/** An Error whose message contains the text, whatever its class. */
export function errorSaying(text: string): Wish {
  return {
    words: `reject with an Error whose message contains ${showValue(text)}`,
    fits: (outcome) =>
      outcome?.how === 'rejected' &&
      outcome.error.is === 'error' &&
      outcome.error.class !== 'no Error' &&
      outcome.error.message.includes(text),
  };
}

export function anError(): Wish {
  return errorSaying('');
}

/** What was thrown and is no Error comes as the cause of one. */
export function causedBy(thrown: unknown): Wish {
  return {
    words: `reject with an Error whose cause is ${thrown === null ? 'null or undefined, as thrown' : showValue(thrown)}`,
    fits: (outcome) =>
      outcome?.how === 'rejected' &&
      outcome.error.is === 'error' &&
      outcome.error.class !== 'no Error' &&
      outcome.error.cause?.is === 'plain' &&
      outcome.error.cause.value === thrown,
  };
}

export function tellOutcome(outcome: Outcome | null): string {
  if (outcome === null) return 'it had not settled';
  switch (outcome.how) {
    case 'resolved':
      return outcome.value === null
        ? 'it resolved with nothing'
        : `it resolved with ${showValue(outcome.value)}`;
    case 'rejected':
      return `it rejected with ${tellThrown(outcome.error)}`;
    case 'threw':
      return `the call threw ${tellThrown(outcome.error)} instead of returning a promise`;
    default:
      return outcome satisfies never;
  }
}

export function tellThrown(told: Told): string {
  switch (told.is) {
    case 'known':
      return `${told.label}, the same object`;
    case 'plain':
      return told.value === null ? `undefined or null` : `the ${told.type} ${showValue(told.value)}`;
    case 'error': {
      const cause = told.cause === null ? '' : ` (its cause: ${tellThrown(told.cause)})`;
      const kind = told.class === 'no Error' ? 'an object that is no Error' : told.class;
      return `${kind}: ${told.message}${cause}`;
    }
    default:
      return told satisfies never;
  }
}

function withArticle(name: string): string {
  return `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`;
}

/** The order of members says nothing. */
function spell(thing: unknown): string {
  if (typeof thing !== 'object' || thing === null || Array.isArray(thing)) return JSON.stringify(thing);
  return JSON.stringify(Object.entries(thing).sort(([left], [right]) => (left < right ? -1 : 1)));
}
