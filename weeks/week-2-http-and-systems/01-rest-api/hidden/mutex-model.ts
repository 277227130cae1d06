import type { Ending, MutexStep } from './driver/mutexes.ts';

/** What a mutex shows after a turn, when it keeps its promises. */
export interface MutexWish {
  readonly started: readonly string[];
  /** How each call has settled, in words; what is not in here has not. */
  readonly settled: ReadonlyMap<string, string>;
  /** Calls that gave up before they were started. */
  readonly gaveUp: ReadonlySet<string>;
}

export interface MutexScript {
  /** The steps with the turns that they need to have one outcome only. */
  readonly steps: readonly MutexStep[];
  /** One for each turn. */
  readonly wishes: readonly MutexWish[];
}

interface Caller {
  readonly id: string;
  readonly ending: Ending;
  readonly held: boolean;
  readonly signal: string | undefined;
}

/**
 * A mutex as the page promises it. When a function starts within the call and when soon after is open: where that makes a
 * difference, before an abort, a turn is put in.
 */
export function scriptMutex(given: readonly MutexStep[]): MutexScript {
  const steps: MutexStep[] = [];
  const wishes: MutexWish[] = [];
  const started: string[] = [];
  const settled = new Map<string, string>();
  const gaveUp = new Set<string>();
  const reasons = new Map<string, string>();
  const opened = new Set<string>();
  let queue: Caller[] = [];
  let running: Caller | null = null;
  /** Something may have happened since the last turn, or may not have yet. */
  let isOpen = false;

  const goOn = () => {
    for (;;) {
      if (running !== null && (!running.held || opened.has(running.id))) {
        settled.set(running.id, tellEnding(running));
        running = null;
        isOpen = true;
      }
      if (running !== null) return;
      running = queue.shift() ?? null;
      if (running === null) return;
      started.push(running.id);
      isOpen = true;
    }
  };
  const turn = () => {
    steps.push({ do: 'turn' });
    wishes.push({ started: [...started], settled: new Map(settled), gaveUp: new Set(gaveUp) });
    isOpen = false;
  };
  const giveUp = (id: string, signal: string) => {
    gaveUp.add(id);
    settled.set(id, `rejected with ${reasons.get(signal)}`);
  };

  for (const step of [...given, { do: 'turn' } as const]) {
    switch (step.do) {
      case 'run': {
        steps.push(step);
        const { id, ending, held, signal } = step;
        if (signal !== undefined && reasons.has(signal)) giveUp(id, signal);
        else queue.push({ id, ending, held, signal });
        goOn();
        break;
      }
      case 'open':
        steps.push(step);
        opened.add(step.id);
        goOn();
        break;
      case 'abort': {
        const { signal, reason } = step;
        if (reasons.has(signal)) break;
        if (isOpen) turn();
        steps.push(step);
        const told = `the reason of ${signal}`;
        reasons.set(signal, reason === 'text' ? JSON.stringify(told) : told);
        for (const caller of queue) if (caller.signal === signal) giveUp(caller.id, signal);
        queue = queue.filter((caller) => caller.signal !== signal);
        break;
      }
      case 'turn':
        turn();
        break;
      default:
        step satisfies never;
    }
  }
  return { steps, wishes };
}

function tellEnding({ id, ending }: Caller): string {
  switch (ending) {
    case 'returns':
    case 'resolves':
      return `resolved with the result of ${id}`;
    case 'throws':
    case 'rejects':
      return `rejected with the error of ${id}`;
    case 'throws nothing':
      return 'rejected with undefined';
    default:
      return ending satisfies never;
  }
}
