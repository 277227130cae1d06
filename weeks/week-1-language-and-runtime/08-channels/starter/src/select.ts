import type { Case, Selected } from './types.ts';

/** The first of several sends and receives that can be done. */
export function select<T>(cases: readonly Case<T>[], signal?: AbortSignal): Promise<Selected<T>> {
  return Promise.race(
    cases.map(async (each, index) => {
      if ('receive' in each) return { index, result: await each.receive.receive(signal) };
      await each.send.send(each.value, signal);
      return { index, result: undefined };
    }),
  );
}
