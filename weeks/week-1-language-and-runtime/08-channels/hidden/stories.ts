import { fc } from 'checker/kit';
import type { Capacities, Case, Command } from './driver/commands.ts';
import { abort, close, from, receive, select, send, to, together } from './steps.ts';
import { tellCommand } from './telling.ts';

/** Some channels, and what happens to them. */
export interface Story {
  readonly capacities: Capacities;
  readonly commands: readonly Command[];
}

/**
 * Random stories on two channels, so that calls meet often. Calls and values are numbered by their place in the story, and
 * a signal is named after the first call that may use it, so that a story stays one when a move is left out.
 */
export const stories: fc.Arbitrary<Story> = fc
  .record({
    capacities: fc.record({ a: fc.constantFrom(0, 0, 1, 2), b: fc.constantFrom(0, 1) }),
    moves: fc.array(moveOf(), { minLength: 1, maxLength: 40, size: 'max' }),
  })
  .map(({ capacities, moves }) => ({ capacities, commands: commandsOf(moves) }));

export function tellStory({ capacities, commands }: Story): string {
  const made = Object.entries(capacities).map(([name, capacity]) => `${name} of capacity ${capacity}`);
  const steps = commands.map((command, index) => `${index + 1}. ${tellCommand(command)}`);
  return `with ${made.join(' and ')}: ${steps.join(' · ')}`;
}

type Name = 'a' | 'b';

type Move = {
  /** Whether it happens in the same synchronous piece as the move before. */
  readonly joined: boolean;
  /** Whose signal it takes, or aborts: of the so-manieth call from this one. 0 is its own. */
  readonly back: number;
} & (
  | { readonly kind: 'send' | 'receive' | 'close'; readonly channel: Name }
  /** One case for each channel: what becomes of one that closes with both ends in a select is not judged. */
  | { readonly kind: 'select'; readonly first: Name; readonly ways: readonly ('send' | 'receive')[] }
  | { readonly kind: 'abort' }
);

function moveOf(): fc.Arbitrary<Move> {
  const joined = fc.constantFrom(false, false, false, true);
  const channel = fc.constantFrom<Name>('a', 'b');
  const back = fc.constantFrom(0, 0, 0, 0, 1, 2);
  const plain = (kind: 'send' | 'receive' | 'close') =>
    fc.record({ kind: fc.constant(kind), channel, joined, back });
  return fc.oneof(
    { weight: 6, arbitrary: plain('send') },
    { weight: 6, arbitrary: plain('receive') },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('select' as const),
        first: channel,
        ways: fc.tuple(fc.constantFrom('send', 'receive'), fc.constantFrom('send', 'receive')),
        joined,
        back,
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('abort' as const), back: fc.nat({ max: 5 }), joined }),
    },
    { weight: 1, arbitrary: plain('close') },
  );
}

function commandsOf(moves: readonly Move[]): readonly Command[] {
  const steps: Command[][] = [];
  let calls = 0;
  for (const move of moves) {
    if (move.kind !== 'abort' && move.kind !== 'close') calls += 1;
    const command = commandOf(move, calls);
    const last = steps.at(-1);
    if (move.joined && last !== undefined) last.push(command);
    else steps.push([command]);
  }
  return steps.map((step) => (step.length === 1 && step[0] !== undefined ? step[0] : together(...step)));
}

/** `number` is that of the last call that has begun. */
function commandOf(move: Move, number: number): Command {
  const signal = `S${Math.max(1, number - move.back)}`;
  switch (move.kind) {
    case 'send':
      return send(`send ${number}`, move.channel, number, signal);
    case 'receive':
      return receive(`receive ${number}`, move.channel, signal);
    case 'select': {
      const second: Name = move.first === 'a' ? 'b' : 'a';
      const cases = [move.first, second].map(
        (name, index): Case => (move.ways[index] === 'send' ? to(name, `${number}${name}`) : from(name)),
      );
      return select(`select ${number}`, cases, signal);
    }
    case 'close':
      return close(move.channel);
    case 'abort':
      return abort(signal);
    default:
      return move satisfies never;
  }
}
