import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { CheckerError } from '../../errors.ts';
import type { Entry } from '../../report/entry.ts';
import type { Context } from '../context.ts';
import type { ExportWishes } from './export-options.ts';
import { fileNames } from './file-names.ts';

/**
 * Writes every form that was asked for; folders on the way are made. `--github` also adds to the file that the environment
 * names in GITHUB_STEP_SUMMARY; its annotations are for standard output, see `annotate`.
 */
export async function writeExports(
  context: Pick<Context, 'cwd' | 'env'>,
  entries: readonly Entry[],
  wishes: ExportWishes,
): Promise<void> {
  const write = (file: string, text: string) => writeOut(resolve(context.cwd, file), text);
  if (wishes.junit !== undefined) {
    const { renderClassJunit } = await import('../../report/junit.ts');
    await write(wishes.junit, renderClassJunit(entries));
  }
  if (wishes.ctrf !== undefined) {
    const { renderCtrf } = await import('../../report/ctrf.ts');
    await write(wishes.ctrf, renderCtrf(entries));
  }
  if (wishes.csv !== undefined) {
    const { renderCsv } = await import('../../report/csv.ts');
    await write(wishes.csv, renderCsv(entries));
  }
  if (wishes.gradescope !== undefined) {
    const { renderGradescope } = await import('../../report/gradescope.ts');
    await writeEach(write, wishes.gradescope, '.json', entries, renderGradescope);
  }
  if (wishes.classroom !== undefined) {
    const { renderClassroom } = await import('../../report/classroom.ts');
    await writeEach(write, wishes.classroom, '.base64', entries, renderClassroom);
  }
  const summary = context.env.GITHUB_STEP_SUMMARY;
  if (wishes.github && summary !== undefined && summary !== '') {
    const { renderSummary } = await import('../../report/github-summary.ts');
    await appendFile(resolve(context.cwd, summary), renderSummary(entries));
  }
}

/** Gradescope and Classroom take one submission at a time: of several, each has a file of its own in a folder. */
async function writeEach(
  write: (file: string, text: string) => Promise<void>,
  target: string,
  ending: string,
  entries: readonly Entry[],
  render: (entry: Entry) => string,
): Promise<void> {
  const [first] = entries;
  if (entries.length === 1 && first !== undefined) return write(target, render(first));
  const names = fileNames(entries);
  for (const [index, entry] of entries.entries())
    await write(join(target, `${names[index]}${ending}`), render(entry));
}

async function writeOut(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EISDIR' && code !== 'ENOTDIR' && code !== 'EEXIST') throw error;
    throw new CheckerError('USAGE', `${file} cannot be written: a folder or a file is in its way`, {
      hint: 'Name another file for it.',
      cause: error,
    });
  }
}
