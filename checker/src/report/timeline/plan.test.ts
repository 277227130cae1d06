import { expect, test } from 'vitest';
import type { TraceEvent } from '../../judge/observation.ts';
import { busyPool } from '../samples/traces.ts';
import { planTimeline } from './plan.ts';

const everything = { lanes: 100, events: 1000 };

function points(...times: readonly number[]): TraceEvent[] {
  return times.map((atMs, index) => ({ atMs, lane: `l${index}`, event: `e${index}` }));
}

test('a column for each event, and one for a wait that is long beside the rest', () => {
  const { columns } = planTimeline({ trace: points(0, 3, 5, 900, 903) }, everything);
  expect(columns.map(({ kind }) => kind)).toEqual(['event', 'event', 'event', 'wait', 'event', 'event']);
  const even = planTimeline({ trace: points(0, 300, 600, 900, 1200) }, everything);
  expect(even.columns.every(({ kind }) => kind === 'event')).toBe(true);
});

test('where not all events fit: the first, and those around the break', () => {
  const trace = points(...Array.from({ length: 50 }, (_, index) => index)).map((event, index) =>
    index === 30 ? { ...event, broken: true } : event,
  );
  const { columns, pivot, leftOut } = planTimeline({ trace }, { lanes: 100, events: 9 });
  expect(
    columns.map((column) => (column.kind === 'event' ? column.moment.event.event : column.kind)),
  ).toEqual(['e0', 'left-out', 'e25', 'e26', 'e27', 'e28', 'e29', 'e30', 'e31', 'e32', 'left-out']);
  const broken = columns[pivot];
  expect(broken?.kind === 'event' && broken.moment.broken).toBe(true);
  expect(leftOut).toBe(41);
});

test('where not all lanes fit, those stay that ran when it was one too many', () => {
  const { lanes, hiddenLanes, columns, pivot } = planTimeline(busyPool, { lanes: 13, events: 1000 });
  expect(lanes).toEqual(Array.from({ length: 13 }, (_, index) => `task ${index + 29}`));
  expect(hiddenLanes).toBe(47);
  const broken = columns[pivot];
  expect(broken?.kind === 'event' && broken.moment.atOnce).toBe(13);
});

test('where not all lanes fit and nothing is counted, those beside the break stay', () => {
  const trace = points(...Array.from({ length: 30 }, (_, index) => index)).map((event, index) =>
    index === 10 || index >= 20 ? { ...event, broken: true } : event,
  );
  const { lanes } = planTimeline({ trace }, { lanes: 9, events: 1000 });
  expect(lanes).toEqual(['l7', 'l8', 'l9', 'l10', 'l11', 'l12', 'l13', 'l20', 'l21']);
});

test('nothing at all is planned as nothing', () => {
  expect(planTimeline({ trace: [] }, everything)).toMatchObject({ lanes: [], columns: [], pivot: -1 });
});
