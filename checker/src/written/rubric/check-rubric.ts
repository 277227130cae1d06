import type { Problem } from '../../course/problem.ts';
import { readYaml } from '../../course/yaml-source.ts';
import { type Glossary, readPattern } from '../matching/pattern.ts';
import type { Rubric } from './rubric-schema.ts';

/** What a schema cannot say: names that agree, ids that are new, wordings that can be read. */
export function checkRubric(
  rubric: Rubric,
  {
    slug,
    file,
    glossary,
    text,
  }: { readonly slug: string; readonly file: string; readonly glossary: Glossary; readonly text: string },
): Problem[] {
  const source = readYaml(text, file);
  const problems: Problem[] = [];
  if (rubric.question !== slug)
    problems.push(
      source.at(['question'], `expected \`${slug}\`, as the file is called, got \`${rubric.question}\``),
    );
  const ids = new Set<string>();
  for (const field of ['concepts', 'misconceptions'] as const)
    for (const [index, { id, patterns }] of rubric[field].entries()) {
      if (ids.has(id))
        problems.push(source.at([field, index, 'id'], `expected an id of its own, got \`${id}\` twice`));
      ids.add(id);
      for (const [at, pattern] of patterns.entries()) {
        const reading = readPattern(pattern, glossary);
        if (!reading.ok)
          problems.push(source.at([field, index, 'patterns', at], `expected ${reading.expected}`));
      }
    }
  return problems;
}
