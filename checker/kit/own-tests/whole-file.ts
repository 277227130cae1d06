import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * One test file whose parts are the learner's; each part leaves the world as vitest would between two files. A wrong
 * implementation runs up to its first failure only, so those that name the export it is about come first, and the largest
 * of each kind: most tests catch most.
 */
export function wholeOf(
  snapshot: string,
  tests: readonly string[],
): (concerns: string | null, where: { readonly vitest: string; readonly suffix: string }) => string {
  const texts = new Map(tests.map((file) => [file, readFileSync(join(snapshot, file), 'utf8')]));
  const size = (file: string) => texts.get(file)?.length ?? 0;
  const sortedFor = (name: string | null) => {
    const names = (file: string) => name !== null && texts.get(file)?.includes(name) === true;
    return tests.toSorted((a, b) => Number(names(b)) - Number(names(a)) || size(b) - size(a));
  };
  const part = (file: string, suffix: string) =>
    `describe(${JSON.stringify(file)}, async () => {
  afterAll(restore);
  await import(${JSON.stringify(`./${file}${suffix}`)});
});
`;
  return (concerns, { vitest, suffix }) => `import { afterAll, describe, vi } from ${JSON.stringify(vitest)};

function restore() {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
}

${sortedFor(concerns)
  .map((file) => part(file, suffix))
  .join('')}`;
}
