export interface Task {
  readonly id: number;
  readonly title: string;
  readonly status: Status;
  readonly priority: Priority;
  /** `YYYY-MM-DD` */
  readonly due: string | null;
  /** RFC 3339 in UTC, as all times here. */
  readonly createdAt: string;
  /** A time exactly when the status is `done`. */
  readonly doneAt: string | null;
}

export type Status = (typeof statuses)[number];
export type Priority = (typeof priorities)[number];
/** A task that has no id yet. */
export type Draft = Omit<Task, 'id'>;

export const statuses = ['open', 'done'] as const;
export const priorities = ['low', 'normal', 'high'] as const;

export class InvalidTaskError extends Error {
  override readonly name = 'InvalidTaskError';
}

/** A whole task as it stands in a file: nothing may be missing. */
export function parseTask(value: unknown): Task {
  const fields = parseObject(value);
  return { id: parseId(fields.id), ...checkDraft(fields) };
}

/** A task as it comes from outside: only the title is required, the rest has defaults. */
export function parseDraft(value: unknown, now: string): Draft {
  const fields = parseObject(value);
  const { status = 'open', priority = 'normal', due = null, createdAt = now } = fields;
  const { doneAt = status === 'done' ? now : null } = fields;
  return checkDraft({ title: fields.title, status, priority, due, createdAt, doneAt });
}

export function parseTitle(value: unknown): string {
  const title = typeof value === 'string' ? value.trim() : fail('a title is text', value);
  if (title === '') throw new InvalidTaskError('a title must not be empty');
  // Counted in code points. 200 of them have at most 400 UTF-16 units, so a huge text need not be taken apart.
  if (title.length > 400 || [...title].length > 200) {
    throw new InvalidTaskError('a title has at most 200 characters');
  }
  return title;
}

export function parseDue(value: unknown): string | null {
  if (value === null) return null;
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && isDay(value)) return value;
  return fail('a due date is a day that exists, as YYYY-MM-DD', value);
}

export function parsePriority(value: unknown): Priority {
  return (
    priorities.find((priority) => priority === value) ?? fail(`a priority is ${priorities.join(', ')}`, value)
  );
}

export function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

function parseStatus(value: unknown): Status {
  return statuses.find((status) => status === value) ?? fail(`a status is ${statuses.join(' or ')}`, value);
}

function checkDraft(fields: Readonly<Record<string, unknown>>): Draft {
  const status = parseStatus(fields.status);
  const doneAt = fields.doneAt === null ? null : parseTime(fields.doneAt);
  if ((status === 'done') !== (doneAt !== null)) {
    throw new InvalidTaskError(`the status is ${status}, but doneAt is ${doneAt}`);
  }
  return {
    title: parseTitle(fields.title),
    status,
    priority: parsePriority(fields.priority),
    due: parseDue(fields.due),
    createdAt: parseTime(fields.createdAt),
    doneAt,
  };
}

function parseObject(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) fail('a task is an object', value);
  return value as Readonly<Record<string, unknown>>;
}

function parseId(value: unknown): number {
  return isId(value) ? value : fail('an id is a whole number from 1 on', value);
}

function parseTime(value: unknown): string {
  const shape = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?Z$/;
  const day = typeof value === 'string' ? shape.exec(value)?.[1] : undefined;
  return day !== undefined && isDay(day)
    ? String(value)
    : fail('a time is written as 2026-02-14T09:30:00.000Z', value);
}

/** Whether the day exists. `Date` rolls 30 February over into March instead of refusing it. */
function isDay(text: string): boolean {
  return !text.startsWith('0000') && new Date(`${text}T00:00:00Z`).getUTCDate() === Number(text.slice(8));
}

function fail(rule: string, value: unknown): never {
  const shown = JSON.stringify(value) ?? 'nothing';
  throw new InvalidTaskError(`${rule}; got ${shown.length > 60 ? `${shown.slice(0, 60)}…` : shown}`);
}
