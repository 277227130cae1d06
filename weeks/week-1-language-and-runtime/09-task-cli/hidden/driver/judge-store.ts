import type { DriverTools } from 'checker/kit/driver';
import type { State, Store } from './seam.ts';

export interface JudgeStore extends Store {
  /** The state that the next call meets. */
  state: State;
  /** States on which `update` runs the change first and throws the result away, as a store does that lost a race. */
  races: State[];
  /** Whether each call stands still until gate `<call>` opens, or its signal aborts. */
  waits: boolean;
  /** When set, every call rejects with an error of that message. */
  fails: string | null;
}

/** A store in memory that says what it is asked. Every state that it hands out is frozen. */
export function createJudgeStore(
  state: State,
  { emit, gate }: Pick<DriverTools, 'emit' | 'gate'>,
): JudgeStore {
  let calls = 0;
  const store: JudgeStore = {
    state: frozen(state),
    races: [],
    waits: false,
    fails: null,

    async read(signal) {
      await admitted('read', signal);
      return store.state;
    },

    async update(change, signal) {
      await admitted('update', signal);
      for (const race of store.races.splice(0)) change(frozen(race));
      store.state = frozen(change(store.state));
      return store.state;
    },
  };
  return store;

  async function admitted(method: string, signal: unknown): Promise<void> {
    calls += 1;
    const call = `call-${calls}`;
    const given = signal instanceof AbortSignal ? signal : null;
    emit('store.called', { call, method, signal: given !== null, aborted: given?.aborted ?? false });
    given?.throwIfAborted();
    if (store.fails !== null) throw new Error(store.fails);
    if (store.waits) await opened(call, given);
  }

  async function opened(call: string, signal: AbortSignal | null): Promise<void> {
    if (signal === null) {
      await gate(call);
      return;
    }
    const aborted = Promise.withResolvers<never>();
    const abort = (): void => {
      emit('store.aborted', { call, reason: tellReason(signal.reason) });
      aborted.reject(signal.reason);
    };
    signal.addEventListener('abort', abort, { once: true });
    try {
      await Promise.race([gate(call), aborted.promise]);
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }
}

function tellReason(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}
