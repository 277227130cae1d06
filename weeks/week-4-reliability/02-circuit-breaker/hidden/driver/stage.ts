import { createVirtualClock } from 'checker/kit/driver';
import { createActor } from './actor.ts';
import type { Command, ListenerAct, Noted, Seen, StageSettings, Standing } from './commands.ts';
import type { Seam, StateChange } from './seam.ts';
import { createThings } from './things.ts';

/** One breaker on a clock of the judge's, and everything that the judge does to it. */
export interface Stage {
  /** Plays the commands one by one; after each, promises settle until nothing more can happen by itself. */
  play(commands: readonly Command[]): Promise<readonly Seen[]>;
  /** An unhandled rejection of the process. */
  unhandled(error: unknown): void;
}

/** Taken before the learner's module is loaded. */
const nextTurn = setImmediate;

export function createStage(seam: Seam, { options, startMs, filter }: StageSettings): Stage {
  const things = createThings(seam);
  const clock = createVirtualClock(startMs);
  let log: Noted[] = [];
  const note = (noted: Noted) => void log.push(noted);
  const actor = createActor(things, note);
  const controllers = new Map<string, AbortController>();
  const listeners = new Map<string, (change: StateChange) => void>();
  const subscriptions = new Map<string, Disposable>();
  let kept: Standing['stats'] | null = null;

  const breaker = seam.createCircuitBreaker({
    ...numbersOf(options as Readonly<Record<string, number | string>>),
    ...(filter === true ? { isFailure } : {}),
    clock: { now: clock.now, after: clock.after },
  });

  function isFailure(error: unknown): boolean {
    note({ kind: 'asked', error: things.tell(error) });
    const name = error instanceof Error ? error.name : '';
    if (name === 'Puzzling') throw new Error('the filter broke');
    return name !== 'Harmless' && name !== 'CallTimeoutError';
  }

  function controller(name: string): AbortController {
    const known = controllers.get(name) ?? new AbortController();
    controllers.set(name, known);
    return known;
  }

  function perform(command: Command): void {
    switch (command.do) {
      case 'execute': {
        const { call, plan, signal } = command;
        const given = signal === undefined ? [] : [{ signal: controller(signal).signal }];
        actor.watch(call, () => breaker.execute(actor.play(call, plan), ...given));
        break;
      }
      case 'settle':
        actor.settle(command.call, command.how, things.make(command.with));
        break;
      case 'abort':
        controller(command.signal).abort(things.make(command.reason));
        break;
      case 'subscribe': {
        const { listener, again, act } = command;
        const hear = listeners.get(again ?? '') ?? hearer(listener, act);
        listeners.set(listener, hear);
        subscriptions.set(listener, breaker.onStateChange(hear));
        break;
      }
      case 'unsubscribe':
        subscriptions.get(command.listener)?.[Symbol.dispose]();
        break;
      case 'together':
        for (const each of command.commands) perform(each);
        break;
      case 'keep-stats':
        kept = breaker.stats;
        break;
      case 'reread-stats':
        if (kept !== null) note({ kind: 'kept', stats: copyOf(kept) });
        break;
      case 'advance':
      case 'nothing':
        break;
      default:
        command satisfies never;
    }
  }

  function hearer(listener: string, act: ListenerAct | undefined): (change: StateChange) => void {
    let acted = false;
    return ({ from, to, at, reason }) => {
      note({ kind: 'heard', listener, change: { from, to, at, reason }, standing: standing() });
      if (act === undefined || acted || to !== act.at) return;
      acted = true;
      if (act.advanceMs !== undefined) clock.advance(act.advanceMs);
      if (act.execute !== undefined) perform({ do: 'execute', ...act.execute });
      if (act.throws === true) throw new Error(`${listener} threw`);
    };
  }

  async function advance(ms: number): Promise<void> {
    let left = ms;
    for (let next = clock.next(); next !== null && next <= left; next = clock.next()) {
      clock.advance(next);
      left -= next;
      await settled();
    }
    clock.advance(left);
  }

  function standing(): Standing {
    return {
      now: clock.now(),
      state: breaker.state,
      stats: copyOf(breaker.stats),
      timers: clock.pending(),
    };
  }

  return {
    async play(commands) {
      const seen: Seen[] = [];
      for (const command of commands) {
        if (command.do === 'advance') await advance(command.ms);
        else perform(command);
        await settled();
        seen.push({ noted: log, standing: standing() });
        log = [];
      }
      return seen;
    },
    unhandled: (error) => note({ kind: 'unhandled', error: things.tell(error) }),
  };
}

/** Promises settle between two turns of the event loop, however many there are in a chain. */
async function settled(): Promise<void> {
  await new Promise((resolve) => nextTurn(resolve));
  await new Promise((resolve) => nextTurn(resolve));
}

function copyOf(stats: Standing['stats']): Standing['stats'] {
  const { successes, failures, timeouts, rejected, consecutiveFailures, openedAt } = stats;
  return { successes, failures, timeouts, rejected, consecutiveFailures, openedAt };
}

function numbersOf(options: Readonly<Record<string, number | string>>): object {
  const words: Readonly<Record<string, number | undefined>> = {
    NaN: Number.NaN,
    Infinity: Number.POSITIVE_INFINITY,
    undefined,
  };
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name, typeof value === 'string' ? words[value] : value]),
  );
}
