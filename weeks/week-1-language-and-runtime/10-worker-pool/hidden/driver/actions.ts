import { type Behaviour, type DriverTools, playBehaviour } from 'checker/kit/driver';
import type { Decode } from './decode.ts';
import type { Gates } from './gates.ts';
import type { JudgedPool } from './seam.ts';
import { createSource, type SourcePlan } from './source.ts';
import type { Outcome, Teller } from './tell.ts';

/**
 * One thing that the judge does. Several in a row are done without letting the event loop turn between them. Options and
 * arguments are decoded, so `{ $: 'signal', name }` may stand in them.
 */
export type Action =
  | {
      readonly do: 'run';
      readonly pool: string;
      readonly task: string;
      readonly steps: Behaviour;
      /** What the task returns is a thenable of the judge's own, and no promise. */
      readonly thenable?: boolean;
      /** Left out: `run` gets one argument. */
      readonly options?: Readonly<Record<string, unknown>>;
    }
  /** Calls `run` with whatever arguments: wrong ones, or those of a thread pool. */
  | { readonly do: 'call'; readonly pool: string; readonly call: string; readonly args: readonly unknown[] }
  /** The reason is an Error of the judge's, or the value given. */
  | { readonly do: 'abort'; readonly signal: string; readonly reason?: unknown }
  | { readonly do: 'open'; readonly gate: string; readonly value?: unknown }
  | { readonly do: 'idle' | 'dispose'; readonly pool: string; readonly call: string }
  | { readonly do: 'close'; readonly pool: string; readonly call: string; readonly mode?: string }
  | {
      readonly do: 'map';
      readonly pool: string;
      readonly map: string;
      readonly source: SourcePlan;
      /** What `f` does for an item; by default it waits for the gate of the item's name and returns its value. */
      readonly steps?: Readonly<Record<string, Behaviour>>;
      readonly options?: Readonly<Record<string, unknown>>;
    }
  | { readonly do: 'next' | 'return'; readonly map: string; readonly call: string };

export interface ActionParts {
  readonly pools: ReadonlyMap<string, JudgedPool>;
  readonly gates: Gates;
  readonly teller: Teller;
  readonly emit: DriverTools['emit'];
  readonly controller: (signal: string) => AbortController;
  readonly decode: Decode;
}

// Uncurried: a module that replaces the method does not learn what the judge waits for.
const then = Function.prototype.call.bind(Promise.prototype.then) as (
  promise: Promise<unknown>,
  resolved: (value: unknown) => void,
  rejected: (error: unknown) => void,
) => void;

const now = performance.now.bind(performance);

export function createActions(parts: ActionParts): (action: Action) => void {
  const { gates, teller, emit, controller, decode } = parts;
  const iterators = new Map<string, AsyncIterator<unknown>>();

  return (action) => {
    switch (action.do) {
      case 'run': {
        const task = (...args: unknown[]) => play(action.task, action.steps, args, action.thenable === true);
        const args = action.options === undefined ? [task] : [task, decode(action.options)];
        follow(action.task, () => pool(action.pool).run(...args));
        break;
      }
      case 'call':
        follow(action.call, () => pool(action.pool).run(...(decode(action.args) as unknown[])));
        break;
      case 'abort': {
        const label = `the reason of ${action.signal}`;
        const reason = 'reason' in action ? decode(action.reason) : new Error(label);
        teller.know(reason, label);
        controller(action.signal).abort(reason);
        break;
      }
      case 'open':
        gates.open(action.gate, action.value);
        break;
      case 'idle':
        follow(action.call, () => pool(action.pool).onIdle());
        break;
      case 'dispose':
        follow(action.call, () => pool(action.pool)[Symbol.asyncDispose]() as Promise<unknown>);
        break;
      case 'close': {
        const args = action.mode === undefined ? [] : [{ mode: action.mode }];
        follow(action.call, () => pool(action.pool).close(...args));
        break;
      }
      case 'map':
        iterators.set(action.map, openMap(action));
        break;
      case 'next':
        follow(action.call, () => iterator(action.map).next());
        break;
      case 'return':
        follow(action.call, () => iterator(action.map).return?.() ?? Promise.resolve('it has no return()'));
        break;
      default:
        action satisfies never;
    }
  };

  function openMap({ pool: name, map, source, steps, options }: Extract<Action, { do: 'map' }>) {
    const items = createSource(map, source, { gates, emit, teller });
    const f = (item: unknown, ...rest: unknown[]) => {
      const id = String(item);
      return play(id, steps?.[id] ?? [{ do: 'return-gate', gate: id }], rest, false);
    };
    const args = options === undefined ? [] : [decode(options)];
    return pool(name)
      .map(items, f, ...args)
      [Symbol.asyncIterator]();
  }

  /** A task of the judge's: it says what happens to it, and whatever it throws can be told again. */
  function play(id: string, steps: Behaviour, args: readonly unknown[], thenable: boolean): unknown {
    const [given] = args;
    const signal = given instanceof AbortSignal ? given : undefined;
    emit('task.given', { task: id, args: args.length, signal: signal !== undefined, ms: now() });
    signal?.addEventListener('abort', () =>
      emit('task.aborted', { task: id, reason: teller.tell(signal.reason) }),
    );
    const tools = { emit, gate: gates.wait } as DriverTools;
    const rethrow = (thrown: unknown): never => {
      // A task that ends by its signal throws what somebody else has made.
      if (signal === undefined || thrown !== signal.reason) teller.know(thrown, `what ${id} threw`);
      throw thrown;
    };
    let result: unknown;
    try {
      result = playBehaviour(tools, { id, steps, signal });
    } catch (thrown) {
      return rethrow(thrown);
    }
    if (!(result instanceof Promise)) return result;
    const promise = result.catch(rethrow);
    return thenable ? createThenable(promise) : promise;
  }

  /** Makes a call and says how its promise settles. */
  function follow(call: string, make: () => Promise<unknown>): void {
    const settled = (outcome: Outcome) => emit('settled', { call, outcome, ms: now() });
    let promise: Promise<unknown>;
    try {
      promise = Promise.resolve(make());
    } catch (thrown) {
      settled({ how: 'threw', error: teller.tell(thrown) });
      return;
    }
    then(
      promise,
      (value) => settled({ how: 'resolved', value: value ?? null }),
      (thrown) => settled({ how: 'rejected', error: teller.tell(thrown) }),
    );
  }

  function pool(name: string): JudgedPool {
    const found = parts.pools.get(name);
    if (found === undefined) throw new Error(`the judge never made the pool ${name}`);
    return found;
  }

  function iterator(name: string): AsyncIterator<unknown> {
    const found = iterators.get(name);
    if (found === undefined) throw new Error(`the judge never made the map ${name}`);
    return found;
  }
}

/** No promise, and yet `await` waits for it. */
function createThenable(promise: Promise<unknown>): object {
  const method = 'then';
  return {
    [method]: (resolved: (value: unknown) => void, rejected: (error: unknown) => void) =>
      then(promise, resolved, rejected),
  };
}
