import { expectThat, type Teaching } from 'checker/kit';
import type { Told } from './driver/tell.ts';
import type { Stage } from './stage.ts';
import { tellOutcome, tellThrown, type Wish } from './wishes.ts';

/** How a call has settled, or that it has not. A task's id stands for the promise of its `run`. */
export function expectOutcome(stage: Stage, call: string, wish: Wish, teaching: Teaching): void {
  const outcome = stage.outcome(call);
  expectThat(wish.fits(outcome), {
    ...teaching,
    expected: `${nameOf(call)} to ${wish.words}`,
    saw: tellOutcome(outcome),
  });
}

/** Exactly these have started, in whatever order. */
export function expectStarted(stage: Stage, ids: readonly string[], teaching: Teaching): void {
  const started = stage.started();
  expectThat(started.length === ids.length && ids.every((id) => started.includes(id)), {
    ...teaching,
    expected: `these tasks to have started, and no other: ${tellNames(ids)}`,
    saw: tellNames(started),
  });
}

/** The task's own signal has aborted with the reason that the judge gave to `abort` under that name. */
export function expectAbortedBy(stage: Stage, id: string, signal: string, teaching: Teaching): void {
  const label = `the reason of ${signal}`;
  expectAborted(stage, id, (reason) => reason.is === 'known' && reason.label === label, label, teaching);
}

export function expectAbortedWith(stage: Stage, id: string, errorClass: string, teaching: Teaching): void {
  const fits = (reason: Told) => reason.is === 'error' && reason.class === errorClass;
  expectAborted(stage, id, fits, `a ${errorClass}`, teaching);
}

export function expectAborted(
  stage: Stage,
  id: string,
  fits: (reason: Told) => boolean,
  words: string,
  teaching: Teaching,
): void {
  const reason = stage.seen.task(id).abortedWith;
  expectThat(reason !== null && fits(reason), {
    ...teaching,
    expected: `the signal that ${id} was given to abort with ${words}`,
    saw: reason === null ? 'it has not aborted' : `it aborted with ${tellThrown(reason)}`,
  });
}

export async function expectNoListeners(stage: Stage, signal: string, teaching: Teaching): Promise<void> {
  const found = await stage.ask<number>('listeners', { signal });
  expectThat(found === 0, {
    ...teaching,
    expected: `no listener left on the signal ${signal}`,
    saw: found === 1 ? 'one' : `${found} of them`,
  });
}

export function tellNames(ids: readonly string[]): string {
  return ids.length === 0 ? 'none' : ids.join(', ');
}

function nameOf(call: string): string {
  return /[() ]/.test(call) ? call : `what run returned for ${call}`;
}
