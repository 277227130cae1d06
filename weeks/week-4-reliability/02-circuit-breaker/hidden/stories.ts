import { fc } from 'checker/kit';
import type { Command, Plan, Thing } from './driver/commands.ts';
import type { ModelOptions } from './model.ts';
import { tellOptions } from './open-stage.ts';
import { tellCommand } from './telling.ts';

const resetTimeoutMs = 100;

/** A breaker, and what happens to it. */
export interface Story {
  readonly options: ModelOptions;
  readonly commands: readonly Command[];
}

/**
 * Random stories. Thresholds are small, time moves in steps that meet the breaker's own, and a move may go straight to
 * where a probe can begin, so that a story of some steps gets through all states. Calls are named by their number, so that
 * a story stays a story when a move is left out.
 */
export const stories: fc.Arbitrary<Story> = fc
  .record({
    options: fc.record({
      failureThreshold: fc.constantFrom(1, 2, 2, 3),
      resetTimeoutMs: fc.constant(resetTimeoutMs),
      halfOpenMaxCalls: fc.constantFrom(1, 2, 2, 3),
      successThreshold: fc.integer({ min: 1, max: 3 }),
      callTimeoutMs: fc.constantFrom(undefined, undefined, 40, 150),
    }),
    moves: fc.array(moveOf(), { minLength: 1, maxLength: 100, size: 'max' }),
  })
  .map(({ options: { callTimeoutMs, ...options }, moves }) => ({
    options: callTimeoutMs === undefined ? options : { ...options, callTimeoutMs },
    commands: commandsOf(moves, options.failureThreshold),
  }));

export function tellStory({ options, commands }: Story): string {
  const steps = commands.map((command, index) => `${index + 1}. ${tellCommand(command)}`);
  return `with ${tellOptions({ ...options })}: ${steps.join(' · ')}`;
}

type Move =
  | {
      readonly kind: 'call';
      readonly plan: 'waits' | 'stops' | 'returns' | 'throws';
      /** One of its own, the last one that has aborted, or none. */
      readonly signal: 'own' | 'used' | 'none';
    }
  /** Of the calls that wait the so-manieth from the last; `late` counts all calls, also those that have settled. */
  | {
      readonly kind: 'settle';
      readonly back: number;
      readonly late: boolean;
      readonly how: 'resolve' | 'reject' | 'harmless';
    }
  | { readonly kind: 'abort'; readonly back: number }
  | { readonly kind: 'advance'; readonly ms: number }
  /** Failures enough to open it, and the time until it may be probed. */
  | { readonly kind: 'open' };

function moveOf(): fc.Arbitrary<Move> {
  const back = fc.nat({ max: 3 });
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('call' as const),
        plan: fc.constantFrom('waits', 'waits', 'waits', 'waits', 'waits', 'stops', 'returns', 'throws'),
        signal: fc.constantFrom('own', 'own', 'own', 'own', 'own', 'none', 'none', 'used'),
      }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('settle' as const),
        back,
        late: fc.constantFrom(false, false, false, true),
        how: fc.constantFrom('resolve', 'resolve', 'resolve', 'reject', 'harmless', 'harmless'),
      }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('abort' as const), back: fc.nat({ max: 1 }) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('advance' as const),
        ms: fc.constantFrom(1, 39, 40, 99, 100, 100, 150),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('open' as const) }) },
  );
}

function commandsOf(moves: readonly Move[], failureThreshold: number): readonly Command[] {
  let calls = 0;
  let used: string | null = null;
  let waiting: readonly { readonly number: number; readonly signal: boolean }[] = [];
  const leave = (number: number) => {
    waiting = waiting.filter((each) => each.number !== number);
  };
  return moves.flatMap((move, index): Command[] => {
    switch (move.kind) {
      case 'advance':
        return [{ do: 'advance', ms: move.ms }];
      case 'open':
        return [
          ...Array.from({ length: failureThreshold }, () => callOf(++calls, 'throws', null)),
          { do: 'advance', ms: resetTimeoutMs },
        ];
      case 'call': {
        calls += 1;
        const signal = move.signal === 'own' ? `S${calls}` : move.signal === 'used' ? used : null;
        if (move.plan === 'waits' || move.plan === 'stops') {
          waiting = [...waiting, { number: calls, signal: move.signal === 'own' }];
        }
        return [callOf(calls, move.plan, signal)];
      }
      case 'settle': {
        const number = move.late ? calls - move.back : waiting.at(-1 - move.back)?.number;
        if (number === undefined || number < 1) return [];
        leave(number);
        const how = move.how === 'resolve' ? 'resolve' : 'reject';
        return [{ do: 'settle', call: `call ${number}`, how, with: outcomeOf(move.how, index) }];
      }
      case 'abort': {
        const number = waiting.filter(({ signal }) => signal).at(-1 - move.back)?.number;
        if (number === undefined) return [];
        leave(number);
        used = `S${number}`;
        return [{ do: 'abort', signal: used, reason: { kind: 'error', mark: `enough of ${number}` } }];
      }
      default:
        return move satisfies never;
    }
  });
}

function callOf(
  number: number,
  plan: Extract<Move, { kind: 'call' }>['plan'],
  signal: string | null,
): Command {
  return {
    do: 'execute',
    call: `call ${number}`,
    plan: planOf(plan, number),
    ...(signal === null ? {} : { signal }),
  };
}

function planOf(plan: Extract<Move, { kind: 'call' }>['plan'], number: number): Plan {
  switch (plan) {
    case 'waits':
      return { kind: 'waits' };
    case 'stops':
      return { kind: 'waits', onAbort: 'rejects' };
    case 'returns':
      return { kind: 'returns', value: { kind: 'plain', value: number } };
    case 'throws':
      return { kind: 'throws', error: { kind: 'error', mark: `thrown by call ${number}` } };
    default:
      return plan satisfies never;
  }
}

function outcomeOf(how: 'resolve' | 'reject' | 'harmless', index: number): Thing {
  if (how === 'resolve') return { kind: 'plain', value: index };
  const mark = `error ${index}`;
  return how === 'reject' ? { kind: 'error', mark } : { kind: 'error', mark, name: 'Harmless' };
}
