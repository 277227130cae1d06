import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Manifest } from '../../src/course/manifest.ts';
import { broken } from '../expect.ts';
import type { Source, TypeCase } from '../fixtures.ts';
import { type Compiled, type CompileInput, compile } from './compile.ts';
import { runAnalysis, surfaceOf } from './run-analysis.ts';
import { placesOf, shownPlaces, tellCount, tellFindings } from './tell-findings.ts';
import { breaksCase, fileOfCase, textOf } from './type-cases.ts';

export interface SourceInput extends CompileInput {
  /** Takes what is worth telling and no failure: how often the compiler was told to look away. */
  readonly note?: (text: string) => void;
  /** Takes a file of the judge's that a failure speaks of. */
  readonly show?: (file: string, text: string) => void;
}

/** The learner's source, judged without running it. */
export function createSource(input: SourceInput): Source {
  return {
    compiles: () => judgeCompiles(input),
    noGlobals: () =>
      judgeRule('no-globals', input, {
        expected: 'no state at module level, and what belongs to the process only in entry files',
        look: 'What would two callers, or two tests in one process, share here without knowing?',
      }),
    layers: () =>
      judgeRule('layers', input, {
        expected: 'imports that keep to the layers, to src/ and to what is allowed, and never go in a circle',
        look: 'Which side should know the other, and what could the entry hand over instead?',
      }),
    boundaries: () =>
      judgeRule('boundaries', input, {
        expected: 'packages that are imported by their names alone, each of which leads to an index.ts',
        look: 'What of that package is meant for others? Its index.ts is the place to say so.',
      }),
    surface: () =>
      judgeRule('surface', input, {
        expected: `${tellSurface(input.manifest)} and nothing else`,
        look: 'Which of these names would you still keep as they are when everything behind them is rewritten?',
      }),
    types: (cases) => judgeTypes(input, cases),
    files: (folder) => filesIn(join(input.snapshot, folder)),
    tree: (folder) => treeIn(input.snapshot, folder),
  };
}

function filesIn(folder: string): Readonly<Record<string, Buffer>> {
  if (!existsSync(folder)) return {};
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(files.map(({ name }) => [name, readFileSync(join(folder, name))]));
}

function treeIn(root: string, folder: string): Readonly<Record<string, Buffer>> {
  if (!existsSync(join(root, folder))) return {};
  const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return Object.fromEntries(
    files.map((file) => [relative(root, file).split(sep).join('/'), readFileSync(file)]),
  );
}

async function judgeRule(
  rule: 'no-globals' | 'layers' | 'boundaries' | 'surface',
  input: SourceInput,
  told: { readonly expected: string; readonly look: string },
): Promise<void> {
  const result = await runAnalysis(rule, input);
  if (result.files === 0) return tellNothing();
  tellFindings(result, told);
}

function tellSurface(manifest: Manifest): string {
  const { file, values, types } = surfaceOf(manifest) ?? { file: manifest.entry, values: [], types: [] };
  const tell = (kind: string, names: readonly string[]) =>
    names.length === 0 ? [] : [`the ${kind}${names.length === 1 ? '' : 's'} ${names.join(', ')}`];
  return `${file} to export ${[...tell('value', values), ...tell('type', types)].join(', ')}`;
}

async function judgeCompiles(input: SourceInput): Promise<void> {
  const [compiled] = await Promise.all([compile(input), tellLiberties(input)]);
  switch (compiled.kind) {
    case 'clean':
      return;
    case 'errors':
      return broken({
        expected: 'no error from `tsc --noEmit` in strict mode',
        saw: tellCount(compiled.places.length, 'error', 'errors'),
        look: 'Begin with the first: what does the compiler know about that value, and what does the code take for granted?',
        places: compiled.places.slice(0, shownPlaces),
      });
    default:
      return tellUnread(compiled, input);
  }
}

async function judgeTypes(input: SourceInput, cases: readonly TypeCase[]): Promise<void> {
  const beside = Object.fromEntries(cases.map((each, index) => [fileOfCase(index), textOf(each)]));
  const compiled = await compile({ ...input, beside });
  switch (compiled.kind) {
    case 'clean':
    case 'errors': {
      const places = compiled.kind === 'errors' ? compiled.places : [];
      for (const [index, each] of cases.entries()) {
        const file = fileOfCase(index);
        const found = breaksCase(
          each,
          places.filter((place) => place.file === file),
        );
        if (found === null) continue;
        input.show?.(file, textOf(each));
        broken(found);
      }
      return;
    }
    default:
      return tellUnread(compiled, input);
  }
}

/** There was no answer of the compiler's to judge by. */
async function tellUnread(
  compiled: Exclude<Compiled, { readonly kind: 'clean' | 'errors' }>,
  input: SourceInput,
): Promise<void> {
  switch (compiled.kind) {
    case 'nothing':
      return tellNothing();
    case 'escaped':
      return tellEscape(input);
    case 'late':
      return broken({
        expected: `the compiler to be done with src/ within ${compiled.seconds} s`,
        saw: 'it was still at work, and was killed',
        look: 'Which type is computed from others without end?',
        limits: [{ limit: 'wall', figure: `${compiled.seconds} s` }],
      });
    default:
      return compiled satisfies never;
  }
}

/** `any` and `@ts-expect-error` are told, and free. Only counted where somebody listens. */
async function tellLiberties(input: SourceInput): Promise<void> {
  if (input.note === undefined) return;
  const { total, findings } = await runAnalysis('liberties', input);
  const [first] = findings;
  if (first === undefined) return;
  const where = `first at ${first.place.file}:${first.place.line}`;
  input.note(
    `the compiler was told to look away ${total === 1 ? 'once' : `${total} times`} (any, @ts-ignore), ${where}`,
  );
}

/** What the compiler said may speak of files that are not the learner's, so none of it is shown. */
async function tellEscape(input: SourceInput): Promise<void> {
  const { findings, total } = await runAnalysis('escapes', input);
  broken({
    expected: 'source that stands in src/ with everything it needs',
    saw:
      total === 0
        ? 'files outside of the submission were read'
        : tellCount(total, 'import that leads out', 'imports that lead out'),
    look: 'Keep what the program needs in src/, and import it by a path that stays there.',
    places: placesOf(findings),
  });
}

function tellNothing(): never {
  return broken({
    expected: 'TypeScript files in src/',
    saw: 'none',
    look: 'Is your code in src/, and do its files end in .ts?',
  });
}
