import { pointTo } from './fault.ts';

/** Deeper than anybody means it, and far from where JSON.stringify and PostgreSQL run out of stack. */
const deepest = 100;

/**
 * Where a payload stops being one that can be kept: nested too deep. Everything else that JSON can say is kept as it is, since
 * the column's type is json. Without recursion, because what it looks for is what recursion dies of.
 */
export function findUnkeepable(payload: unknown): { pointer: string; detail: string } | undefined {
  let level: readonly { pointer: string; value: unknown }[] = [{ pointer: '', value: payload }];
  for (let depth = 0; level.length > 0; depth += 1) {
    const [first] = level;
    if (depth > deepest)
      return { pointer: first?.pointer ?? '', detail: `nested in more than ${deepest} levels` };
    level = level.flatMap(({ pointer, value }) =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).map(([key, member]) => ({ pointer: pointTo(pointer, key), value: member }))
        : [],
    );
  }
  return undefined;
}
