import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Exercise } from '../course/course.ts';
import type { Problem } from '../course/problem.ts';
import { suggest } from '../course/suggest.ts';

/** Each requirement has exactly one hidden test, and each hidden test a requirement. */
export async function lintHiddenTests(root: string, { folder, manifest }: Exercise): Promise<Problem[]> {
  const hidden = join(folder, 'hidden');
  if (!existsSync(hidden)) return [];
  // A requirement that is a whole suite is judged by that suite's own tests.
  const slugs = manifest.requirements.filter(({ suite }) => suite === undefined).map(({ slug }) => slug);
  const calls = await findCalls(hidden, root);
  const tested = new Set<string>();
  const problems = calls.flatMap(({ slug, ...place }): Problem[] => {
    if (slug === null)
      return [{ ...place, message: 'expected the slug itself as the first argument, got an expression' }];
    if (!slugs.includes(slug)) {
      const near = suggest(slug, slugs);
      const guess = near === undefined ? '' : `; did you mean \`${near}\`?`;
      return [{ ...place, message: `expected the slug of a requirement, got \`${slug}\`${guess}` }];
    }
    if (tested.has(slug))
      return [{ ...place, message: `expected one test a requirement, got a second for \`${slug}\`` }];
    tested.add(slug);
    return [];
  });
  const file = relative(root, hidden);
  const untested = slugs.filter((slug) => !tested.has(slug));
  return [
    ...problems,
    ...untested.map((slug) => ({
      file,
      line: 1,
      column: 1,
      message: `expected a hidden test of \`${slug}\`, got none`,
    })),
  ];
}

interface Call extends Omit<Problem, 'message'> {
  /** Null where the first argument is no plain text. */
  readonly slug: string | null;
}

/** Calls of `requirement(…)`, seen by the compiler's parser, so that comments and strings are not mistaken for tests. */
async function findCalls(hidden: string, root: string): Promise<Call[]> {
  const { default: ts } = await import('typescript');
  return readdirSync(hidden)
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
    .flatMap((name) => {
      const path = join(hidden, name);
      const source = ts.createSourceFile(name, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest);
      const calls: Call[] = [];
      const visit = (node: import('typescript').Node): void => {
        if (
          ts.isCallExpression(node) &&
          ts.isIdentifier(node.expression) &&
          node.expression.text === 'requirement'
        ) {
          const { line, character } = source.getLineAndCharacterOfPosition(node.getStart(source));
          const [first] = node.arguments;
          const slug = first !== undefined && ts.isStringLiteralLike(first) ? first.text : null;
          calls.push({ file: relative(root, path), line: line + 1, column: character + 1, slug });
        }
        ts.forEachChild(node, visit);
      };
      visit(source);
      return calls;
    });
}
