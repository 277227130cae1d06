import type { Priority, Status } from './task.ts';

/** What a value must be. `read` gives the value as it is kept, or undefined when it breaks the rule. */
export interface Rule<T> {
  readonly expected: string;
  read(value: unknown): T | undefined;
}

const titleLength = 200;
const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const title: Readonly<Rule<string>> = Object.freeze({
  expected: `text of 1 to ${titleLength} characters, without U+0000 and lone surrogates`,
  read(value: unknown) {
    if (typeof value !== 'string' || !value.isWellFormed() || value.includes('\0')) return undefined;
    const text = value.trim();
    // A code point is one or two UTF-16 units: texts that are certainly too long are not taken apart.
    if (text === '' || text.length > 2 * titleLength || [...text].length > titleLength) return undefined;
    return text;
  },
});

export const status: Readonly<Rule<Status>> = Object.freeze({
  expected: '"open" or "done"',
  read: (value: unknown) => (value === 'open' || value === 'done' ? value : undefined),
});

export const priority: Readonly<Rule<Priority>> = Object.freeze({
  expected: '"low", "normal" or "high"',
  read: (value: unknown) => (value === 'low' || value === 'normal' || value === 'high' ? value : undefined),
});

export const due: Readonly<Rule<string | null>> = Object.freeze({
  expected: 'a date that exists, like "2026-03-01", or null',
  read(value: unknown) {
    if (value === null) return null;
    return typeof value === 'string' && isDate(value) ? value : undefined;
  },
});

export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && uuidPattern.test(value);
}

/** `new Date` rolls 30 February over into March: a date exists when it comes out as it went in. */
function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith('0000')) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
