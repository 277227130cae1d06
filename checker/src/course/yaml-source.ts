import { isMap, isNode, LineCounter, type Node, type Pair, parseDocument, type YAMLError } from 'yaml';
import type { Problem } from './problem.ts';

export type Path = readonly PropertyKey[];

/** A YAML text as plain data that still knows where each part of it stands. */
export interface YamlSource {
  /** Undefined when the text is no YAML; then `problems` says why. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** A problem at the value under that path or, where there is none, at the nearest part around it that is there. */
  at(path: Path, message: string): Problem;
  /** The same at the key itself. */
  atKey(path: Path, message: string): Problem;
}

/** @param options `merge`: whether `<<` takes in another map, as Compose files do and YAML 1.2 by itself does not */
export function readYaml(
  text: string,
  file: string,
  { merge = false }: { readonly merge?: boolean } = {},
): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: true, merge });
  const place = (offset: number, message: string): Problem => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1), message };
  };
  const problems = firstOfEachLine([...document.errors, ...document.warnings]).map((error) =>
    place(error.pos[0], tell(error)),
  );
  let value: unknown;
  if (problems.length === 0) {
    try {
      // Aliases may multiply each other; yaml refuses past a hundred uses.
      value = document.toJS();
    } catch (error) {
      problems.push(
        place(0, `expected plain YAML, got one that cannot be resolved: ${(error as Error).message}`),
      );
    }
  }
  const root = isNode(document.contents) ? document.contents : null;
  return {
    value,
    problems,
    at: (path, message) => place(offsetOf(root, path), message),
    atKey: (path, message) => place(offsetOfKey(root, path) ?? offsetOf(root, path), message),
  };
}

/** One slip makes the parser complain several times; what it says first on a line is the cause. */
function firstOfEachLine(errors: readonly YAMLError[]): YAMLError[] {
  const tooDeep = errors.find(({ message }) => message.includes('call stack'));
  if (tooDeep !== undefined) return [{ ...tooDeep, pos: [0, 0], message: 'nested too deeply' }];
  const lines = new Set<number | undefined>();
  return errors.filter(({ linePos }) => {
    const line = linePos?.[0].line;
    if (lines.has(line)) return false;
    lines.add(line);
    return true;
  });
}

function tell(error: YAMLError): string {
  if (error.code === 'MULTIPLE_DOCS') return 'expected one YAML document, got a second one after `---`';
  const [first = ''] = error.message.split(/ at line \d+|\n/);
  return `expected valid YAML, got a mistake: ${first.charAt(0).toLowerCase()}${first.slice(1)}`;
}

/** Where the deepest node on the path begins. */
function offsetOf(root: Node | null, path: Path): number {
  let node = root;
  for (const key of path) {
    const next: unknown = node !== null && 'get' in node ? node.get(key, true) : undefined;
    if (!isNode(next)) break;
    node = next;
  }
  return node?.range?.[0] ?? 0;
}

function offsetOfKey(root: Node | null, path: Path): number | undefined {
  const key = path.at(-1);
  const parent = path.slice(0, -1).reduce<unknown>((node, part) => {
    return typeof node === 'object' && node !== null && 'get' in node
      ? (node as { get(key: unknown, keep: true): unknown }).get(part, true)
      : undefined;
  }, root);
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find(
    (item: Pair) => isNode(item.key) && 'value' in item.key && item.key.value === key,
  );
  return isNode(pair?.key) ? pair.key.range?.[0] : undefined;
}
