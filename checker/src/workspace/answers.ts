import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { recordFolder } from './layout.ts';
import { withLock } from './lock.ts';

/** Where a learner writes the answer to a question. */
export function answerFile(root: string, question: string): string {
  return join(root, 'workspace', 'questions', `${question}.md`);
}

/** What is known of the answers besides their text: marks, disagreements, what humans said. */
export function answerRecordFile(root: string): string {
  return join(recordFolder(root), 'answers.json');
}

const marker = 'Your answer goes below this line; what stands above is not read.';

/** The question in a quotation, which the grader never takes for the learner's own words, and room for the answer. */
export function answerSheet(page: string): string {
  const quoted = page
    .trim()
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');
  return `${quoted}\n\n---\n*${marker}*\n\n`;
}

/** The learner's own part of an answer file; all of it where the line was taken out. */
export function answerIn(text: string): string {
  const at = text.indexOf(marker);
  return at === -1 ? text : text.slice(at + marker.length).replace(/^\*/, '');
}

/** Null where there is no such file. Throws the file system's own error where it cannot be read. */
export function readAnswerFile(root: string, question: string): string | null {
  const file = answerFile(root, question);
  if (!existsSync(file)) return null;
  return answerIn(readFileSync(file, 'utf8'));
}

export interface LaidSheets {
  /** Paths of new sheets. */
  readonly written: readonly string[];
  /** Slugs that had one, which was left as it is. */
  readonly kept: readonly string[];
}

/** Lays out a sheet for each question that has none. */
export function layAnswerSheets(
  root: string,
  questions: readonly { readonly slug: string; readonly page: string }[],
  signal: AbortSignal,
): Promise<LaidSheets> {
  return withLock(
    root,
    () => {
      const written: string[] = [];
      const kept: string[] = [];
      for (const { slug, page } of questions) {
        const file = answerFile(root, slug);
        mkdirSync(dirname(file), { recursive: true });
        if (existsSync(file)) kept.push(slug);
        else {
          writeFileSync(file, answerSheet(page), { flag: 'wx' });
          written.push(file);
        }
      }
      return { written, kept };
    },
    { signal },
  );
}
