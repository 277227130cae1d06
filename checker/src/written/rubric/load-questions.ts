import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import type { z } from 'zod';
import { inOrder, type Problem } from '../../course/problem.ts';
import { type Glossary, readElement } from '../matching/pattern.ts';
import type { PracticeSentence, Question, Questions } from '../question.ts';
import { checkRubric } from './check-rubric.ts';
import { readDocument } from './read-document.ts';
import { examplesSchema, glossarySchema, practiceSchema, rubricSchema } from './rubric-schema.ts';

export interface WrittenCourse extends Questions {
  readonly glossary: Glossary;
  /** The glossary's words as they are written there: they are spelled right. */
  readonly words: readonly string[];
}

/** Every question under `weeks/`, in the order of weeks and names, and every mistake of their files. */
export function loadQuestions(root: string): WrittenCourse {
  const problems: Problem[] = [];
  const weeks = join(root, 'weeks');
  const read = <S extends z.ZodType>(schema: S, path: string): z.output<S> | null => {
    const file = relative(root, path).replaceAll('\\', '/');
    const reading = readDocument(schema, readFileSync(path, 'utf8'), file);
    if (reading.ok) return reading.value;
    problems.push(...reading.problems);
    return null;
  };
  const glossaryPath = join(weeks, 'glossary.yaml');
  const sets = existsSync(glossaryPath) ? read(glossarySchema, glossaryPath) : null;
  const glossary = glossaryOf(sets ?? {});
  const shared = digestOf([
    glossaryPath,
    join(weeks, 'language.model.json'),
    join(weeks, 'words.model.json'),
  ]);
  const questions: Question[] = [];
  for (const { number, folder } of questionFolders(weeks))
    for (const name of readdirSync(folder).sort()) {
      if (!name.endsWith('.rubric.yaml')) continue;
      const slug = basename(name, '.rubric.yaml');
      const path = join(folder, name);
      const rubric = read(rubricSchema, path);
      if (rubric === null) continue;
      const page = join(folder, `${slug}.md`);
      const file = relative(root, path).replaceAll('\\', '/');
      if (!existsSync(page))
        problems.push({ file, line: 1, column: 1, message: `expected ${slug}.md beside it, got none` });
      problems.push(...checkRubric(rubric, { slug, file, glossary, text: readFileSync(path, 'utf8') }));
      const examples = join(folder, `${slug}.examples.yaml`);
      const practice = join(folder, `${slug}.practice.yaml`);
      questions.push({
        slug,
        week: number,
        folder,
        rubric,
        page: existsSync(page) ? readFileSync(page, 'utf8') : '',
        examples: existsSync(examples) ? (read(examplesSchema, examples)?.examples ?? []) : [],
        practice: existsSync(practice) ? practiceOf(read(practiceSchema, practice)) : [],
        digest: digestOf([path, join(folder, `${slug}.model.json`)], shared),
      });
    }
  return { questions, problems: inOrder(problems), glossary, words: wordsOf(sets ?? {}) };
}

export function glossaryOf(sets: Readonly<Record<string, string>>): Glossary {
  return new Map(
    Object.entries(sets).map(([name, wordings]) => [
      name,
      wordings.split(',').flatMap((wording) => {
        const element = readElement(`"${wording.trim()}"`, new Map());
        return Array.isArray(element) ? element : [];
      }),
    ]),
  );
}

function wordsOf(sets: Readonly<Record<string, string>>): string[] {
  return Object.values(sets).flatMap((wordings) => wordings.toLowerCase().match(/[a-z]+/g) ?? []);
}

function practiceOf(practice: z.output<typeof practiceSchema> | null): PracticeSentence[] {
  if (practice === null) return [];
  return [...practice.concepts, ...practice.misconceptions].flatMap(({ id, states, near }) => [
    ...states.map((text) => ({ text, says: [id], not: [] })),
    ...near.map((text) => ({ text, says: [], not: [id] })),
  ]);
}

function questionFolders(weeks: string): { readonly number: number; readonly folder: string }[] {
  if (!existsSync(weeks)) return [];
  return readdirSync(weeks)
    .sort()
    .flatMap((name) => {
      const number = /^week-(\d+)-/.exec(name)?.[1];
      const folder = join(weeks, name, 'questions');
      return number !== undefined && existsSync(folder) ? [{ number: Number(number), folder }] : [];
    });
}

function digestOf(files: readonly string[], others = ''): string {
  const hash = createHash('sha256').update(others);
  for (const file of files) hash.update(existsSync(file) ? readFileSync(file) : '').update('\0');
  return hash.digest('hex').slice(0, 16);
}
