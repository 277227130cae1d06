import { PathError } from './path-error.ts';
import { isPlainObject } from './plain.ts';

export type Path = readonly (string | number)[];

/**
 * The state with the value at the path changed. The objects along the path are new, everything beside it is shared, and
 * where `change` returns what it was given, the state itself comes back.
 *
 * @throws PathError where the path leads nowhere
 */
export function updateAt<State, Value = unknown>(
  state: State,
  path: Path,
  change: (value: Value) => Value,
): State {
  return updateBelow(state, path, 0, change as (value: unknown) => unknown) as State;
}

function updateBelow(node: unknown, path: Path, depth: number, change: (value: unknown) => unknown): unknown {
  const step = path[depth];
  if (step === undefined) return change(node);

  if (Array.isArray(node) && isIndex(step, node.length)) {
    const child = updateBelow(node[step], path, depth + 1, change);
    return Object.is(child, node[step]) ? node : node.with(step, child);
  }
  if (isPlainObject(node) && typeof step === 'string' && Object.hasOwn(node, step)) {
    const child = updateBelow(node[step], path, depth + 1, change);
    return Object.is(child, node[step]) ? node : { ...node, [step]: child };
  }
  throw new PathError(path.slice(0, depth + 1));
}

function isIndex(step: string | number, length: number): step is number {
  return typeof step === 'number' && Number.isInteger(step) && step >= 0 && step < length;
}
