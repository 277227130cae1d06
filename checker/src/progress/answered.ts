import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { answerRecordFile } from '../workspace/answers.ts';

/** How far a learner is with the written questions of a week. */
export interface Answered {
  readonly questions: number;
  /** Answers that have marks. */
  readonly answered: number;
  readonly marks: number;
  /** Most that those could have. */
  readonly of: number;
}

/**
 * Of one week's folder; null where it has no questions. Reads names and the record alone, and takes a record that it cannot
 * read as none: the commands that write it say what is wrong with it.
 */
export function answeredIn(root: string, weekFolder: string): Answered | null {
  const folder = join(weekFolder, 'questions');
  if (!existsSync(folder)) return null;
  const slugs = readdirSync(folder).flatMap((name) => /^(.+)\.rubric\.yaml$/.exec(name)?.[1] ?? []);
  if (slugs.length === 0) return null;
  const records = readRecords(root);
  const marked = slugs.flatMap((slug) => {
    const { marks, of } = records[slug] ?? {};
    return typeof marks === 'number' && typeof of === 'number' ? [{ marks, of }] : [];
  });
  return {
    questions: slugs.length,
    answered: marked.length,
    marks: marked.reduce((sum, { marks }) => sum + marks, 0),
    of: marked.reduce((sum, { of }) => sum + of, 0),
  };
}

function readRecords(
  root: string,
): Readonly<Record<string, { readonly marks?: unknown; readonly of?: unknown }>> {
  try {
    return JSON.parse(readFileSync(answerRecordFile(root), 'utf8')).answers ?? {};
  } catch {
    return {};
  }
}
