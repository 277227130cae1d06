import type { Repository, Seam } from './seam.ts';
import { createThings } from './things.ts';
import type { Path, Told, Tree } from './trees.ts';

/** What the judge may ask for. Whatever is made or handed out goes by a name. */
export type RepositoryStep =
  | { readonly do: 'make'; readonly name: string; readonly tree: Tree; readonly frozen?: 'outside' }
  | { readonly do: 'save'; readonly name: string; readonly in?: 'another' }
  | { readonly do: 'get'; readonly id: string; readonly name: string; readonly in?: 'another' }
  | { readonly do: 'list'; readonly name: string; readonly in?: 'another' }
  /** Writes to the object that the path leads to the holder of; `index === length` adds to an array. */
  | { readonly do: 'write'; readonly name: string; readonly path: Path; readonly value: Tree }
  /** A copy along the path that shares the rest, made by the driver itself. */
  | {
      readonly do: 'change';
      readonly name: string;
      readonly path: Path;
      readonly value: Tree;
      readonly as: string;
    }
  /** Tells what stands there now under another name, so that it can be compared. */
  | { readonly do: 'look'; readonly name: string; readonly as: string };

export type RepositorySeen =
  | { readonly kind: 'told'; readonly told: Told }
  | { readonly kind: 'threw'; readonly name: string; readonly message: string };

/** Plays the steps on a fresh repository, and tells after each what stands under its name. */
export function playRepository(
  seam: Seam,
  { steps }: { steps: readonly RepositoryStep[] },
): RepositorySeen[] {
  const things = createThings(seam);
  const held = new Map<string, unknown>();
  const made = new Map<string, Repository>();
  const repository = (name = 'the'): Repository => {
    const one = made.get(name) ?? seam.createRepository();
    made.set(name, one);
    return one;
  };

  const perform = (step: RepositoryStep): void => {
    switch (step.do) {
      case 'make': {
        const value = things.build(step.tree);
        held.set(step.name, step.frozen === 'outside' ? Object.freeze(value) : value);
        break;
      }
      case 'save':
        repository(step.in).save(held.get(step.name));
        break;
      case 'get':
        held.set(step.name, repository(step.in).get(step.id));
        break;
      case 'list':
        held.set(step.name, repository(step.in).list());
        break;
      case 'write':
        write(held.get(step.name), step.path, things.build(step.value));
        break;
      case 'change':
        held.set(step.as, changed(held.get(step.name), step.path, things.build(step.value)));
        break;
      case 'look':
        break;
      default:
        step satisfies never;
    }
  };

  return steps.map((step) => {
    try {
      perform(step);
    } catch (error) {
      const { name, message } = (error ?? {}) as Record<string, unknown>;
      return { kind: 'threw', name: `${name}`, message: `${message}` };
    }
    return { kind: 'told', told: things.describe(held.get(step.do === 'change' ? step.as : step.name)) };
  });
}

type Node = Record<string | number, unknown>;

/** What cannot be written to stays as it is; whether that throws is the learner's to decide. */
function write(root: unknown, path: Path, value: unknown): void {
  let node = root as Node | undefined;
  for (const step of path.slice(0, -1)) node = node?.[step] as Node | undefined;
  try {
    if (node !== undefined) node[path.at(-1) ?? ''] = value;
  } catch {
    // Frozen, or read-only in another way.
  }
}

function changed(node: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  const copy = (Array.isArray(node) ? [...node] : { ...(node as Node) }) as Node;
  copy[step] = changed(copy[step], rest, value);
  return copy;
}
