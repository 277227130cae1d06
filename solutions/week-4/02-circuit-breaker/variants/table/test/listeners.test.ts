import { expect, test } from 'vitest';
import type { StateChange } from '../src/index.ts';
import { createWorld, down } from './world.ts';

const way = ({ from, to, reason }: StateChange) => `${from} → ${to} (${reason})`;

test('listeners hear each change, with its reason, before the call settles', async () => {
  const { breaker, clock, fail } = createWorld({ callTimeoutMs: 50 });
  const heard: string[] = [];
  breaker.onStateChange((change) => heard.push(way(change)));
  await fail();
  await breaker.execute(down).catch(() => heard.push('rejected'));
  await clock.advance(1000);
  const probe = breaker.execute(() => new Promise(() => {})).catch(() => {});
  await clock.advance(50);
  await probe;
  await clock.advance(1000);
  await breaker.execute(() => 'fine');
  expect(heard).toEqual([
    'closed → open (failure)',
    'rejected',
    'open → half-open (reset)',
    'half-open → open (timeout)',
    'open → half-open (reset)',
    'half-open → closed (success)',
  ]);
});

test('a listener that throws disturbs nobody', async () => {
  const { breaker, open } = createWorld();
  const heard: string[] = [];
  breaker.onStateChange(() => {
    throw new Error('the disk is full');
  });
  breaker.onStateChange(({ to }) => heard.push(to));
  await open();
  expect(await breaker.execute(() => 'fine')).toBe('fine');
  expect(heard).toEqual(['open', 'half-open', 'closed']);
});

test('each registration ends by itself, once', async () => {
  const { breaker, fail } = createWorld();
  const heard: string[] = [];
  const listener = ({ to }: StateChange) => heard.push(to);
  const first = breaker.onStateChange(listener);
  breaker.onStateChange(listener);
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  await fail(2);
  expect(heard).toEqual(['open']);
});

test('a change that a listener causes waits until all have heard the one before', async () => {
  const { breaker, clock, fail } = createWorld();
  const heard: string[] = [];
  breaker.onStateChange(({ to }) => {
    heard.push(`first: ${to}`);
    if (to !== 'open') return;
    void clock.advance(1000);
    void breaker.execute(() => new Promise(() => {}));
  });
  breaker.onStateChange(({ to }) => heard.push(`second: ${to}`));
  await fail(2);
  expect(heard).toEqual(['first: open', 'second: open', 'first: half-open', 'second: half-open']);
});
