import type { Trace } from '../fixtures.ts';

/** An attempt as the API tells it, its times in ISO 8601. */
export interface ToldAttempt {
  readonly number: number;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly outcome: string | null;
  readonly nextRunAt: string | null;
}

/**
 * Draws the attempts of a job by their recorded times, in place of what the trace held, and beside each pause where the next
 * one was allowed to begin. A time outside of that is marked as the break.
 *
 * @param band the least and the longest pause after the attempt with that number, in milliseconds
 */
export function drawRetries(
  trace: Pick<Trace, 'clear' | 'mark'>,
  attempts: readonly ToldAttempt[],
  band: (number: number) => readonly [least: number, most: number],
): void {
  trace.clear();
  const zero = Date.parse(attempts[0]?.startedAt ?? '');
  const at = (time: string) => Date.parse(time) - zero;
  const marks: { atMs: number; lane: string; event: string; phase?: 'begin' | 'end'; broken?: boolean }[] =
    [];
  for (const { number, startedAt, endedAt, outcome, nextRunAt } of attempts) {
    marks.push({ atMs: at(startedAt), lane: 'attempts', event: `attempt ${number} begins`, phase: 'begin' });
    if (endedAt === null) continue;
    const ended = at(endedAt);
    marks.push({
      atMs: ended,
      lane: 'attempts',
      event: `attempt ${number} ${outcome ?? 'ends'}`,
      phase: 'end',
    });
    if (nextRunAt === null) continue;
    const [least, most] = band(number);
    const next = at(nextRunAt);
    marks.push(
      {
        atMs: ended + least,
        lane: 'allowed',
        event: `the next may begin, after ${least} ms`,
        phase: 'begin',
      },
      {
        atMs: ended + most,
        lane: 'allowed',
        event: `the next may begin no later, after ${most} ms`,
        phase: 'end',
      },
      {
        atMs: next,
        lane: 'nextRunAt',
        event: `${next - ended} ms after attempt ${number}`,
        broken: next - ended < least || next - ended > most,
      },
    );
  }
  for (const { lane, event, ...options } of marks.toSorted((left, right) => left.atMs - right.atMs))
    trace.mark(lane, event, options);
}
