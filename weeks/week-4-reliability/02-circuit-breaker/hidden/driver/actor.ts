import type { Noted, Plan } from './commands.ts';
import type { Things } from './things.ts';

/** The functions that the breaker is handed, and a watch over what `execute` makes of each call. */
export interface Actor {
  play(call: string, plan: Plan): (signal: AbortSignal) => unknown;
  settle(call: string, how: 'resolve' | 'reject', value: unknown): void;
  watch(call: string, execute: () => Promise<unknown>): void;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export function createActor(things: Things, note: (noted: Noted) => void): Actor {
  const waiting = new Map<string, Waiting>();

  function begin(call: string, plan: Plan, signal: unknown): unknown {
    const given = signal instanceof AbortSignal ? signal : null;
    note({ kind: 'called', call, signal: given !== null, aborted: given?.aborted ?? false });
    given?.addEventListener('abort', () =>
      note({ kind: 'aborted', call, reason: things.tell(given.reason) }),
    );
    switch (plan.kind) {
      case 'waits':
        return new Promise((resolve, reject) => {
          waiting.set(call, { resolve, reject });
          if (plan.onAbort === 'rejects') given?.addEventListener('abort', () => reject(given.reason));
        });
      case 'returns':
        return things.make(plan.value);
      case 'thenable':
        return thenable(things.make(plan.value));
      case 'throws':
        throw things.make(plan.error);
      default:
        return plan satisfies never;
    }
  }

  return {
    play: (call, plan) => (signal) => begin(call, plan, signal),

    settle(call, how, value) {
      waiting.get(call)?.[how](value);
    },

    watch(call, execute) {
      let promise: unknown;
      try {
        promise = execute();
      } catch (error) {
        note({ kind: 'escaped', call, error: things.tell(error) });
        return;
      }
      note({ kind: 'returned', call, promise: promise instanceof Promise });
      if (!(promise instanceof Promise)) return;
      promise.then(
        (value: unknown) => note({ kind: 'settled', call, how: 'resolved', with: things.tell(value) }),
        (error: unknown) => {
          things.keep(call, error);
          note({ kind: 'settled', call, how: 'rejected', with: things.tell(error) });
        },
      );
    },
  };
}

function thenable(value: unknown): object {
  const object = {};
  // A literal with a member `then` would read like a mistake; this one is on purpose.
  Object.defineProperty(object, 'then', {
    value: (resolve: (value: unknown) => void) => resolve(value),
  });
  return object;
}
