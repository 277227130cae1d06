import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import dockerignore, { type Ignore } from '@balena/dockerignore';
import type { BuildContext } from './dockerfile.ts';

/** What `docker build .` sends of a folder: everything but what .dockerignore names, by Docker's own rules. */
export function readBuildContext(folder: string): BuildContext {
  const file = join(folder, '.dockerignore');
  const ignoreFile = existsSync(file) ? readFileSync(file, 'utf8') : null;
  const ignored = patterns(ignoreFile ?? '');
  const sends = (path: string) => !ignored.ignores(posix.normalize(path));
  const files = filesBelow(folder).filter(sends);
  return {
    ignoreFile,
    files,
    sends,
    takenBy(copy) {
      if (copy.from.kind !== 'context') return [];
      return [...new Set(copy.sources.flatMap((source) => matching(files, source)))].sort();
    },
  };
}

/** Patterns of COPY are those of .dockerignore without `**` and `!`; a folder means what is in it. */
function matching(files: readonly string[], source: string): readonly string[] {
  const pattern = posix.normalize(`/${source}`).replace(/^\/|\/$/g, '');
  if (pattern === '') return files;
  const taken = patterns(`/${pattern}`);
  return files.filter((path) => taken.ignores(path));
}

function patterns(text: string): Ignore {
  // On Docker's side names that differ in case are different files, whatever the file system says.
  return dockerignore.default({ ignorecase: false }).add(text);
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}
