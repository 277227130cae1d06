import type { Noted, Told } from './commands.ts';

/** The judge's side of a reader or a writer: calls of the module wait here until the judge has decided. */
export interface End {
  /** What the module calls. */
  act(argument: unknown): unknown;
  /** Ends the call that waits longest. */
  settle(how: 'resolve' | 'reject', value: unknown): void;
  /** The next call throws. */
  throwNext(error: unknown): void;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export interface Piece {
  readonly text: string;
}

/** All pieces of a reader lie in the same memory, not at its beginning, and are gone when the next one is asked for. */
export function createReaderEnd(of: string, note: (noted: Noted) => void): End {
  const memory = new Uint8Array(64);
  const from = 16;
  const end = createEnd((_argument, early) => {
    note({ kind: 'asked', of, early });
    memory.fill(0x3f);
  });
  return {
    ...end,
    settle(how, value) {
      if (how === 'reject' || value === null) return end.settle(how, value);
      const { text } = value as Piece;
      for (let at = 0; at < text.length; at++) memory[from + at] = text.charCodeAt(at);
      end.settle('resolve', memory.subarray(from, from + text.length));
    },
  };
}

/** What a write resolves with is its own business: a number that is not that of its bytes. */
const oddResult = 7777;

export function createWriterEnd(
  of: string,
  waits: boolean,
  tell: (value: unknown) => Told,
  note: (noted: Noted) => void,
): End {
  const end = createEnd((argument, early) =>
    note({ kind: 'handed', of, bytes: tell(argument), early: waits && early }),
  );
  return {
    ...end,
    act(argument) {
      const result = end.act(argument);
      if (!waits) end.settle('resolve', oddResult);
      return result;
    },
    settle: (how, value) => end.settle(how, how === 'resolve' ? oddResult : value),
  };
}

function createEnd(called: (argument: unknown, early: boolean) => void): End {
  const waiting: Waiting[] = [];
  let armed: { readonly error: unknown } | null = null;
  return {
    act(argument) {
      called(argument, waiting.length > 0);
      if (armed !== null) {
        const { error } = armed;
        armed = null;
        throw error;
      }
      return new Promise((resolve, reject) => void waiting.push({ resolve, reject }));
    },
    settle(how, value) {
      waiting.shift()?.[how](value);
    },
    throwNext(error) {
      armed = { error };
    },
  };
}
