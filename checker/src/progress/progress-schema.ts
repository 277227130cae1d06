import { z } from 'zod';
import type { Progress } from './progress.ts';

const verdictKind = z.enum(['passed', 'failed', 'blocked', 'inconclusive', 'not-run']);
const time = z.iso.datetime();
const count = z.int().min(0);

// Loose, so that what a later checker of the same version adds is kept by this one.
const requirementRecord = z.looseObject({
  best: verdictKind.nullable(),
  last: verdictKind.nullable(),
  firstPassedAt: time.nullable(),
  attempts: count,
  hints: count,
});

const exerciseRecord = z.looseObject({
  startedAt: time.nullable(),
  attempts: count,
  lastAttemptAt: time.nullable(),
  lastDigest: z.string().nullable(),
  lastPoints: z.number().nullable(),
  requirements: z.record(z.string(), requirementRecord),
});

const exercises = z.record(z.string(), exerciseRecord);

/** The records, or null where they are not of the right shape. */
export function parseRecords(value: unknown): Progress['exercises'] | null {
  const parsed = exercises.safeParse(value);
  return parsed.success ? parsed.data : null;
}
