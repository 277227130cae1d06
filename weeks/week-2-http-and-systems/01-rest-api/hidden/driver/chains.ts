import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Middleware, Seam } from './seam.ts';
import { createTeller, type Told } from './tell.ts';
import { turn } from './turn.ts';

/** What a middleware does, in order. */
export type Act =
  /** Calls `next` and awaits it. What it rejects with is passed on, or swallowed. */
  | { readonly do: 'next'; readonly swallow?: boolean }
  /** Waits for a turn of the event loop, or until the judge opens the gate of that name in that run. */
  | { readonly do: 'turn' }
  | { readonly do: 'gate'; readonly gate: string }
  | { readonly do: 'throw'; readonly error: string };

export type Link =
  | {
      readonly name: string;
      readonly acts: readonly Act[];
      /** No `async` function: what it throws before it waits for anything is thrown at once. */
      readonly plain?: boolean;
    }
  | { readonly chain: readonly Link[] };

export interface Note {
  readonly who: string;
  readonly what: 'began' | 'ended' | 'next resolved' | 'next rejected' | 'next threw' | 'got other arguments';
  readonly error?: Told;
}

export interface ToldRun {
  readonly notes: readonly Note[];
  readonly outcome:
    | null
    | { readonly how: 'resolved' }
    | { readonly how: 'rejected' | 'threw'; readonly error: Told };
}

interface Run {
  readonly name: string;
  readonly notes: Note[];
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  outcome: ToldRun['outcome'];
}

/** Falsy values can be thrown as well; all other errors are objects that are made once, and known again. */
const plainErrors: Readonly<Record<string, unknown>> = { undefined: undefined, null: null, '""': '', '0': 0 };

export function createChains(seam: Seam, gate: (name: string) => Promise<unknown>) {
  const chains = new Map<string, Middleware>();
  const runs = new Map<string, Run>();
  const runOf = new WeakMap<object, Run>();
  const errors = new Map<string, Error>();
  const teller = createTeller();
  const errorOf = (name: string): unknown => {
    if (name in plainErrors) return plainErrors[name];
    const error = errors.get(name) ?? teller.know(new Error(name), name);
    errors.set(name, error);
    return error;
  };

  /** Synchronous as far as it goes: the rest is a promise, where something is waited for. */
  const perform = (
    who: string,
    acts: readonly Act[],
    run: Run,
    next: () => Promise<void>,
  ): Promise<void> | null => {
    const note = (what: Note['what'], error?: { readonly thrown: unknown }) =>
      run.notes.push({ who, what, ...(error === undefined ? {} : { error: teller.tell(error.thrown) }) });
    const from = (at: number): Promise<void> | null => {
      const act = acts[at];
      if (act === undefined) {
        note('ended');
        return null;
      }
      const on = () => from(at + 1) ?? undefined;
      switch (act.do) {
        case 'turn':
          return turn().then(on);
        case 'gate':
          return gate(`${run.name}/${act.gate}`).then(on);
        case 'throw':
          throw errorOf(act.error);
        case 'next': {
          let promise: Promise<void>;
          try {
            promise = next();
          } catch (thrown) {
            note('next threw', { thrown });
            throw thrown;
          }
          return promise.then(
            () => {
              note('next resolved');
              return on();
            },
            (thrown: unknown) => {
              note('next rejected', { thrown });
              if (act.swallow !== true) throw thrown;
              return on();
            },
          );
        }
        default:
          return act satisfies never;
      }
    };
    note('began');
    return from(0);
  };

  const build = (link: Link): Middleware => {
    if ('chain' in link) return seam.chain(...link.chain.map(build));
    const { name, acts, plain } = link;
    const play = (req: IncomingMessage, res: ServerResponse, next: () => Promise<void>) => {
      const run = runOf.get(req) ?? lost;
      if (run.res !== res) run.notes.push({ who: name, what: 'got other arguments' });
      return perform(name, acts, run, next);
    };
    return plain === true
      ? (req, res, next) => play(req, res, next) ?? Promise.resolve()
      : async (req, res, next) => {
          await play(req, res, next);
        };
  };
  /** Where notes go of a middleware that was called with no request of ours. */
  const lost: Run = newRun('lost');
  runs.set('lost', lost);

  return {
    'chain.make': ({ chain, links }: { chain: string; links: readonly Link[] }) => {
      chains.set(chain, build({ chain: links }));
    },
    /** Starts a run. `end` is what the `next` does that the whole is called with. */
    'chain.run': ({ chain, run: name, end }: { chain: string; run: string; end: readonly Act[] }) => {
      const run = newRun(name);
      runs.set(name, run);
      runOf.set(run.req, run);
      try {
        (chains.get(chain) as Middleware)(run.req, run.res, async () => {
          await perform('the end', end, run, async () => {});
        }).then(
          () => {
            run.outcome = { how: 'resolved' };
          },
          (error: unknown) => {
            run.outcome = { how: 'rejected', error: teller.tell(error) };
          },
        );
      } catch (error) {
        run.outcome = { how: 'threw', error: teller.tell(error) };
      }
    },
    'chain.look': async (): Promise<Record<string, ToldRun>> => {
      await turn();
      return Object.fromEntries(
        [...runs].map(([name, { notes, outcome }]) => [name, { notes: [...notes], outcome }]),
      );
    },
    'chain.reset': () => {
      chains.clear();
      runs.clear();
      lost.notes.length = 0;
      runs.set('lost', lost);
    },
  };
}

/** A chain passes the two on and looks at neither. */
function newRun(name: string): Run {
  const req = {} as IncomingMessage;
  const res = {} as ServerResponse;
  return { name, notes: [], req, res, outcome: null };
}
