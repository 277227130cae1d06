export type Step = string | number;
export type Path = readonly Step[];
type Node = Record<Step, unknown>;

export class PathError extends Error {
  readonly path: Path;
  constructor(path: Path) {
    super(`the path ${path.join(' / ')} leads nowhere`);
    this.name = 'PathError';
    this.path = path;
  }
}

export function updateAt<State, Value = unknown>(
  state: State,
  path: Path,
  change: (value: Value) => Value,
): State {
  const nodes: Node[] = [];
  let here: unknown = state;
  for (const [at, step] of path.entries()) {
    if (!leads(here, step)) throw new PathError(path.slice(0, at + 1));
    nodes.push(here);
    here = here[step];
  }
  let changed: unknown = change(here as Value);
  if (Object.is(changed, here)) return state;
  for (let at = nodes.length - 1; at >= 0; at--) {
    const node = nodes[at] as Node;
    const copy = Array.isArray(node) ? node.slice() : { ...node };
    (copy as Node)[path[at] as Step] = changed;
    changed = copy;
  }
  return changed as State;
}

function leads(node: unknown, step: Step): node is Node {
  if (typeof node !== 'object' || node === null) return false;
  if (Array.isArray(node)) return typeof step === 'number' && Object.keys(node).includes(String(step));
  return (
    Object.getPrototypeOf(node) === Object.prototype &&
    typeof step === 'string' &&
    Object.keys(node).includes(step)
  );
}
