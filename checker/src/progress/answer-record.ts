import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { CheckerError } from '../errors.ts';
import { answerRecordFile } from '../workspace/answers.ts';
import { type LockOptions, withLock } from '../workspace/lock.ts';

/** A mark by a human, for exactly the text whose digest it names. */
export interface HumanMark {
  readonly marks: number;
  readonly by: string;
  readonly note: string;
  readonly digest: string;
  readonly at: string;
}

export interface Dispute {
  readonly at: string;
  readonly digest: string;
  /** The concept that is meant; null where it is the marks as a whole. */
  readonly concept: string | null;
  readonly because: string;
}

export interface AnswerRecord {
  readonly marks: number | null;
  readonly of: number;
  /** Of the text that the marks are for. */
  readonly digest: string;
  readonly gradedAt: string;
  readonly review: readonly string[];
  /** Why a human should look because of a second opinion on that text. */
  readonly secondOpinion: readonly string[];
  readonly disputes: readonly Dispute[];
  readonly human: HumanMark | null;
}

export type AnswerRecords = Readonly<Record<string, AnswerRecord>>;

const time = z.iso.datetime();
const schema = z.strictObject({
  version: z.literal(1),
  answers: z.record(
    z.string(),
    z.strictObject({
      marks: z.number().nullable(),
      of: z.number(),
      digest: z.string(),
      gradedAt: time,
      review: z.array(z.string()),
      secondOpinion: z.array(z.string()).default([]),
      disputes: z.array(
        z.strictObject({ at: time, digest: z.string(), concept: z.string().nullable(), because: z.string() }),
      ),
      human: z
        .strictObject({ marks: z.number(), by: z.string(), note: z.string(), digest: z.string(), at: time })
        .nullable(),
    }),
  ),
});

/** Throws SUBMISSION_UNREADABLE where the file is damaged: what humans said must not be lost by writing over it. */
export function readAnswerRecords(root: string): AnswerRecords {
  const file = answerRecordFile(root);
  if (!existsSync(file)) return {};
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw damaged(file, cause);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw damaged(file, parsed.error);
  return parsed.data.answers;
}

export function changeAnswerRecords(
  root: string,
  update: (records: AnswerRecords) => AnswerRecords,
  options?: LockOptions,
): Promise<AnswerRecords> {
  return withLock(
    root,
    async () => {
      const { default: writeFileAtomic } = await import('write-file-atomic');
      const file = answerRecordFile(root);
      const answers = update(readAnswerRecords(root));
      mkdirSync(dirname(file), { recursive: true });
      await writeFileAtomic(file, `${JSON.stringify({ version: 1, answers }, null, 2)}\n`);
      return answers;
    },
    options,
  );
}

function damaged(file: string, cause: unknown): CheckerError {
  return new CheckerError('SUBMISSION_UNREADABLE', `the record of your answers cannot be read: ${file}`, {
    hint: 'Put a sound copy in its place, or move it away: then it begins anew, and your answers are graded again.',
    cause,
  });
}
