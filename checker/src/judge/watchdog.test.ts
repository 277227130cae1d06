import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openWatchdog } from './watchdog.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const adds = { slug: 'adds', worker: 'judge-1', deadlineMs: 1000 };

test('bites once, at the deadline and not before, and names whom', () => {
  const bite = vi.fn<(slug: string, worker: string) => void>();
  using watchdog = openWatchdog(bite);
  watchdog.started(adds);
  vi.advanceTimersByTime(999);
  expect(bite).not.toHaveBeenCalled();
  vi.advanceTimersByTime(100_000);
  expect(bite.mock.calls).toEqual([['adds', 'judge-1']]);
});

test('lets go of what ended, and of that alone', () => {
  const bite = vi.fn<(slug: string, worker: string) => void>();
  using watchdog = openWatchdog(bite);
  watchdog.started(adds);
  watchdog.started({ slug: 'lists', worker: 'judge-2', deadlineMs: 1000 });
  watchdog.ended('adds');
  watchdog.ended('never-started');
  vi.advanceTimersByTime(1000);
  expect(bite.mock.calls).toEqual([['lists', 'judge-2']]);
});

test('a second start, after the first judging process died, begins the time anew', () => {
  const bite = vi.fn<(slug: string, worker: string) => void>();
  using watchdog = openWatchdog(bite);
  watchdog.started(adds);
  vi.advanceTimersByTime(900);
  watchdog.started({ ...adds, worker: 'judge-2' });
  vi.advanceTimersByTime(999);
  expect(bite).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(bite.mock.calls).toEqual([['adds', 'judge-2']]);
});

test('holds no timer once it is closed', () => {
  const watchdog = openWatchdog(() => {});
  watchdog.started(adds);
  watchdog.started({ ...adds, slug: 'lists' });
  watchdog[Symbol.dispose]();
  expect(vi.getTimerCount()).toBe(0);
});
