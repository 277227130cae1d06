import type { TraceEvent } from '../../judge/observation.ts';
import type { Timed } from '../timeline/moments.ts';

/** Twenty programs that add at once without a lock: the fifth one ends with an id that another one has, too. */
export const collidingWriters: readonly TraceEvent[] = [
  ...numbers(20).map(
    (writer): TraceEvent => ({
      atMs: 40 + writer * 0.4,
      lane: `writer ${writer}`,
      event: `started \`task add writer-${writer}\``,
      phase: 'begin',
    }),
  ),
  ...[7, 2, 5, 1, 3, 4, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20].flatMap(
    (writer, index): TraceEvent[] => {
      const end: TraceEvent = {
        atMs: 98 + index * 3.3,
        lane: `writer ${writer}`,
        event: `exit code 0, printed ${index < 2 ? index + 1 : index}`,
        phase: 'end',
      };
      const twin: TraceEvent = {
        atMs: 104.7,
        lane: 'writer 5',
        event: 'got the same id as writer 2',
        broken: true,
      };
      return writer === 5 ? [end, twin] : [end];
    },
  ),
];

/** A pool of two that lets a third task in. */
export const crowdedPool: Timed = {
  trace: [
    { atMs: 0, lane: 'judge', event: 'submitted 5 tasks' },
    { atMs: 1.2, lane: 'task 1', event: 'started', phase: 'begin' },
    { atMs: 1.9, lane: 'task 2', event: 'started', phase: 'begin' },
    { atMs: 3.1, lane: 'task 1', event: 'returned 17', phase: 'end' },
    { atMs: 3.4, lane: 'task 3', event: 'started', phase: 'begin' },
    { atMs: 3.6, lane: 'task 4', event: 'started', phase: 'begin' },
    { atMs: 5.5, lane: 'task 3', event: 'threw', phase: 'end' },
    { atMs: 905.1, lane: 'task 2', event: 'returned 4', phase: 'end' },
    { atMs: 905.8, lane: 'task 5', event: 'started', phase: 'begin' },
  ],
  bound: { what: 'tasks', limit: 2 },
};

/** A pool of twelve through which sixty tasks go; task 41 is one too many. */
export const busyPool: Timed = {
  trace: numbers(60).flatMap((task): TraceEvent[] => {
    const begin: TraceEvent = { atMs: task * 2, lane: `task ${task}`, event: 'started', phase: 'begin' };
    const ended = task <= 12 || task === 41 ? null : task - 12;
    if (ended === null) return [begin];
    const end: TraceEvent = { atMs: task * 2 - 1, lane: `task ${ended}`, event: 'returned', phase: 'end' };
    return [end, begin];
  }),
  bound: { what: 'tasks', limit: 12, lanes: numbers(60).map((task) => `task ${task}`) },
};

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
