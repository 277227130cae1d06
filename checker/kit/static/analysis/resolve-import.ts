import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import type { ImportSite } from './find-imports.ts';

export type Target =
  /** A source file of the submission. */
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'package'; readonly name: string }
  /** Without the prefix: `fs/promises`. */
  | { readonly kind: 'builtin'; readonly name: string }
  /** A file that is read, not run. */
  | { readonly kind: 'data' }
  | { readonly kind: 'wrong'; readonly text: string; readonly instead: string; readonly escapes: boolean };

export interface Submission {
  /** Every file of `src/`, relative to the submission. */
  readonly files: ReadonlySet<string>;
  /** The `imports` of its package.json: names that begin with `#`. */
  readonly aliases: Readonly<Record<string, unknown>>;
}

const codeFile = /\.[cm]?[jt]sx?$/;

/** Where a specifier leads to, by the rules that the judge runs programs by. */
export function resolveImport(
  { specifier, kind }: { readonly specifier: string; readonly kind: ImportSite['kind'] },
  from: string,
  submission: Submission,
): Target {
  if (kind === 'reference') return resolveReference(specifier, from);
  if (specifier.startsWith('#')) return resolveAlias(specifier, submission);
  if (isBuiltin(specifier)) return { kind: 'builtin', name: specifier.replace(/^node:/, '') };
  const isRelative = /^\.\.?(\/|$)/.test(specifier);
  if (!isRelative && kind !== 'url') return resolvePackage(specifier);
  const path = posix.join(posix.dirname(from), specifier.replace(/[?#].*$/, ''));
  if (kind === 'url') return resolveUrl(specifier, path, submission);
  return resolveFile(specifier, path, submission);
}

function resolveFile(specifier: string, path: string, { files }: Submission): Target {
  if (path.startsWith('../')) return leaving(specifier);
  if (path.endsWith('.json')) return { kind: 'data' };
  if (!path.startsWith('src/')) return leaving(specifier);
  if (!/\.[cm]?ts$/.test(specifier)) {
    return wrong(`${specifier} does not name a file`, 'Write the whole name of the file, which ends in .ts.');
  }
  if (files.has(path)) return { kind: 'file', path };
  const other = [...files].find((file) => file.toLowerCase() === path.toLowerCase());
  return wrong(
    `there is no file ${path}`,
    other === undefined ? 'Is the name right?' : `The file is called ${other}: capitals count.`,
  );
}

function resolveUrl(specifier: string, path: string, { files }: Submission): Target {
  if (/^[a-z][a-z+.-]*:|^\//i.test(specifier) || !codeFile.test(path)) return { kind: 'data' };
  if (!path.startsWith('src/')) return leaving(specifier);
  const source = path.replace(/js(x?)$/, 'ts$1');
  if (files.has(path)) return { kind: 'file', path };
  return files.has(source)
    ? { kind: 'file', path: source }
    : wrong(`there is no file ${source}`, 'Is the name right?');
}

function resolveReference(specifier: string, from: string): Target {
  if (specifier === 'node') return { kind: 'data' };
  const leaves =
    posix.isAbsolute(specifier) || !posix.join(posix.dirname(from), specifier).startsWith('src/');
  const fault = wrong(
    `a reference to ${specifier} in a comment`,
    'Import what is needed from the file that has it.',
  );
  return { ...fault, escapes: leaves && specifier.includes('/') };
}

/** Node's rules for `imports` in package.json, as far as a submission can use them: exact names and one `*`. */
function resolveAlias(specifier: string, submission: Submission): Target {
  const found = Object.keys(submission.aliases)
    .flatMap((key) => matchOf(key, specifier) ?? [])
    .sort((left, right) => right.before - left.before || right.key.length - left.key.length)[0];
  const target = found === undefined ? null : pickCondition(submission.aliases[found.key]);
  if (found === undefined || target === null) {
    return wrong(
      `${specifier} does not stand in the imports of package.json`,
      'Import the file by its own name.',
    );
  }
  const address = target.replaceAll('*', found.middle);
  if (!address.startsWith('./')) return resolvePackage(address);
  return resolveFile(address, posix.normalize(address), submission);
}

interface AliasMatch {
  readonly key: string;
  /** How much stands before the `*`: of several keys the one with the most is taken. An exact name beats them all. */
  readonly before: number;
  readonly middle: string;
}

function matchOf(key: string, specifier: string): AliasMatch | null {
  const [before = '', after] = key.split('*');
  if (after === undefined)
    return key === specifier ? { key, before: Number.POSITIVE_INFINITY, middle: '' } : null;
  const matches = specifier.startsWith(before) && specifier.endsWith(after) && specifier.length >= key.length;
  if (!matches) return null;
  const middle = specifier.slice(before.length, specifier.length - after.length);
  return { key, before: before.length, middle };
}

function pickCondition(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return null;
  for (const [condition, inner] of Object.entries(value)) {
    if (['node', 'import', 'default', 'module-sync'].includes(condition)) return pickCondition(inner);
  }
  return null;
}

function resolvePackage(specifier: string): Target {
  if (/^[a-z][a-z+.-]*:|^\//i.test(specifier)) return leaving(specifier);
  const parts = specifier.split('/');
  return { kind: 'package', name: parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/') };
}

function leaving(specifier: string): Target {
  const fault = wrong(`${specifier} leads out of src/`, 'Keep what the program needs in src/.');
  return { ...fault, escapes: true };
}

function wrong(text: string, instead: string): Target & { readonly kind: 'wrong' } {
  return { kind: 'wrong', text, instead, escapes: false };
}
