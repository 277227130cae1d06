import { InvalidTaskError } from './errors.ts';
import type { Priority, Task } from './types.ts';

/** What an item of an import says; the missing times are filled in by whoever knows the time. */
export type Draft = Omit<Task, 'id' | 'createdAt'> & { readonly createdAt: string | null };

export function checkTitle(title: unknown): string {
  if (typeof title !== 'string') throw new InvalidTaskError('the title is not text');
  const trimmed = title.trim();
  const length = [...trimmed].length;
  if (length < 1 || length > 200)
    throw new InvalidTaskError(`the title has ${length} characters; 1 to 200 are allowed`);
  return trimmed;
}

export function checkDue(due: unknown): string | null {
  if (due === null || due === undefined) return null;
  if (!isDate(due)) throw new InvalidTaskError(`no such date: ${JSON.stringify(due)}`);
  return due;
}

export function checkPriority(priority: unknown): Priority {
  switch (priority) {
    case undefined:
      return 'normal';
    case 'low':
    case 'normal':
    case 'high':
      return priority;
    default:
      throw new InvalidTaskError(`no such priority: ${JSON.stringify(priority)}`);
  }
}

export function checkItem(item: unknown): Draft {
  if (typeof item !== 'object' || item === null || Array.isArray(item))
    throw new InvalidTaskError('not an object');
  const {
    title,
    due,
    priority,
    status = 'open',
    createdAt = null,
    doneAt = null,
  } = item as Record<string, unknown>;
  if (status !== 'open' && status !== 'done')
    throw new InvalidTaskError(`no such status: ${JSON.stringify(status)}`);
  if (createdAt !== null && !isInstant(createdAt)) throw new InvalidTaskError('createdAt is no time');
  if (doneAt !== null && !isInstant(doneAt)) throw new InvalidTaskError('doneAt is no time');
  if (status === 'open' && doneAt !== null) throw new InvalidTaskError('an open task has no doneAt');
  return {
    title: checkTitle(title),
    due: checkDue(due),
    priority: checkPriority(priority),
    status,
    createdAt,
    doneAt,
  };
}

/** A task as it must stand in a file: all members there, all as described. */
export function isTask(value: unknown): value is Task {
  if (typeof value !== 'object' || value === null) return false;
  const task = value as Partial<Record<keyof Task, unknown>>;
  return (
    Number.isSafeInteger(task.id) &&
    (task.id as number) > 0 &&
    typeof task.title === 'string' &&
    task.title === task.title.trim() &&
    task.title !== '' &&
    [...task.title].length <= 200 &&
    ['low', 'normal', 'high'].includes(task.priority as string) &&
    (task.due === null || isDate(task.due)) &&
    isInstant(task.createdAt) &&
    (task.status === 'open' ? task.doneAt === null : task.status === 'done' && isInstant(task.doneAt))
  );
}

function isDate(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value) || value.startsWith('0000'))
    return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

function isInstant(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/.test(value) &&
    !Number.isNaN(Date.parse(value))
  );
}
