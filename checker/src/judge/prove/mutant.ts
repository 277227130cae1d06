import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { applyPatch, parsePatch, type StructuredPatch } from 'diff';
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
  for (const change of changesOf(mutant)) {
    const from = pathOf(change.oldFileName);
    const to = pathOf(change.newFileName);
    const before = from === null ? '' : readOrNull(join(target, from));
    const after = before === null ? false : applyPatch(before, change);
    if (after === false) throw doesNotApply(mutant, `to ${from ?? to}`);
    if (from !== null && from !== to) rmSync(join(target, from));
    if (to === null) continue;
    mkdirSync(dirname(join(target, to)), { recursive: true });
    writeFileSync(join(target, to), after);
  }
}

function changesOf(mutant: Mutant): StructuredPatch[] {
  try {
    return parsePatch(mutant.patch);
  } catch (cause) {
    throw doesNotApply(mutant, `at all: ${(cause as Error).message.split('\n')[0]}`, cause);
  }
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function doesNotApply(mutant: Mutant, where: string, cause?: unknown): CheckerError {
  return new CheckerError('PATCH_FAILED', `${mutant.file} does not apply ${where}`, {
    hint: 'The reference has changed since: make the patch again with diff -u against it.',
    cause,
  });
}

function readMutant(file: string): Mutant {
  const text = readFileSync(file, 'utf8');
  const begin = text.search(/^--- /m);
  const header = text.slice(0, Math.max(0, begin));
  const requirement = headerOf(header, 'Requirement');
  const idea = headerOf(header, 'Idea');
  if (begin === -1 || requirement === null || idea === null) {
    const lacks = begin === -1 ? 'changes no file' : 'lacks a `# Requirement:` or an `# Idea:` line';
    throw new CheckerError('PATCH_FAILED', `${file} ${lacks}`, {
      hint: 'A mutant begins with the requirement that it must fail and the wrong idea in one sentence; its patch follows.',
    });
  }
  const also = headerOf(header, 'Also') ?? '';
  return {
    slug: basename(file, '.patch'),
    file,
    requirement,
    also: also.split(/[\s,]+/).filter((slug) => slug !== ''),
    idea,
    patch: text.slice(begin),
  };
}

function headerOf(header: string, name: string): string | null {
  return new RegExp(`^# ${name}:[ \\t]*(.+)$`, 'm').exec(header)?.[1]?.trim() ?? null;
}

/** The path of a `---` or `+++` line below its `a/` or `b/`; null for /dev/null. */
function pathOf(name: string | undefined): string | null {
  if (name === undefined || name === '/dev/null') return null;
  return name.replace(/^[ab]\//, '');
}
