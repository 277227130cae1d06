export type Path = readonly (string | number)[];

export class PathError extends Error {
  constructor(readonlyPath: Path) {
    super(`no way to ${JSON.stringify(readonlyPath)}`);
    Object.assign(this, { name: 'PathError', path: readonlyPath });
  }
  declare readonly path: Path;
}

/** One step, bound to the node that it goes into. */
interface Lens {
  readonly part: unknown;
  put(part: unknown): unknown;
}

export function updateAt<State, Value = unknown>(
  state: State,
  path: Path,
  change: (value: Value) => Value,
): State {
  const go = (node: unknown, done: Path, todo: Path): unknown => {
    const [step, ...rest] = todo;
    if (todo.length === 0) return change(node as Value);
    const taken = [...done, step as string | number];
    const lens = lensOf(node, step as string | number);
    if (lens === null) throw new PathError(taken);
    const part = go(lens.part, taken, rest);
    return Object.is(part, lens.part) ? node : lens.put(part);
  };
  return go(state, [], path) as State;
}

function lensOf(node: unknown, step: string | number): Lens | null {
  if (Array.isArray(node)) {
    if (!node.some((_, at) => at === step)) return null;
    return { part: node[step as number], put: (part) => node.map((old, at) => (at === step ? part : old)) };
  }
  if (Object.prototype.toString.call(node) !== '[object Object]' || isOfClass(node as object)) return null;
  const entries = Object.entries(node as object);
  const found = entries.find(([name]) => name === step);
  if (found === undefined) return null;
  return {
    part: found[1],
    put: (part) => Object.fromEntries(entries.map(([name, old]) => [name, name === step ? part : old])),
  };
}

export function isOfClass(value: object): boolean {
  return Object.getPrototypeOf(Object.getPrototypeOf(value) ?? {}) !== null;
}
