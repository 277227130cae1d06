import { HttpError } from './errors.ts';

export interface NewJob {
  type: string;
  payload: unknown;
  priority: number;
  maxAttempts: number;
  runAt: string | null;
}

type Fault = { pointer: string; detail: string };

export function parseNewJob(body: unknown, types: readonly string[]): NewJob {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new HttpError(422, 'expected an object', [{ pointer: '', detail: 'expected an object' }]);
  }
  const given = body as Partial<Record<'type' | 'payload' | 'priority' | 'maxAttempts' | 'runAt', unknown>>;
  const faults: Fault[] = [];
  const check = (name: string, good: boolean, detail: string) => {
    if (!good) faults.push({ pointer: `/${name}`, detail });
  };
  const has = (name: string) => Object.hasOwn(given, name);
  const int = (value: unknown, min: number, max: number) =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max;

  for (const name of Object.keys(given)) {
    const pointer = name.replaceAll('~', '~0').replaceAll('/', '~1');
    const known = ['type', 'payload', 'priority', 'maxAttempts', 'runAt'].includes(name);
    check(pointer, known, 'unknown member');
  }
  check('type', typeof given.type === 'string' && types.includes(given.type), 'no such type');
  check('payload', has('payload'), 'a payload is missing');
  if (has('priority')) check('priority', int(given.priority, -100, 100), 'expected -100 to 100');
  if (has('maxAttempts')) check('maxAttempts', int(given.maxAttempts, 1, 100), 'expected 1 to 100');
  if (has('runAt')) check('runAt', isMoment(given.runAt), 'expected an RFC 3339 time');
  const unkept = whyUnkept(given.payload, 0);
  check('payload', unkept === undefined, unkept ?? '');
  if (faults.length > 0) throw new HttpError(422, 'not a job', faults);
  return {
    type: given.type as string,
    payload: given.payload,
    priority: (given.priority as number | undefined) ?? 0,
    maxAttempts: (given.maxAttempts as number | undefined) ?? 5,
    // In UTC: PostgreSQL does not know all the offsets that RFC 3339 has.
    runAt: has('runAt') ? utc(given.runAt as string).toISOString() : null,
  };
}

/** jsonb keeps neither of the two. */
function whyUnkept(value: unknown, depth: number): string | undefined {
  if (depth > 100) return 'nested too deep';
  if (typeof value === 'string') return whyNoText(value);
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, member] of Object.entries(value)) {
    const why = whyNoText(key) ?? whyUnkept(member, depth + 1);
    if (why !== undefined) return why;
  }
  return undefined;
}

function whyNoText(text: string): string | undefined {
  if (text.includes('\0')) return 'NUL cannot be kept';
  return text.isWellFormed() ? undefined : 'a lone surrogate cannot be kept';
}

function isMoment(value: unknown): boolean {
  const pattern =
    /^(\d{4})-(\d{2})-(\d{2})[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
  const parts = typeof value === 'string' ? pattern.exec(value) : null;
  if (parts === null) return false;
  const [, year, month, day] = parts.map(Number) as [number, number, number, number];
  const date = new Date(Date.UTC(year, month - 1, day));
  const exact = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  const utcYear = utc(value as string).getUTCFullYear();
  return exact && utcYear >= 1970 && utcYear <= 9999;
}

function utc(text: string): Date {
  return new Date(text.toUpperCase());
}
