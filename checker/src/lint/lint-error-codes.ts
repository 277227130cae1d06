import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../course/problem.ts';
import { errorKinds } from '../errors.ts';

/** Every code that the checker can end with has a line in docs/errors.md. A course without the checker has no such page. */
export function lintErrorCodes(root: string): Problem[] {
  if (!existsSync(join(root, 'checker/src/errors.ts'))) return [];
  const file = 'docs/errors.md';
  const text = existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : '';
  const explained = new Set([...text.matchAll(/^\| `([A-Z_]+)` +\|/gm)].map(([, code]) => code));
  const at = (message: string): Problem => ({ file, line: 1, column: 1, message });
  const missing = Object.keys(errorKinds).filter((code) => !explained.has(code));
  const gone = [...explained].filter((code) => code !== undefined && !Object.hasOwn(errorKinds, code));
  return [
    ...missing.map((code) => at(`expected a row that explains \`${code}\`, got none`)),
    ...gone.map((code) => at(`expected only codes that there are, got \`${code}\``)),
  ];
}
