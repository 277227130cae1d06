import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { recordFolder } from '../../workspace/layout.ts';
import type { Question } from '../../written/question.ts';
import { addExamples } from '../../written/rubric/add-examples.ts';
import type { Example } from '../../written/rubric/rubric-schema.ts';

export interface KeptExamples {
  readonly question: string;
  readonly file: string;
  /** Beside the question; otherwise in the workspace, for somebody who may write into the course. */
  readonly inCourse: boolean;
  readonly added: readonly { readonly id: string }[];
  /** Ids of examples that have the same words already; `differs` where they are labelled otherwise. */
  readonly known: readonly { readonly id: string; readonly differs: boolean }[];
}

export type WriteFile = (file: string, text: string) => Promise<void>;

/** Adds them to the question's own examples; where the course may not be written to, to a file that `rubric import` takes. */
export async function keepExamples(
  root: string,
  { slug, folder }: Question,
  fresh: readonly Example[],
  write: WriteFile = writeWhole,
): Promise<KeptExamples> {
  const name = `${slug}.examples.yaml`;
  const own = join(folder, name);
  try {
    return { ...(await keepIn(own, slug, fresh, write)), inCourse: true };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    // Those that the course has already are not collected a second time.
    const { added } = addExamples(slug, fresh, contentOf(own));
    const aside = join(recordFolder(root), 'examples', name);
    return { ...(await keepIn(aside, slug, added, write)), inCourse: false };
  }
}

async function keepIn(
  file: string,
  question: string,
  fresh: readonly Example[],
  write: WriteFile,
): Promise<Omit<KeptExamples, 'inCourse'>> {
  const { text, added, known } = addExamples(question, fresh, contentOf(file));
  if (text !== null) await write(file, text);
  return {
    question,
    file,
    added: added.map(({ id }) => ({ id })),
    known: known.map(({ fresh: example, as }) => ({
      id: as.id,
      differs: labelsOf(example) !== labelsOf(as),
    })),
  };
}

function labelsOf({ covered, contradicted, misconceptions }: Example): string {
  return JSON.stringify([covered, contradicted, misconceptions].map((ids) => ids.toSorted()));
}

function contentOf(file: string): string | null {
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

async function writeWhole(file: string, text: string): Promise<void> {
  const { default: writeFileAtomic } = await import('write-file-atomic');
  mkdirSync(dirname(file), { recursive: true });
  await writeFileAtomic(file, text);
}

function isRefusal(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && ['EACCES', 'EPERM', 'EROFS'].includes(String(error.code))
  );
}
