import { invalid } from './errors.ts';
import type { Priority, Status, Task } from './types.ts';

export const checkTitle = (value: unknown): string => {
  if (typeof value !== 'string') return invalid('title: expected text');
  const title = value.trim();
  const length = Array.from(title).length;
  return length >= 1 && length <= 200 ? title : invalid(`title: expected 1 to 200 characters, got ${length}`);
};

export const checkPriority = (value: unknown): Priority =>
  value === 'low' || value === 'normal' || value === 'high'
    ? value
    : invalid('priority: expected low, normal or high');

export const checkDue = (value: unknown): string | null =>
  value === null || (typeof value === 'string' && exists(value))
    ? value
    : invalid('due: expected a date that exists, YYYY-MM-DD');

const checkStatus = (value: unknown): Status =>
  value === 'open' || value === 'done' ? value : invalid('status: expected open or done');

const checkTime = (value: unknown): string =>
  typeof value === 'string' &&
  /^\d{4}-\d\d-\d\dT([01]\d|2[0-3])(:[0-5]\d){2}(\.\d+)?Z$/.test(value) &&
  exists(value.slice(0, 10))
    ? value
    : invalid('time: expected RFC 3339 in UTC');

const checkId = (value: unknown): number =>
  Number.isInteger(value) && Number(value) > 0 ? Number(value) : invalid('id: expected a number from 1 on');

/** All members but the id. */
export const checkFields = (value: unknown): Omit<Task, 'id'> => {
  const given = members(value);
  const status = checkStatus(given.status);
  const doneAt = given.doneAt === null ? null : checkTime(given.doneAt);
  if ((doneAt === null) !== (status === 'open'))
    invalid('doneAt: expected a time if, and only if, it is done');
  return {
    title: checkTitle(given.title),
    status,
    priority: checkPriority(given.priority),
    due: checkDue(given.due),
    createdAt: checkTime(given.createdAt),
    doneAt,
  };
};

export const checkTask = (value: unknown): Task => ({
  id: checkId(members(value).id),
  ...checkFields(value),
});

/** Fills in what an import may leave out. */
export const withDefaults = (value: unknown, now: string): Record<string, unknown> => {
  const given = members(value);
  const defaults = { status: 'open', priority: 'normal', due: null, createdAt: now };
  const filled: Record<string, unknown> = { ...defaults };
  for (const key of ['title', ...Object.keys(defaults), 'doneAt']) {
    if (given[key] !== undefined) filled[key] = given[key];
  }
  if (filled.doneAt === undefined) filled.doneAt = filled.status === 'done' ? now : null;
  return filled;
};

const members = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : invalid('task: expected an object');

const exists = (day: string): boolean => {
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || day < '0001-01-01') return false;
  const time = Date.parse(`${day}T12:00:00.000Z`);
  return Number.isFinite(time) && new Date(time).toISOString().slice(0, 10) === day;
};
