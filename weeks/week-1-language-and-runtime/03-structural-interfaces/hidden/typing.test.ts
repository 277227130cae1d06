import { expectEqual, expectThat, requirement } from 'checker/kit';
import type { Command, Seen } from './driver/commands.ts';
import type { Shape } from './driver/shapes.ts';
import { expectResolved, expectThrown } from './expectations.ts';
import { openStage } from './open-stage.ts';
import { shapes } from './telling.ts';
import { brandCases, shapeCases, soundCases } from './type-cases.ts';

requirement('compiles', ({ source }) => source.compiles());

requirement('sound-shapes', ({ source }) => source.types(soundCases));

requirement('foreign-shapes', async ({ source, module, trace, random }) => {
  await source.types(shapeCases);

  const stage = await openStage({ module, trace });
  for (const shape of inAnyOrder(Object.keys(shapes) as Shape[], random.integer)) {
    const [one, two] = [random.word(), random.word()];
    const objects: readonly Command[] = [
      { do: 'reader', name: 'R', shape },
      { do: 'writer', name: 'W', shape },
    ];
    const give = (piece: string | null): Command => ({ do: 'give', reader: 'R', piece });
    const read = (reader: string): Command => ({ do: 'read', call: `${reader}.read()`, reader });
    const teaching = {
      look: 'Where does your code call a function that it has taken off its object, keep one from an earlier call, or copy an object?',
      when: `where each reader, writer and files is ${shapes[shape]}`,
    };
    trace.clear();
    const copied = await stage.play(
      ...objects,
      { do: 'copy', call: 'copy', reader: 'R', writer: 'W' },
      give(one),
      give(two),
      give(null),
    );
    expectUnlooked(copied);
    expectResolved(copied, 'copy', one.length + two.length, teaching);
    expectWritten(copied, [one, two]);

    for (const made of [
      { do: 'tee', name: 'T', reader: 'R', writer: 'W' },
      { do: 'limit', name: 'L', reader: 'R', bytes: 100 },
    ] as const) {
      trace.clear();
      await stage.play(...objects, made);
      for (const piece of [one, two]) {
        const given = await stage.play(read(made.name), give(piece));
        expectUnlooked(given);
        expectResolved(given, `${made.name}.read()`, piece, teaching);
      }
    }

    trace.clear();
    const save = { do: 'save', call: 'saveReceipt', shape, user: 'u-7', order: 'o-12' } as const;
    const saved = await stage.play(...objects, { ...save, reader: 'R', writer: 'W' }, give(one), give(null));
    expectUnlooked(saved);
    expectResolved(saved, 'saveReceipt', one.length, teaching);
    expectWritten(saved, [one]);
  }
});

requirement('branded-ids', async ({ source, module, trace, random }) => {
  await source.types(brandCases);

  const stage = await openStage({ module, trace });
  for (const of of ['user', 'order'] as const) {
    const [mine, other] = of === 'user' ? ['u', 'o'] : ['o', 'u'];
    const digits = String(random.integer(10, 99_999));
    for (const text of [`${mine}-7`, `${mine}-${digits}`, `${mine}-0`, `${mine}-00${digits}`]) {
      const seen = await stage.play({ do: 'id', call: 'id', of, text });
      const settled = seen.noted.find((noted) => noted.kind === 'settled');
      expectThat(settled?.kind === 'settled' && settled.with.kind === 'text' && settled.with.text === text, {
        promise: 'At run time an id is the text itself.',
        look: 'What does the function return, and is it a string?',
        expected: `\`${of}Id('${text}')\` to return '${text}'`,
        saw: settled?.kind === 'settled' ? tellShort(settled.with) : 'nothing',
      });
    }
    const wrong = [
      '',
      `${mine}-`,
      `${other}-${digits}`,
      digits,
      `${mine}${digits}`,
      `${mine.toUpperCase()}-${digits}`,
      ` ${mine}-${digits}`,
      `${mine}-${digits} `,
      `${mine}-${digits}\n`,
      `${mine}--${digits}`,
      `${mine}-${digits}/../1`,
      `${mine}-1e3`,
      `${mine}-٣`,
      `x${mine}-${digits}`,
    ];
    for (const text of wrong) {
      trace.clear();
      const seen = await stage.play({ do: 'id', call: 'id', of, text });
      expectThrown(seen, 'id', 'RangeError', `\`${of}Id(${JSON.stringify(text)})\``, {
        promise: 'A text that is no id throws a RangeError.',
        look: 'Does your check look at the whole text, from its first character to its last?',
      });
    }
  }

  trace.clear();
  const [user, order] = [`u-${random.integer(1, 9999)}`, `o-${random.integer(1, 9999)}`];
  const piece = random.word();
  const saved = await stage.play(
    { do: 'reader', name: 'R' },
    { do: 'writer', name: 'W' },
    { do: 'save', call: 'saveReceipt', user, order, reader: 'R', writer: 'W' },
    { do: 'give', reader: 'R', piece },
    { do: 'give', reader: 'R', piece: null },
  );
  const look =
    'Who calls whom with the ids in which order? Once they are branded, the compiler shows the line.';
  const paths = saved.noted.flatMap((noted) => (noted.kind === 'created' ? [tellShort(noted.path)] : []));
  expectEqual(
    `the paths that files.create was called with, for the user ${user} and the order ${order}`,
    paths,
    [`receipts/${user}/${order}.txt`],
    { look },
  );
  expectResolved(saved, 'saveReceipt', piece.length, { look });
  expectWritten(saved, [piece]);
});

function expectUnlooked(seen: Seen): void {
  const looked = seen.noted.find((noted) => noted.kind === 'looked');
  expectThat(looked === undefined, {
    promise: 'No other member of a reader, a writer or files is looked at.',
    look: 'What do you want to know of the object that the contract does not say it has?',
    expected: 'only `read`, `write` and `create` to be looked at',
    saw: looked?.kind === 'looked' ? `\`${looked.member}\` of ${looked.of}` : '',
  });
}

function expectWritten(seen: Seen, pieces: readonly string[]): void {
  const written = seen.noted.flatMap((noted) =>
    noted.kind === 'handed' && noted.bytes.kind === 'bytes' ? [noted.bytes.text] : [],
  );
  expectEqual('what W was handed', written, pieces, { look: 'What gets lost between read and write?' });
}

function tellShort(told: { readonly kind: string; readonly text?: string }): string {
  return told.text ?? told.kind;
}

function inAnyOrder<T>(values: readonly T[], integer: (min: number, max: number) => number): T[] {
  const order = [...values];
  for (let at = order.length - 1; at > 0; at--) {
    const other = integer(0, at);
    [order[at], order[other]] = [order[other] as T, order[at] as T];
  }
  return order;
}
