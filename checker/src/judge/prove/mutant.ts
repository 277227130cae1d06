import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { applyPatch, parsePatch } from 'diff';
import { CheckerError } from '../../errors.ts';

/** One wrong idea: a patch against the reference solution, with a header that says which promise it breaks. */
export interface Mutant {
  readonly slug: string;
  readonly file: string;
  readonly requirement: string;
  /** The other requirements that it fails too. */
  readonly also: readonly string[];
  readonly idea: string;
  readonly patch: string;
}

export function readMutants(folder: string): Mutant[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names
    .filter((name) => name.endsWith('.patch'))
    .sort()
    .map((name) => readMutant(join(folder, name)));
}

/** Copies the reference to `target` and applies the mutant's patch there. */
export function layMutant(mutant: Mutant, reference: string, target: string): void {
  cpSync(reference, target, { recursive: true });
  for (const change of parsePatch(mutant.patch)) {
    const from = pathOf(change.oldFileName);
    const to = pathOf(change.newFileName);
    const before = from === null ? '' : readFileSync(join(target, from), 'utf8');
    const after = applyPatch(before, change);
    if (after === false) {
      throw new CheckerError('PATCH_FAILED', `${mutant.file} does not apply to ${from ?? to}`, {
        hint: 'The reference has changed since: make the patch again with diff -u against it.',
      });
    }
    if (from !== null && from !== to) rmSync(join(target, from));
    if (to === null) continue;
    mkdirSync(dirname(join(target, to)), { recursive: true });
    writeFileSync(join(target, to), after);
  }
}

function readMutant(file: string): Mutant {
  const patch = readFileSync(file, 'utf8');
  const requirement = headerOf(patch, 'Requirement');
  const idea = headerOf(patch, 'Idea');
  if (requirement === null || idea === null) {
    throw new CheckerError('PATCH_FAILED', `${file} lacks a \`# Requirement:\` or an \`# Idea:\` line`, {
      hint: 'A mutant begins with the requirement that it must fail and the wrong idea in one sentence.',
    });
  }
  const also = headerOf(patch, 'Also') ?? '';
  return {
    slug: basename(file, '.patch'),
    file,
    requirement,
    also: also.split(/[\s,]+/).filter((slug) => slug !== ''),
    idea,
    patch: patch.slice(patch.search(/^--- /m)),
  };
}

function headerOf(patch: string, name: string): string | null {
  return new RegExp(`^# ${name}:[ \\t]*(.+)$`, 'm').exec(patch)?.[1]?.trim() ?? null;
}

/** The path of a `---` or `+++` line below its `a/` or `b/`; null for /dev/null. */
function pathOf(name: string | undefined): string | null {
  if (name === undefined || name === '/dev/null') return null;
  return name.replace(/^[ab]\//, '');
}
