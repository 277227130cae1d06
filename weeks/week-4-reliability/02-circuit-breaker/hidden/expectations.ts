import { broken, expectEqual, expectThat, type Teaching } from 'checker/kit';
import type { Noted, Seen, Thing } from './driver/commands.ts';
import type { Stats } from './driver/seam.ts';
import { tellTold } from './telling.ts';

/** What a step must have led to, said in the words of the page. */

export function expectCalled(seen: Seen, call: string, teaching: Teaching): void {
  const events = of(seen, call);
  const times = events.filter(({ kind }) => kind === 'called').length;
  expectThat(times === 1, {
    ...teaching,
    expected: `the function of ${call} to be called`,
    saw: times === 0 ? `it was not${tellSettled(seen, call)}` : `it was called ${times} times`,
  });
}

export function expectNotCalled(seen: Seen, call: string, teaching: Teaching): void {
  expectThat(!of(seen, call).some(({ kind }) => kind === 'called'), {
    ...teaching,
    expected: `the function of ${call} not to be called`,
    saw: 'it was called',
  });
}

/** A call that the breaker refuses: its function is not called. */
export function expectRefused(seen: Seen, call: string, retryAfterMs: number, teaching: Teaching): void {
  expectNotCalled(seen, call, teaching);
  const settled = settledOf(seen, call);
  if (
    settled?.how === 'rejected' &&
    settled.with.kind === 'error' &&
    settled.with.class === 'CircuitOpenError'
  ) {
    expectEqual(`name of the error of ${call}`, settled.with.name, 'CircuitOpenError', teaching);
    expectEqual(`retryAfterMs of the error of ${call}`, settled.with.retryAfterMs, retryAfterMs, teaching);
    return;
  }
  broken({
    ...teaching,
    expected: `${call} to be rejected with CircuitOpenError (retryAfterMs ${retryAfterMs})`,
    saw: tellEnd(seen, call),
  });
}

export function expectTimedOut(seen: Seen, call: string, timeoutMs: number, teaching: Teaching): void {
  const settled = settledOf(seen, call);
  if (
    settled?.how === 'rejected' &&
    settled.with.kind === 'error' &&
    settled.with.class === 'CallTimeoutError'
  ) {
    expectEqual(`name of the error of ${call}`, settled.with.name, 'CallTimeoutError', teaching);
    expectEqual(`timeoutMs of the error of ${call}`, settled.with.timeoutMs, timeoutMs, teaching);
    return;
  }
  broken({
    ...teaching,
    expected: `${call} to be rejected with CallTimeoutError (timeoutMs ${timeoutMs})`,
    saw: tellEnd(seen, call),
  });
}

/** That it resolved, or rejected, with the very value or error that is meant. */
export function expectEnd(
  seen: Seen,
  call: string,
  how: 'resolved' | 'rejected',
  thing: Thing,
  teaching: Teaching,
): void {
  const settled = settledOf(seen, call);
  const wanted =
    thing.kind === 'object' || thing.kind === 'error'
      ? tellTold({ kind: 'marked', mark: thing.mark })
      : thing.kind === 'error-of'
        ? ''
        : tellTold(thing);
  if (settled?.how === how && tellTold(settled.with) === wanted) return;
  broken({
    ...teaching,
    expected: `${call} to ${how === 'resolved' ? 'resolve' : 'reject'} with ${wanted}`,
    saw: tellEnd(seen, call),
  });
}

export function expectUnsettled(seen: Seen, call: string, teaching: Teaching): void {
  if (settledOf(seen, call) === undefined) return;
  broken({ ...teaching, expected: `${call} not to have settled`, saw: tellEnd(seen, call) });
}

export function expectState(seen: Seen, state: string, when: string, teaching: Teaching): void {
  expectEqual(`\`state\` ${when}`, seen.standing.state, state, teaching);
}

export function expectStats(seen: Seen, wanted: Partial<Stats>, when: string, teaching: Teaching): void {
  for (const [name, value] of Object.entries(wanted)) {
    const found = seen.standing.stats[name as keyof Stats] ?? null;
    expectEqual(`\`stats.${name}\` ${when}`, found, value, teaching);
  }
}

/** The changes that a listener heard, as `closed → open (failure)`. */
export function changesHeard(seen: Seen, listener: string): readonly string[] {
  return seen.noted.flatMap((noted) =>
    noted.kind === 'heard' && noted.listener === listener
      ? [`${noted.change.from} → ${noted.change.to} (${noted.change.reason})`]
      : [],
  );
}

export function settledOf(seen: Seen, call: string): Extract<Noted, { kind: 'settled' }> | undefined {
  return seen.noted.find((noted) => noted.kind === 'settled' && noted.call === call) as
    | Extract<Noted, { kind: 'settled' }>
    | undefined;
}

export function of(seen: Seen, call: string): readonly Noted[] {
  return seen.noted.filter((noted) => 'call' in noted && noted.call === call);
}

export function tellEnd(seen: Seen, call: string): string {
  const settled = settledOf(seen, call);
  if (settled !== undefined) {
    return `it ${settled.how} with ${tellTold(settled.with)}`;
  }
  const escaped = of(seen, call).find((noted) => noted.kind === 'escaped');
  return escaped?.kind === 'escaped'
    ? `execute threw ${tellTold(escaped.error)}, and returned no promise`
    : 'it had not settled';
}

function tellSettled(seen: Seen, call: string): string {
  return settledOf(seen, call) === undefined ? '' : `; ${tellEnd(seen, call)}`;
}
