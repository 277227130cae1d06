import { expectEqual, fc, requirement } from 'checker/kit';
import type { Command, Thing } from './driver/commands.ts';
import {
  expectCalls,
  expectRejected,
  expectResolved,
  expectThrown,
  expectUnsettled,
} from './expectations.ts';
import { openStage } from './open-stage.ts';

const asked = { asked: 'R' } as const;
const handed = (handedTo: string, bytes: string) => ({ handed: handedTo, bytes }) as const;
const give = (piece: string | null): Command => ({ do: 'give', reader: 'R', piece });
const read = (reader: string): Command => ({ do: 'read', call: `${reader}.read()`, reader });
const fresh: readonly Command[] = [
  { do: 'reader', name: 'R' },
  { do: 'writer', name: 'W', waits: true },
];
const tee: Command = { do: 'tee', name: 'T', reader: 'R', writer: 'W' };
const take: Command = { do: 'take', writer: 'W' };

requirement('tees', async ({ module, trace, random }) => {
  const stage = await openStage({ module, trace });
  const look = 'In which order do reading, writing and giving on happen, and which of them is awaited?';
  expectCalls(await stage.play(...fresh, tee), [], 'when tee is called', {
    look: 'Who asked for a piece already? Reading begins with the first `read()`.',
  });
  for (let count = random.integer(2, 4); count > 0; count--) {
    const piece = random.word(random.integer(1, 9));
    expectCalls(await stage.play(read('T')), [asked], 'when T is read', { look });
    const given = await stage.play(give(piece));
    expectCalls(given, [handed('W', piece)], 'when the piece has come', { look });
    expectUnsettled(given, 'T.read()', { look });
    const taken = await stage.play(take);
    expectResolved(taken, 'T.read()', piece, { look, when: 'when W has taken the piece' });
    expectCalls(taken, [], 'until T is read again', { look });
  }
  const empty = await stage.play(read('T'), give(''));
  const passed = empty.noted.some(({ kind }) => kind === 'handed') ? await stage.play(take) : empty;
  expectResolved(passed, 'T.read()', '', { look: 'What does your code take an empty piece for?' });
  const ended = await stage.play(read('T'), give(null));
  expectCalls(ended, [asked], 'at the end', { look: 'Is null written? It is no piece.' });
  expectResolved(ended, 'T.read()', null, { look: 'How does the end get through T?' });

  const promise = 'When the reader or the writer of `tee` fails, that `read()` rejects with the very error.';
  const lookErrors = 'Who waits for the promise that rejects, and what stands in the way of its error?';
  for (const of of ['R', 'W']) {
    trace.clear();
    const error: Thing = { error: `E-${random.word(4)}` };
    const step = of === 'R' ? [] : [give('one')];
    const failed = await stage.play(...fresh, tee, read('T'), ...step, { do: 'fail', of, error });
    expectRejected(failed, 'T.read()', error, { promise, look: lookErrors });
    trace.clear();
    const throwing: Command = { do: 'fail', of, error, throws: true };
    const thrown = await stage.play(...fresh, tee, throwing, read('T'), ...step);
    expectRejected(thrown, 'T.read()', error, { promise, look: lookErrors });
  }

  trace.clear();
  const piece = random.word();
  const copying = await stage.play(
    ...fresh,
    { do: 'writer', name: 'V' },
    tee,
    { do: 'copy', call: 'copy', reader: 'T', writer: 'V' },
    give(piece),
    take,
    give(null),
  );
  const through = 'What `tee` returns is a reader like any other.';
  expectCalls(copying, [asked, handed('W', piece), handed('V', piece), asked], 'when copy reads from T', {
    promise: through,
    look,
  });
  expectResolved(copying, 'copy', piece.length, { promise: through, look });
});

requirement('limits', async ({ module, trace, property, random }) => {
  const stage = await openStage({ module, trace });
  const limit = (bytes: number | string): Command => ({ do: 'limit', name: 'L', reader: 'R', bytes });
  const look = 'How many bytes are left before each read, and after?';

  expectCalls(await stage.play(...fresh, limit(3)), [], 'when limit is called', {
    look: 'Who asked for a piece already? Reading begins with the first `read()`.',
  });
  trace.clear();
  const none = await stage.play(...fresh, limit(0), read('L'));
  expectCalls(none, [], 'when nothing is left to give', { look });
  expectResolved(none, 'L.read()', null, { look, when: 'when nothing is left to give' });

  const letters = fc
    .integer({ min: 1, max: 6 })
    .chain((length) => fc.integer({ min: 0, max: 25 }).map((from) => alphabet.slice(from, from + length)));
  const cases = fc.record({
    pieces: fc.array(letters, { minLength: 1, maxLength: 5 }),
    bytes: fc.integer({ min: 1, max: 20 }),
  });
  await property(
    'limit',
    cases,
    async ({ pieces, bytes }) => {
      const rounds = [...pieces, null].map((piece) => [read('L'), give(piece)] as const);
      const seen = await stage.steps(...fresh, limit(bytes), ...rounds.flat());
      let left = bytes;
      for (const [index, piece] of [...pieces, null].entries()) {
        const at = fresh.length + 1 + 2 * index;
        const noted = [...(seen[at]?.noted ?? []), ...(seen[at + 1]?.noted ?? [])];
        const round = { noted, listeners: {} };
        const when = `when ${left} of ${bytes} bytes are left`;
        expectCalls(round, left === 0 ? [] : [asked], when, { look });
        const wanted = left === 0 || piece === null ? null : piece.slice(0, left);
        expectResolved(round, 'L.read()', wanted, { look, when });
        if (wanted === null) return;
        left -= wanted.length;
      }
    },
    { runs: 40, show: ({ pieces, bytes }) => `limit ${bytes} of the pieces ${JSON.stringify(pieces)}` },
  );

  trace.clear();
  const first = await stage.play(...fresh, limit(4), read('L'), give(''));
  const skipped = first.noted.filter(({ kind }) => kind === 'asked').length === 2;
  const second = await stage.play(...(skipped ? [] : [read('L')]), give('abc'));
  expectResolved(second, 'L.read()', 'abc', { look: 'What does your code take an empty piece for?' });

  trace.clear();
  const error: Thing = { error: `E-${random.word(4)}` };
  const failed = await stage.play(...fresh, limit(4), read('L'), { do: 'fail', of: 'R', error });
  expectRejected(failed, 'L.read()', error, { look: 'What stands in the way of an error of the reader?' });

  for (const bytes of [-1, 1.5, 'NaN', 'Infinity']) {
    trace.clear();
    const refused = await stage.play(...fresh, limit(bytes));
    expectThrown(refused, 'L', 'RangeError', `\`limit(R, ${bytes})\``, {
      promise: 'A number of bytes that makes no sense throws a RangeError from `limit`.',
      look: 'Every comparison with NaN is false. What is a whole number from 0 on?',
    });
  }

  trace.clear();
  const copying = await stage.play(
    { do: 'reader', name: 'R' },
    { do: 'writer', name: 'W' },
    { do: 'writer', name: 'V' },
    tee,
    { do: 'limit', name: 'L', reader: 'T', bytes: 5 },
    { do: 'copy', call: 'copy', reader: 'L', writer: 'V' },
    give('abc'),
    give('def'),
  );
  const promise = 'What `limit` and `tee` return are readers like any other.';
  expectResolved(copying, 'copy', 5, { promise, look, when: 'from a limit of 5 around a tee' });
  const written = copying.noted.flatMap((noted) =>
    noted.kind === 'handed' && noted.bytes.kind === 'bytes' ? [`${noted.of}: ${noted.bytes.text}`] : [],
  );
  expectEqual(
    'what the tee’s writer W and copy’s writer V got',
    written,
    ['W: abc', 'V: abc', 'W: def', 'V: de'],
    {
      promise,
      look,
    },
  );
});

const alphabet = 'abcdefghijklmnopqrstuvwxyzabcdef';
