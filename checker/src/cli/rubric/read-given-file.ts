import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { z } from 'zod';
import { tellProblem } from '../../course/problem.ts';
import { CheckerError } from '../../errors.ts';
import { readDocument } from '../../written/rubric/read-document.ts';

/** A YAML or JSON file that somebody has named on the command line. Throws USAGE with what is wrong and what it should hold. */
export function readGivenFile<S extends z.ZodType>(
  schema: S,
  { cwd, file, hint }: { readonly cwd: string; readonly file: string; readonly hint: string },
): z.output<S> {
  let text: string;
  try {
    text = readFileSync(resolve(cwd, file), 'utf8');
  } catch (cause) {
    throw new CheckerError('USAGE', `cannot read ${file}: ${(cause as Error).message}`, { hint, cause });
  }
  const reading = readDocument(schema, text, file);
  if (reading.ok) return reading.value;
  throw new CheckerError('USAGE', reading.problems.slice(0, 10).map(tellProblem).join('\n'), { hint });
}
