import { z } from 'zod';
import { type Fault, pointTo } from './fault.ts';
import { findUnkeepable } from './find-unkeepable.ts';

/** What a client asks for, checked. What was left out is undefined: defaults are no part of a request. */
export interface NewJob {
  readonly type: string;
  readonly payload: unknown;
  readonly maxAttempts: number;
  /** In UTC; null for now, which only the database knows. */
  readonly runAt: string | null;
  readonly priority: number;
}

export type Checked = { readonly job: NewJob } | { readonly faults: readonly Fault[] };

/** @param types what there are handlers for */
export function checkNewJob(body: unknown, types: ReadonlySet<string>): Checked {
  const checked = rules(types).safeParse(body);
  const faults = checked.success ? [] : checked.error.issues.flatMap(toFaults);
  const place = findUnkeepable((body as { readonly payload?: unknown } | null)?.payload);
  if (place !== undefined) faults.push({ pointer: `/payload${place.pointer}`, detail: place.detail });
  if (!checked.success || faults.length > 0) return { faults };
  const { type, payload, maxAttempts = 5, runAt = null, priority = 0 } = checked.data;
  return { job: { type, payload, maxAttempts, runAt, priority } };
}

function rules(types: ReadonlySet<string>) {
  return z.strictObject(
    {
      type: z
        .string('expected the name of a handler')
        .refine((type) => types.has(type), 'no handler has this name'),
      payload: z.unknown().refine((payload) => payload !== undefined, 'expected any JSON, null included'),
      maxAttempts: wholeNumber(1, 100).optional(),
      runAt: z
        .string('expected a time')
        .refine(isTime, 'expected a time such as 2026-03-01T12:00:00Z')
        .transform(toUtc)
        .optional(),
      priority: wholeNumber(-100, 100).optional(),
    },
    'expected an object',
  );
}

function wholeNumber(min: number, max: number) {
  const expected = `expected a whole number from ${min} to ${max}`;
  return z.int(expected).min(min, expected).max(max, expected);
}

/** `Date.parse` alone takes much that is no RFC 3339, and rolls 30 February over into March. */
function isTime(text: string): boolean {
  if (!z.iso.datetime({ offset: true }).safeParse(text).success) return false;
  const year = new Date(text).getUTCFullYear();
  return year >= 1970 && year <= 9999;
}

/** PostgreSQL knows no offset of 16 hours and more, and RFC 3339 does. */
function toUtc(text: string): string {
  return new Date(text).toISOString();
}

function toFaults(issue: z.core.$ZodIssue): Fault[] {
  if (issue.code !== 'unrecognized_keys') {
    return [
      {
        pointer: issue.path.reduce<string>((parent, member) => pointTo(parent, String(member)), ''),
        detail: issue.message,
      },
    ];
  }
  return issue.keys.map((key) => ({ pointer: pointTo('', key), detail: 'there is no such member' }));
}
