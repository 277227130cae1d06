import type { Grader } from './grader.ts';

/** Gives the items to the graders, in order, each to the first that is free. An error ends all, once what is begun has ended. */
export async function onGraders<T>(
  graders: readonly Grader[],
  items: readonly T[],
  signal: AbortSignal,
  act: (grader: Grader, item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failed = false;
  const work = async (grader: Grader): Promise<void> => {
    while (!failed && !signal.aborted && next < items.length) {
      const item = items[next] as T;
      next += 1;
      try {
        await act(grader, item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const ends = await Promise.allSettled(graders.slice(0, Math.max(1, items.length)).map(work));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}
