import { posix } from 'node:path';
import ts from 'typescript';
import type { Finding } from '../finding.ts';

/** The learner's source, parsed and bound. Names are resolved; types are not checked, and no library is loaded. */
export interface Sources {
  readonly files: readonly ts.SourceFile[];
  readonly checker: ts.TypeChecker;
  /** Files that cannot be judged, with the reason. */
  readonly unreadable: readonly Finding[];
}

/** Beyond it the compiler's own recursion may overflow the stack. Honest source stays below 100. */
const deepest = 400;

/** @param texts path relative to the submission → content, for every source file of `src/` */
export function parseSources(texts: ReadonlyMap<string, string>): Sources {
  const unreadable: Finding[] = [];
  const parsed = new Map<string, ts.SourceFile>();
  for (const [path, text] of texts) {
    const file = parse(path, text);
    if (typeof file === 'string') unreadable.push(unreadableFile(path, 1, file));
    else parsed.set(`/${path}`, file);
  }
  const program = ts.createProgram({
    rootNames: [...parsed.keys()],
    options: {
      noLib: true,
      types: [],
      allowJs: true,
      target: ts.ScriptTarget.Latest,
      module: ts.ModuleKind.ESNext,
      moduleDetection: ts.ModuleDetectionKind.Force,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
    },
    host: memoryHost(parsed),
  });
  const files: ts.SourceFile[] = [];
  for (const file of parsed.values()) {
    const [error] = program.getSyntacticDiagnostics(file);
    if (error === undefined) files.push(file);
    else unreadable.push(syntaxError(file, error));
  }
  return { files, checker: program.getTypeChecker(), unreadable };
}

/** The path of a file as the learner knows it. */
export function pathOf(file: ts.SourceFile): string {
  return file.fileName.slice(1);
}

/** @param at where in the file, when it is not the beginning of the node */
export function findingAt(node: ts.Node, text: string, instead: string, at?: number): Finding {
  const file = node.getSourceFile();
  const { line, character } = file.getLineAndCharacterOfPosition(at ?? node.getStart(file));
  return { place: { file: pathOf(file), line: line + 1, column: character + 1, text }, instead };
}

function parse(path: string, text: string): ts.SourceFile | string {
  try {
    const file = ts.createSourceFile(`/${path}`, text, ts.ScriptTarget.Latest, true);
    return depthOf(file) <= deepest ? file : 'it is nested too deeply to be read';
  } catch (error) {
    if (error instanceof RangeError) return 'it is nested too deeply to be read';
    throw error;
  }
}

/** Counted without recursion: this is the guard for what recurses. */
function depthOf(file: ts.SourceFile): number {
  let level: ts.Node[] = [file];
  let depth = 0;
  while (level.length > 0 && depth <= deepest) {
    const next: ts.Node[] = [];
    for (const node of level) ts.forEachChild(node, (child) => void next.push(child));
    level = next;
    depth++;
  }
  return depth;
}

function memoryHost(parsed: ReadonlyMap<string, ts.SourceFile>): ts.CompilerHost {
  return {
    getSourceFile: (name) => parsed.get(name),
    fileExists: (name) => parsed.has(name),
    readFile: (name) => parsed.get(name)?.text,
    getDefaultLibFileName: () => 'lib.d.ts',
    writeFile: () => {},
    getCurrentDirectory: () => '/',
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    resolveModuleNameLiterals: (literals, from) =>
      literals.map(({ text }) => {
        const resolvedFileName = posix.join(posix.dirname(from), text);
        return text.startsWith('.') && parsed.has(resolvedFileName)
          ? {
              resolvedModule: {
                resolvedFileName,
                extension: ts.Extension.Ts,
                isExternalLibraryImport: false,
              },
            }
          : { resolvedModule: undefined };
      }),
  };
}

function syntaxError(file: ts.SourceFile, { start, messageText }: ts.Diagnostic): Finding {
  const { line } = file.getLineAndCharacterOfPosition(start ?? 0);
  return unreadableFile(pathOf(file), line + 1, ts.flattenDiagnosticMessageText(messageText, ' '));
}

function unreadableFile(file: string, line: number, why: string): Finding {
  return {
    place: { file, line, text: why },
    instead: 'Let it compile first: only then can its structure be judged.',
  };
}
