/**
 * The `imports` or `exports` of a package.json, with the compiled file in the place of the TypeScript that it was made from.
 * A file that is loaded by both of its names would be two modules, with two of each class and each variable.
 */
export function compiledTargets(targets: unknown): unknown {
  if (typeof targets === 'string') return compiledPath(targets);
  if (Array.isArray(targets)) return targets.map(compiledTargets);
  if (typeof targets !== 'object' || targets === null) return targets;
  return Object.fromEntries(
    Object.entries(targets).flatMap(([key, target]) => [
      [key, compiledTargets(target)] as const,
      ...namesOfSources(key, target),
    ]),
  );
}

/** `"#lib/*": "./src/lib/*"` takes the whole name, which ends in .ts where sources write it: a narrower pattern goes before. */
function namesOfSources(key: string, target: unknown): readonly (readonly [string, unknown])[] {
  if (!key.startsWith('#') || !key.endsWith('*') || typeof target !== 'string' || !target.endsWith('*'))
    return [];
  return [[`${key}.ts`, `${target}.js`]];
}

function compiledPath(path: string): string {
  return path.startsWith('./') ? path.replace(/(?<!\.d)\.m?ts$/, '.js') : path;
}
