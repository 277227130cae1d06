import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Problem } from '../../course/problem.ts';
import type { Question } from '../question.ts';

const fewestExamples = 60;

/** What makes a question fit for marking: enough examples, labels that exist, lessons that are there. */
export function lintQuestion(
  root: string,
  { slug, folder, rubric, examples, practice }: Question,
): Problem[] {
  const file = relative(root, join(folder, `${slug}.rubric.yaml`)).replaceAll('\\', '/');
  const place = (message: string, of: string = file): Problem => ({ file: of, line: 1, column: 1, message });
  const examplesFile = file.replace('.rubric.', '.examples.');
  const concepts = new Set(rubric.concepts.map(({ id }) => id));
  const all = new Set([...concepts, ...rubric.misconceptions.map(({ id }) => id)]);
  const problems: Problem[] = [];
  for (const path of rubric.lesson)
    if (!existsSync(join(folder, '..', path.split('#')[0] ?? '')))
      problems.push(place(`expected a lesson at \`${path}\`, got no such file`));
  for (const { id, patterns } of [...rubric.concepts, ...rubric.misconceptions])
    if (patterns.length === 0) problems.push(place(`expected patterns for \`${id}\`, got none`));
  if (examples.length < fewestExamples)
    problems.push(
      place(`expected at least ${fewestExamples} examples, got ${examples.length}`, examplesFile),
    );
  const ids = new Set<string>();
  for (const { id, covered, contradicted, misconceptions } of examples) {
    if (ids.has(id)) problems.push(place(`expected an id of its own, got \`${id}\` twice`, examplesFile));
    ids.add(id);
    for (const label of [...covered, ...contradicted])
      if (!concepts.has(label))
        problems.push(place(`expected a concept of the rubric in \`${id}\`, got \`${label}\``, examplesFile));
    for (const label of misconceptions)
      if (!all.has(label) || concepts.has(label))
        problems.push(
          place(`expected a misconception of the rubric in \`${id}\`, got \`${label}\``, examplesFile),
        );
  }
  for (const label of new Set(practice.flatMap(({ says, not }) => [...says, ...not])))
    if (!all.has(label))
      problems.push(
        place(`expected an id of the rubric, got \`${label}\``, file.replace('.rubric.', '.practice.')),
      );
  return problems;
}
