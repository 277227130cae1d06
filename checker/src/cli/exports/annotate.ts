import { randomUUID } from 'node:crypto';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { Entry } from '../../report/entry.ts';
import { renderAnnotations } from '../../report/github-annotations.ts';
import { withoutCommands } from '../../report/github-log.ts';
import type { Context } from '../context.ts';

/** A screen for the log of a GitHub job, with the annotations behind it; the runner obeys those alone. */
export function annotate(
  screen: string,
  entries: readonly Entry[],
  { cwd, env }: Pick<Context, 'cwd' | 'env'>,
  submission: string | null,
): string {
  const checkout = env.GITHUB_WORKSPACE;
  const base = checkout === undefined || checkout === '' ? cwd : resolve(cwd, checkout);
  const folder = submission === null ? null : inside(base, submission);
  return withoutCommands(screen, randomUUID()) + renderAnnotations(entries, { folder });
}

/** With forward slashes; null where it lies elsewhere. */
function inside(base: string, folder: string): string | null {
  const path = relative(base, folder);
  if (isAbsolute(path) || path === '..' || path.startsWith(`..${sep}`)) return null;
  return path.replaceAll(sep, '/');
}
