import { expectThat, type Random, requirement } from 'checker/kit';
import type { Command, Thing } from './driver/commands.ts';
import {
  expectCalls,
  expectNobodyListens,
  expectNothingUnhandled,
  expectRejected,
  expectResolved,
  expectUnsettled,
} from './expectations.ts';
import { openStage, type Stage } from './open-stage.ts';

const asked = { asked: 'R' } as const;
const handed = (bytes: string) => ({ handed: 'W', bytes }) as const;
const give = (piece: string | null): Command => ({ do: 'give', reader: 'R', piece });
const take: Command = { do: 'take', writer: 'W' };
const fail = (of: string, error: Thing): Command => ({ do: 'fail', of, error });
const abort = (reason: Thing): Command => ({ do: 'abort', signal: 'S', reason });

/** A fresh reader R and writer W, both waiting for the judge, and a signal S where the scenario has one. */
const fresh: readonly Command[] = [
  { do: 'reader', name: 'R' },
  { do: 'writer', name: 'W', waits: true },
];
const copy: Command = { do: 'copy', call: 'copy', reader: 'R', writer: 'W' };

requirement('copies', async ({ module, trace, random }) => {
  const stage = await openStage({ module, trace });
  const look = 'Which promise of the loop does nobody await, and when does the next round begin?';
  await stage.play(...fresh);
  let total = 0;
  expectCalls(await stage.play(copy), [asked], 'when copy is called', { look });
  for (let count = random.integer(3, 5); count > 0; count--) {
    const piece = pieceOf(random);
    total += piece.length;
    const given = await stage.play(give(piece));
    expectCalls(given, [handed(piece)], 'when a piece has come and the writer has not taken it yet', {
      look,
    });
    expectUnsettled(given, 'copy', { look });
    expectCalls(await stage.play(take), [asked], 'when the writer has taken it', { look });
  }
  const empty = await stage.play(give(''));
  const rest = empty.noted.some(({ kind }) => kind === 'handed') ? await stage.play(take) : empty;
  const ended = 'Which values end your loop? An empty Uint8Array is none of them.';
  expectUnsettled(rest, 'copy', { look: ended });
  const bytes = 'ÿ\u0000Ãé';
  expectCalls(await stage.play(give(bytes)), [handed(bytes)], 'when bytes have come that are no text', {
    look: 'What do you do with a piece besides handing it on? It need not begin at the beginning of its memory, nor be UTF-8.',
  });
  await stage.play(take);
  const done = await stage.play(give(null));
  expectCalls(done, [], 'after the end', { look: 'What happens with the null at the end?' });
  expectResolved(done, 'copy', total + bytes.length, { look: 'What does your sum add up?' });

  trace.clear();
  const nothing = await stage.play(...fresh, copy, give(null));
  expectResolved(nothing, 'copy', 0, { look: 'What is the sum when the first read gives null?' });
  await judgeErrors(stage, random, () => trace.clear());
});

async function judgeErrors(stage: Stage, random: Random, clear: () => void): Promise<void> {
  const promise = 'The first error of a read or a write ends `copy`, which rejects with that very error.';
  const look =
    'What catches the error on its way to the caller, or does not wait for the promise that has it?';
  const errors: readonly Thing[] = [
    { error: `E-${random.word(4)}` },
    { text: random.word(4) },
    { undefined: true },
  ];
  for (const error of errors) {
    clear();
    const read = await stage.play(...fresh, copy, give('one'), take, fail('R', error));
    expectRejected(read, 'copy', error, { promise, look });
    const ended = await stage.play(give('late'));
    expectCalls(ended, [], 'after a read has failed', { promise, look });
    clear();
    await stage.play(...fresh, copy, give('one'));
    const written = await stage.play(fail('W', error));
    expectRejected(written, 'copy', error, { promise, look });
    expectCalls(written, [], 'after a write has failed', { promise, look });
  }
  for (const of of ['R', 'W']) {
    clear();
    const error: Thing = { error: `E-${random.word(4)}` };
    const thrown = await stage.play(...fresh, { do: 'fail', of, error, throws: true }, copy, give('one'));
    const where = of === 'R' ? 'read' : 'write';
    expectRejected(thrown, 'copy', error, {
      promise,
      look: `What becomes of an error that \`${where}\` throws, instead of returning a promise? An async function makes a rejection of both.`,
    });
  }
}

requirement('cancels', async ({ module, trace, random }) => {
  const stage = await openStage({ module, trace });
  const look = 'Which line after the last `await` looks at the signal before it goes on?';
  const lookReason = 'The signal has the reason: is it yours to replace?';
  const reasons: readonly Thing[] = [{ error: `R-${random.word(4)}` }, { text: random.word(4) }];
  const signalled: Command = { ...copy, signal: 'S' };
  let number = 0;
  /** A new signal for each scene: one that has aborted stays so. */
  const scene = async (
    before: readonly Command[],
    at: (reason: Thing) => readonly Command[],
    when: string,
  ) => {
    const signal = `S${++number}`;
    const reason = random.pick(reasons);
    const named = (commands: readonly Command[]): Command[] =>
      commands.map((each) => withSignal(each, signal));
    trace.clear();
    await stage.play(...fresh, ...named(before));
    const seen = await stage.play(...named(at(reason)));
    expectCalls(seen, [], when, { look });
    expectRejected(seen, 'copy', reason, { look: lookReason });
  };

  await scene(
    [],
    (reason) => [abort(reason), signalled],
    'when the signal has aborted before copy is called',
  );
  await scene(
    [signalled],
    (reason) => [abort(reason), give('late')],
    'when the signal aborts while copy waits for a read, which then comes',
  );
  await scene(
    [signalled, give('one')],
    (reason) => [abort(reason), take],
    'when the signal aborts while copy waits for a write, which is then taken',
  );
  await scene(
    [signalled, give('one'), take],
    (reason) => [{ do: 'together', commands: [give('two'), abort(reason)] }],
    'when a piece comes and the signal aborts at the same moment',
  );
  await scene(
    [signalled, give('one')],
    (reason) => [{ do: 'together', commands: [take, abort(reason)] }],
    'when a write is taken and the signal aborts at the same moment',
  );

  trace.clear();
  const unused = await stage.play(
    ...fresh,
    { ...copy, signal: 'unused' },
    give('one'),
    take,
    give('two'),
    take,
    give(null),
  );
  expectResolved(unused, 'copy', 6, { look: 'What does a signal change that never aborts?' });

  trace.clear();
  const save: Command = {
    do: 'save',
    call: 'saveReceipt',
    user: 'u-7',
    order: 'o-12',
    reader: 'R',
    writer: 'W',
    signal: 'save',
  };
  const teaching = {
    promise: 'The signal of `saveReceipt` is that of its `copy`.',
    look: 'How far does the signal get that saveReceipt is given?',
  };
  const reason = random.pick(reasons);
  await stage.play(...fresh, save);
  const saved = await stage.play({ do: 'abort', signal: 'save', reason }, give('late'));
  expectCalls(saved, [], 'when the signal of saveReceipt aborts during a read', teaching);
  expectRejected(saved, 'saveReceipt', reason, teaching);
});

requirement('cancels-at-once', async ({ module, trace, random }) => {
  const stage = await openStage({ module, trace });
  const look = 'Who, besides the read or write itself, can end the wait for it?';
  const late = 'Who has a handler on the promise that nobody waits for any more?';
  const tidy = 'Which of the endings (done, failed, aborted) takes the listener off again?';
  for (const where of ['read', 'write'] as const) {
    for (const how of ['comes', 'fails'] as const) {
      trace.clear();
      const signal = `S ${where} ${how}`;
      const reason: Thing = { error: `R-${random.word(4)}` };
      await stage.play(...fresh, { ...copy, signal }, ...(where === 'write' ? [give('one')] : []));
      const aborted = await stage.play({ do: 'abort', signal, reason });
      expectRejected(aborted, 'copy', reason, { look });
      expectNobodyListens(aborted, signal, 'when copy has settled', { look: tidy });
      const error: Thing = { error: `E-${random.word(4)}` };
      const end = where === 'read' ? give('late') : take;
      const after = await stage.play(how === 'comes' ? end : fail(where === 'read' ? 'R' : 'W', error));
      expectCalls(after, [], `when the ${where} ${how} after all`, { look: late });
      expectNothingUnhandled(after, `when the ${where} ${how} after all`, { look: late });
    }
  }

  trace.clear();
  const gone: Thing = { text: random.word(4) };
  const early = await stage.play({ do: 'abort', signal: 'aborted', reason: gone }, ...fresh, {
    ...copy,
    signal: 'aborted',
  });
  expectNothingUnhandled(early, 'when the signal has aborted before', { look: late });
  expectNobodyListens(early, 'aborted', 'when copy has settled', { look: tidy });

  const endings: readonly (readonly [string, readonly Command[]])[] = [
    ['has copied three pieces', [give('a'), take, give('b'), take, give('c'), take, give(null)]],
    ['has seen a read fail', [give('a'), take, fail('R', { error: 'failed' })]],
    ['has seen a write fail', [give('a'), fail('W', { error: 'failed' })]],
  ];
  for (const [what, commands] of endings) {
    trace.clear();
    const signal = `S ${what}`;
    const done = await stage.play(...fresh, { ...copy, signal }, ...commands);
    expectNobodyListens(done, signal, `when copy ${what}`, { look: tidy });
    const after = await stage.play({ do: 'abort', signal, reason: gone });
    expectNothingUnhandled(after, `when the signal aborts after copy ${what}`, { look: late });
    expectThat(after.noted.length === 0, {
      look: tidy,
      expected: `nothing to happen when the signal aborts after copy ${what}`,
      saw: 'something did; the timeline has it',
    });
  }
});

function withSignal(command: Command, signal: string): Command {
  if (command.do === 'together')
    return { ...command, commands: command.commands.map((each) => withSignal(each, signal)) };
  return command.do === 'copy' || command.do === 'abort' ? { ...command, signal } : command;
}

function pieceOf(random: Random): string {
  return random.word(random.integer(1, 12));
}
