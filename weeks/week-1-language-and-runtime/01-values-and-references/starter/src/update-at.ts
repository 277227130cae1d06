export type Path = readonly (string | number)[];

type Node = Record<string | number, unknown>;

/** Returns a new state with the value at the path changed. The old state stays as it is, so that views can compare by ===. */
export function updateAt<State, Value = unknown>(
  state: State,
  path: Path,
  change: (value: Value) => Value,
): State {
  const copy = { ...state };
  let node = copy as Node;
  for (const step of path.slice(0, -1)) {
    node[step] ??= {};
    node = node[step] as Node;
  }
  const last = path.at(-1) ?? '';
  node[last] = change(node[last] as Value);
  return copy;
}
