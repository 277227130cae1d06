import { expect, test } from 'vitest';
import { createVirtualClock } from './virtual-clock.ts';

test('time passes only when it is told to, and runs what falls due in the order of its time', () => {
  const clock = createVirtualClock(100);
  const ran: string[] = [];
  clock.after(30, () => ran.push(`late at ${clock.now()}`));
  clock.after(10, () => ran.push(`early at ${clock.now()}`));
  const cancelled = clock.after(20, () => ran.push('cancelled'));
  cancelled[Symbol.dispose]();

  expect(clock.advance(29)).toBe(1);
  expect(clock.now()).toBe(129);
  expect(clock.pending()).toBe(1);
  expect(clock.advance(1)).toBe(1);
  expect(ran).toEqual(['early at 110', 'late at 130']);
});

test('next tells when the earliest timer is due, and null where none is set', () => {
  const clock = createVirtualClock();
  expect(clock.next()).toBeNull();
  clock.after(50, () => {});
  const sooner = clock.after(20, () => {});
  expect(clock.next()).toBe(20);
  clock.advance(5);
  expect(clock.next()).toBe(15);
  sooner[Symbol.dispose]();
  expect(clock.next()).toBe(45);
  clock.advance(45);
  expect(clock.next()).toBeNull();
});
