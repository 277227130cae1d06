import { makeThrown, type Thrown } from './thrown.ts';
import { immediate } from './turn.ts';

/** What happens to the calls of a store that begin from now on. */
export type StoreRule =
  | { readonly do: 'pass' }
  /** Goes on to the learner's own store when it is let go, whatever the signal says meanwhile; or rejects then. */
  | { readonly do: 'hold'; readonly fails?: Thrown }
  /** The learner's own store does it at once, and the app hears of it when it is let go. */
  | { readonly do: 'hold-result' }
  /** Never settles; or only when its signal aborts, with the signal's reason. */
  | { readonly do: 'hang'; readonly onAbort: 'ignore' | 'reject' }
  | { readonly do: 'throw'; readonly at: 'once' | 'later'; readonly what: Thrown; readonly message: string }
  /** Turns of the event loop before and after the learner's own store does it, as many as come next in the list. */
  | { readonly do: 'dawdle'; readonly turns: readonly number[] };

export interface StoreCall {
  readonly call: number;
  /** Its last argument was an AbortSignal. */
  readonly hasSignal: boolean;
  aborted: boolean;
  done: boolean;
}

export interface JudgedStore {
  readonly store: object;
  rule(rule: StoreRule): void;
  /** Lets all calls that are held go on. */
  release(): void;
  /** Forgets the calls so far. */
  forget(): void;
  readonly calls: readonly StoreCall[];
  /** Resolves when so many calls hang, no more and no less. */
  untilHanging(count: number): Promise<void>;
}

type Method = (...args: unknown[]) => unknown;

/**
 * The learner's own store behind a proxy. Its methods have names that nobody here knows: whatever is called is called through,
 * when the rule says so. `tell` hears of every call, abort and end; without it nothing of a call is kept.
 */
export function judgeStore(own: object, tell: ((name: string, data: object) => void) | null): JudgedStore {
  let rule: StoreRule = { do: 'pass' };
  let calls: StoreCall[] = [];
  let held: (() => void)[] = [];
  let made = 0;
  let dawdled = 0;
  let hanging = 0;
  let onHanging: (() => void) | null = null;
  const changeHanging = (by: 1 | -1) => {
    hanging += by;
    onHanging?.();
  };
  const dawdle = async (turns: readonly number[]) => {
    const count = turns[dawdled++ % turns.length] ?? 0;
    for (let turn = 0; turn < count; turn++) await immediate();
  };

  /** What the rule makes of a call; `signal` is the one that the app gave. */
  const play = (through: () => unknown, signal: AbortSignal | null): unknown => {
    const now = rule;
    switch (now.do) {
      case 'pass':
        return through();
      case 'hold':
        return new Promise<void>((resolve) => held.push(resolve)).then(() => {
          if (now.fails !== undefined) throw makeThrown(now.fails, 'the store failed late');
          return through();
        });
      case 'hold-result': {
        const letGo = new Promise<void>((resolve) => held.push(resolve));
        return Promise.all([through(), letGo]).then(([value]) => value);
      }
      case 'hang':
        return new Promise((_, reject) => {
          changeHanging(1);
          if (now.onAbort === 'ignore' || signal === null) return;
          const leave = () => {
            changeHanging(-1);
            reject(signal.reason);
          };
          if (signal.aborted) leave();
          else signal.addEventListener('abort', leave, { once: true });
        });
      case 'throw': {
        const thrown = makeThrown(now.what, now.message);
        if (now.at === 'later') return Promise.reject(thrown);
        throw thrown;
      }
      case 'dawdle':
        return dawdle(now.turns)
          .then(through)
          .then(
            (value) => dawdle(now.turns).then(() => value),
            (error: unknown) =>
              dawdle(now.turns).then(() => {
                throw error;
              }),
          );
      default:
        return now satisfies never;
    }
  };

  const watched = (through: () => unknown, signal: AbortSignal | null): unknown => {
    if (tell === null) return play(through, signal);
    const call = { call: ++made, hasSignal: signal !== null, aborted: signal?.aborted ?? false, done: false };
    calls.push(call);
    tell('store.called', { ...call });
    const onAbort = () => {
      call.aborted = true;
      tell('store.aborted', { ...call });
    };
    if (!call.aborted) signal?.addEventListener('abort', onAbort, { once: true });
    const end = () => {
      call.done = true;
      signal?.removeEventListener('abort', onAbort);
      tell('store.done', { ...call });
    };
    let result: unknown;
    try {
      result = play(through, signal);
    } catch (error) {
      end();
      throw error;
    }
    if (result instanceof Promise) result.then(end, end);
    else end();
    return result;
  };

  const wrapped = new Map<string | symbol, Method>();
  const wrap = (name: string | symbol): Method => {
    const found = wrapped.get(name);
    if (found !== undefined) return found;
    const method: Method = (...args) => {
      const last = args.at(-1);
      const signal = last instanceof AbortSignal ? last : null;
      return watched(() => Reflect.apply(Reflect.get(own, name) as Method, own, args), signal);
    };
    wrapped.set(name, method);
    return method;
  };

  // Around an object of our own: a proxy around the store itself would have to show a frozen store's own methods.
  const store = new Proxy(
    {},
    {
      get(_, name) {
        const value: unknown = Reflect.get(own, name);
        return typeof value === 'function' ? wrap(name) : value;
      },
      set: (_, name, value) => Reflect.set(own, name, value),
      has: (_, name) => Reflect.has(own, name),
      getPrototypeOf: () => Reflect.getPrototypeOf(own),
    },
  );
  return {
    store,
    rule(next) {
      rule = next;
      dawdled = 0;
    },
    release() {
      const all = held;
      held = [];
      for (const go of all) go();
    },
    forget() {
      calls = [];
    },
    untilHanging: (count) =>
      new Promise((resolve) => {
        onHanging = () => {
          if (hanging === count) resolve();
        };
        onHanging();
      }),
    get calls() {
      return calls;
    },
  };
}
