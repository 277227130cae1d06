import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import type { VerdictKind } from '../judge/verdict.ts';
import { LiveProgress, type LiveProgressOptions } from './live-progress.ts';
import { failures } from './samples/failures.ts';

function watch(part: Partial<LiveProgressOptions>) {
  const written: string[] = [];
  const ticks: (() => void)[] = [];
  const state = { now: 1000, stopped: false, everyMs: 0 };
  const progress = new LiveProgress({
    stream: { write: (text) => written.push(text) },
    mode: 'line',
    exercise: 'task-cli',
    total: 36,
    columns: 80,
    unicode: true,
    clock: { elapsed: () => state.now },
    every: (ms, call) => {
      state.everyMs = ms;
      ticks.push(call);
      return () => {
        state.stopped = true;
      };
    },
    ...part,
  });
  const tick = () => {
    for (const call of ticks) call();
  };
  return { progress, written, state, tick };
}

function ended(slug: string, kind: VerdictKind) {
  const observation = failures.lists;
  const verdict =
    kind === 'failed' && observation !== undefined ? { kind, observation } : { kind: 'passed' as const };
  return { kind: 'ended' as const, result: { slug, verdict, durationMs: 1, seed: 1 } };
}

test('on a terminal one line tells what is running, what failed and since when', () => {
  const { progress, written, state } = watch({});
  expect(written.at(-1)).toBe('\r\u001b[2K░░░░░░░░░░░░░░░░░░░░ building, 0 ms');
  progress.take({ kind: 'started', slug: 'adds' });
  progress.take({ kind: 'started', slug: 'lists' });
  state.now += 2340;
  progress.take(ended('adds', 'passed'));
  expect(written.at(-1)).toBe('\r\u001b[2K█░░░░░░░░░░░░░░░░░░░ 1 of 36, ✓ 1 passed, 2.3 s, running lists');
  progress.take(ended('lists', 'failed'));
  expect(written.at(-1)).toContain('2 of 36, ✓ 1 passed, ✗ 1 failed, 2.3 s');
});

test('the elapsed time goes on between events', () => {
  const { progress, written, state, tick } = watch({});
  progress.take({ kind: 'started', slug: 'adds' });
  state.now += 5000;
  tick();
  expect(written.at(-1)).toContain('5.0 s, running adds');
});

test('the line is gone at the end, and nothing ticks on', () => {
  const { progress, written, state } = watch({});
  progress[Symbol.dispose]();
  expect(written.at(-1)).toBe('\r\u001b[2K');
  expect(state.stopped).toBe(true);
  progress[Symbol.dispose]();
  expect(written.filter((text) => text === '\r\u001b[2K')).toHaveLength(1);
});

test.each([30, 40, 60, 80])('at %i columns the line never wraps', (columns) => {
  const { progress, written } = watch({ columns });
  for (const slug of ['import-export-round-trip', 'completes-and-reopens', 'stale-lock-recovered']) {
    progress.take({ kind: 'started', slug });
  }
  expect(stringWidth((written.at(-1) ?? '').replace('\r\u001b[2K', ''))).toBeLessThan(columns);
});

test('elsewhere a line at the start and one every five seconds, without control sequences', () => {
  const { progress, written, state, tick } = watch({ mode: 'log', unicode: false });
  progress.take({ kind: 'started', slug: 'adds' });
  progress.take(ended('adds', 'passed'));
  progress.take({ kind: 'started', slug: 'lists' });
  expect(state.everyMs).toBe(5000);
  state.now += 5000;
  tick();
  progress[Symbol.dispose]();
  expect(written).toEqual([
    'Judging task-cli: 36 requirements.\n',
    'Still judging: 1 of 36, + 1 passed, 5.0 s, running lists\n',
  ]);
});

test('silent is silent', () => {
  const { progress, written, tick } = watch({ mode: 'silent' });
  progress.take({ kind: 'building' });
  progress.take(ended('adds', 'passed'));
  tick();
  progress[Symbol.dispose]();
  expect(written).toEqual([]);
});
