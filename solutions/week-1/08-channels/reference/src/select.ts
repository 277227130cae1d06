import { type Operation, perform } from './perform.ts';
import type { Case, Received, Selected } from './types.ts';

/** Does exactly one of the cases: the first in the list that can be done now, else the first that can be later. */
export function select<T>(cases: readonly Case<T>[], signal?: AbortSignal): Promise<Selected<T>> {
  return perform(
    cases.map((each): Operation<Received<T> | undefined> => {
      return 'receive' in each ? each.receive.receiving() : each.send.sending(each.value);
    }),
    signal,
  );
}
