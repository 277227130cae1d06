import { fc } from 'checker/kit';
import type { Command, Thing } from './driver/commands.ts';
import type { ModelOptions } from './model.ts';
import { tellOptions } from './open-stage.ts';
import { tellCommand } from './telling.ts';

/** A breaker, and what happens to it. */
export interface Story {
  readonly options: ModelOptions;
  readonly commands: readonly Command[];
}

/**
 * Random stories. Thresholds are small and time moves in steps that meet the breaker's own, so that a story of a few
 * steps gets through all states; calls are named by their number, so that a story stays a story when a step is left out.
 */
export const stories: fc.Arbitrary<Story> = fc
  .record({
    options: fc.record({
      failureThreshold: fc.integer({ min: 1, max: 3 }),
      resetTimeoutMs: fc.constant(100),
      halfOpenMaxCalls: fc.integer({ min: 1, max: 3 }),
      successThreshold: fc.integer({ min: 1, max: 3 }),
      callTimeoutMs: fc.option(fc.constantFrom(40, 150), { nil: undefined }),
    }),
    moves: fc.array(moveOf(), { minLength: 1, maxLength: 40, size: 'max' }),
  })
  .map(({ options: { callTimeoutMs, ...options }, moves }) => ({
    options: callTimeoutMs === undefined ? options : { ...options, callTimeoutMs },
    commands: commandsOf(moves),
  }));

export function tellStory({ options, commands }: Story): string {
  const steps = commands.map((command, index) => `${index + 1}. ${tellCommand(command)}`);
  return `with ${tellOptions({ ...options })}: ${steps.join(' · ')}`;
}

type Move =
  | {
      readonly kind: 'call';
      readonly plan: 'waits' | 'stops' | 'returns' | 'throws';
      readonly signal: boolean;
    }
  /** The so-manieth of the calls that have been made, counted from the last. */
  | { readonly kind: 'settle'; readonly back: number; readonly how: 'resolve' | 'reject' | 'harmless' }
  | { readonly kind: 'abort'; readonly back: number }
  | { readonly kind: 'advance'; readonly ms: number };

function moveOf(): fc.Arbitrary<Move> {
  const back = fc.nat({ max: 5 });
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('call' as const),
        plan: fc.constantFrom('waits', 'waits', 'waits', 'stops', 'returns', 'throws', 'throws'),
        signal: fc.boolean(),
      }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('settle' as const),
        back,
        how: fc.constantFrom('resolve', 'resolve', 'reject', 'reject', 'harmless'),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('abort' as const), back }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('advance' as const),
        ms: fc.constantFrom(1, 39, 40, 99, 100, 100, 150),
      }),
    },
  );
}

function commandsOf(moves: readonly Move[]): readonly Command[] {
  let calls = 0;
  return moves.flatMap((move, index): Command[] => {
    if (move.kind === 'advance') return [{ do: 'advance', ms: move.ms }];
    if (move.kind === 'call') {
      calls += 1;
      const call = `call ${calls}`;
      return [
        {
          do: 'execute',
          call,
          plan: planOf(move.plan, index),
          ...(move.signal ? { signal: `S${calls}` } : {}),
        },
      ];
    }
    const number = calls - move.back;
    if (number < 1) return [];
    if (move.kind === 'abort') {
      return [{ do: 'abort', signal: `S${number}`, reason: { kind: 'error', mark: `enough of ${number}` } }];
    }
    const how = move.how === 'resolve' ? 'resolve' : 'reject';
    return [{ do: 'settle', call: `call ${number}`, how, with: outcomeOf(move.how, index) }];
  });
}

function planOf(plan: Extract<Move, { kind: 'call' }>['plan'], index: number) {
  switch (plan) {
    case 'waits':
      return { kind: 'waits' } as const;
    case 'stops':
      return { kind: 'waits', onAbort: 'rejects' } as const;
    case 'returns':
      return { kind: 'returns', value: { kind: 'plain', value: index } } as const;
    case 'throws':
      return { kind: 'throws', error: outcomeOf('reject', index) } as const;
    default:
      return plan satisfies never;
  }
}

function outcomeOf(how: 'resolve' | 'reject' | 'harmless', index: number): Thing {
  if (how === 'resolve') return { kind: 'plain', value: index };
  const mark = `error ${index}`;
  return how === 'reject' ? { kind: 'error', mark } : { kind: 'error', mark, name: 'Harmless' };
}
