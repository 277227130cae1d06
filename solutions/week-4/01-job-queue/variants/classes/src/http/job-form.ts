import type { NewJob } from '../domain/ports.ts';
import { Unkeepable } from '../domain/unkeepable.ts';
import { HttpError } from './http-error.ts';

const deepest = 100;

/** A body that should be a job. Faults are gathered and thrown together. */
export class JobForm {
  readonly #members: ReadonlyMap<string, unknown>;
  readonly #faults: { pointer: string; detail: string }[] = [];

  constructor(body: unknown) {
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw new HttpError(422, 'this is no job', [{ pointer: '', detail: 'this has to be an object' }]);
    }
    this.#members = new Map(Object.entries(body));
  }

  read(hasHandler: (type: string) => boolean): NewJob {
    for (const name of this.#members.keys()) {
      if (!['type', 'payload', 'maxAttempts', 'runAt', 'priority'].includes(name)) {
        this.#refuse(name, 'this member does not belong here');
      }
    }
    const job = {
      type: this.#type(hasHandler),
      payload: this.#payload(),
      maxAttempts: this.#integer('maxAttempts', 5, 1, 100),
      runAt: this.#time('runAt'),
      priority: this.#integer('priority', 0, -100, 100),
    };
    if (this.#faults.length > 0) throw new HttpError(422, 'this is no job', this.#faults);
    return job;
  }

  #refuse(name: string, detail: string): void {
    this.#faults.push({ pointer: `/${name.replace(/~/g, '~0').replace(/\//g, '~1')}`, detail });
  }

  #type(hasHandler: (type: string) => boolean): string {
    const type = this.#members.get('type');
    if (typeof type === 'string' && hasHandler(type)) return type;
    this.#refuse('type', this.#members.has('type') ? 'no handler has this name' : 'a job needs a type');
    return '';
  }

  #payload(): unknown {
    const payload = this.#members.get('payload');
    if (!this.#members.has('payload')) this.#refuse('payload', 'a job needs a payload, be it null');
    const fault = new Unkeepable(deepest).find(payload, '/payload');
    if (fault !== undefined) this.#faults.push(fault);
    return payload;
  }

  #integer(name: string, standard: number, least: number, most: number): number {
    if (!this.#members.has(name)) return standard;
    const value = this.#members.get(name);
    if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most)
      return Number(value);
    this.#refuse(name, `this is a whole number, ${least} to ${most}`);
    return standard;
  }

  #time(name: string): Date | null {
    if (!this.#members.has(name)) return null;
    const time = parseTime(this.#members.get(name));
    if (time === null) this.#refuse(name, 'this is a time with its offset, such as 2026-03-01T12:00:00Z');
    return time;
  }
}

/** RFC 3339, and a day that the calendar has. */
function parseTime(text: unknown): Date | null {
  const match =
    typeof text === 'string' &&
    /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3])(:[0-5]\d){2}(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i.exec(text);
  if (!match) return null;
  const [whole, day = ''] = match;
  const midnight = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight.valueOf()) || !midnight.toISOString().startsWith(day)) return null;
  const time = new Date(whole.toUpperCase());
  return time.getUTCFullYear() >= 1970 && time.getUTCFullYear() <= 9999 ? time : null;
}
