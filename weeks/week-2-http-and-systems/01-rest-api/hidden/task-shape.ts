import { expectThat, showValue, type Teaching } from 'checker/kit';
import { isRecord } from './api.ts';

const members = ['createdAt', 'due', 'id', 'priority', 'status', 'title', 'updatedAt'];
const uuidV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The seven members of a task and their forms; what the values should be is the caller's. */
export function expectTaskShape(what: string, value: unknown, teaching: Teaching): void {
  expectThat(isRecord(value) && Object.keys(value).sort().join() === members.join(), {
    ...teaching,
    expected: `${what} to have the seven members ${members.join(', ')}, and no others`,
    saw: showValue(value),
  });
  const { id, status, priority, createdAt, updatedAt } = value;
  const faults = [
    typeof id === 'string' && uuidV7.test(id)
      ? null
      : 'id: a UUID of version 7 in lower case (xxxxxxxx-xxxx-7xxx-[89ab]xxx-xxxxxxxxxxxx)',
    status === 'open' || status === 'done' ? null : 'status: "open" or "done"',
    priority === 'low' || priority === 'normal' || priority === 'high'
      ? null
      : 'priority: "low", "normal" or "high"',
    isTime(createdAt) ? null : 'createdAt: a time as toISOString() writes it',
    isTime(updatedAt) ? null : 'updatedAt: a time as toISOString() writes it',
  ].filter((fault) => fault !== null);
  expectThat(faults.length === 0, {
    ...teaching,
    expected: `${what} to have ${faults.join('; ')}`,
    saw: showValue(value),
  });
}

/** The time in a UUID of version 7, in milliseconds: its first 48 bits. */
export function timeIn(id: string): number {
  return Number.parseInt(id.replace('-', '').slice(0, 12), 16);
}

function isTime(value: unknown): boolean {
  return (
    typeof value === 'string' && !Number.isNaN(Date.parse(value)) && new Date(value).toISOString() === value
  );
}
