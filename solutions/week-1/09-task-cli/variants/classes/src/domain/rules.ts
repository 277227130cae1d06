import { InvalidTaskError } from './errors.ts';
import type { Draft, Priority, Status, Task } from './model.ts';

/** What makes a value a task. Stateless: its methods could be functions, but then this would not be the class variant. */
export class Rules {
  title(value: unknown): string {
    if (typeof value !== 'string') throw new InvalidTaskError('The title has to be text.');
    const trimmed = value.trim();
    let points = 0;
    for (const _ of trimmed) {
      points += 1;
      if (points > 200) throw new InvalidTaskError('The title is longer than 200 characters.');
    }
    if (points === 0) throw new InvalidTaskError('The title is empty.');
    return trimmed;
  }

  due(value: unknown): string | null {
    if (value === null) return null;
    if (typeof value === 'string' && this.#isDay(value)) return value;
    throw new InvalidTaskError('The due date has to be a day of the calendar, as in 2026-03-01.');
  }

  priority(value: unknown): Priority {
    if (value === 'low' || value === 'normal' || value === 'high') return value;
    throw new InvalidTaskError('The priority has to be low, normal or high.');
  }

  status(value: unknown): Status {
    if (value === 'open' || value === 'done') return value;
    throw new InvalidTaskError('The status has to be open or done.');
  }

  time(value: unknown): string {
    if (typeof value === 'string') {
      const parts = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?Z$/.exec(value);
      if (parts) {
        const [, day = '', hour, minute, second] = parts;
        if (this.#isDay(day) && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60) return value;
      }
    }
    throw new InvalidTaskError('A time has to be given in UTC, as in 2026-03-01T12:00:00Z.');
  }

  id(value: unknown): number {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value;
    throw new InvalidTaskError('The id has to be a positive whole number.');
  }

  draft(value: unknown, now: string): Draft {
    const given = this.#object(value);
    const status = given.status === undefined ? 'open' : this.status(given.status);
    return this.#whole({
      title: given.title,
      status,
      priority: given.priority === undefined ? 'normal' : given.priority,
      due: given.due === undefined ? null : given.due,
      createdAt: given.createdAt === undefined ? now : given.createdAt,
      doneAt: given.doneAt !== undefined ? given.doneAt : status === 'done' ? now : null,
    });
  }

  task(value: unknown): Task {
    const given = this.#object(value);
    return { id: this.id(given.id), ...this.#whole(given) };
  }

  #whole(given: Record<string, unknown>): Draft {
    const draft = {
      title: this.title(given.title),
      status: this.status(given.status),
      priority: this.priority(given.priority),
      due: this.due(given.due),
      createdAt: this.time(given.createdAt),
      doneAt: given.doneAt === null ? null : this.time(given.doneAt),
    };
    const isDone = draft.status === 'done';
    if (isDone === (draft.doneAt === null)) {
      throw new InvalidTaskError(isDone ? 'A done task needs doneAt.' : 'An open task has no doneAt.');
    }
    return draft;
  }

  #object(value: unknown): Record<string, unknown> {
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return { ...value };
    throw new InvalidTaskError('A task has to be an object.');
  }

  #isDay(text: string): boolean {
    const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
    if (!parts) return false;
    const [year, month, day] = parts.slice(1).map(Number);
    if (year === undefined || month === undefined || day === undefined) return false;
    return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= this.#daysIn(year, month);
  }

  #daysIn(year: number, month: number): number {
    const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
    if (month === 2) return leap ? 29 : 28;
    return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  }
}
