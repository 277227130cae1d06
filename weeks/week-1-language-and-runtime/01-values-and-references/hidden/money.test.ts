import { broken, type DriverLink, expectThat, fc, requirement } from 'checker/kit';
import type { MoneySeen, MoneyStep, MoneyTold } from './driver/money.ts';

requirement('exact-money', async ({ module, property, random }) => {
  const link = await module.open();
  const currency = random.pick(['EUR', 'CHF', 'SEK']);

  for (const minor of landmarks) {
    for (const amount of new Set(allSpellings.map((spelling) => write(minor, spelling)))) {
      const { made } = await play(link, [{ do: 'of', amount, currency }]);
      expectAmount(made[0], minor, currency, `Money.of('${amount}', '${currency}')`);
    }
  }
  await property(
    '`Money.of`',
    fc.tuple(cents, spellings),
    async ([minor, spelling]) => {
      const amount = write(minor, spelling);
      const { made } = await play(link, [{ do: 'of', amount, currency }]);
      expectAmount(made[0], minor, currency, `Money.of('${amount}', '${currency}')`);
    },
    { runs: 40, show: ([minor, spelling]) => `'${write(minor, spelling)}'` },
  );

  await property(
    'a calculation',
    fc.tuple(cents, fc.array(operations, { minLength: 1, maxLength: 6 })),
    async ([first, chain]) => {
      const steps: MoneyStep[] = [{ do: 'of', amount: write(first, 'two'), currency }];
      let minor = first;
      let told = `Money.of('${write(first, 'two')}', '${currency}')`;
      let result = 0;
      for (const { by, ...operation } of chain) {
        const left = result;
        if (operation.do === 'times') steps.push({ do: 'times', left, count: String(by) });
        else {
          const amount = write(by, 'two');
          const right = steps.length;
          steps.push({ do: 'of', amount, currency }, { do: operation.do, left, right });
        }
        minor = { plus: minor + by, minus: minor - by, times: minor * by }[operation.do];
        const right = operation.do === 'times' ? by : `Money.of('${write(by, 'two')}', '${currency}')`;
        told += `.${operation.do}(${right})`;
        result = steps.length - 1;
      }
      const { made } = await play(link, steps);
      expectAmount(made[result], minor, currency, told);
    },
    { runs: 60, show: ([first, chain]) => `${write(first, 'two')}${chain.map(tellOperation).join('')}` },
  );

  for (const amount of wrongAmounts) await expectRefused(link, amount, 'EUR');
  for (const wrong of ['', 'eur', 'EURO', 'EU', 'E1R', ' EUR', 'EUR\n'])
    await expectRefused(link, '12.50', wrong);
  await expectCountsRefused(link);
  await expectCurrenciesKeptApart(link);
});

requirement('money-is-a-value', async ({ module, random }) => {
  const link = await module.open();
  const amounts = [...landmarks, BigInt(random.integer(1, 99_999))].flatMap((minor) =>
    ['EUR', 'USD'].flatMap((currency) =>
      [...new Set(allSpellings.map((spelling) => write(minor, spelling)))].map((amount) => ({
        minor,
        amount,
        currency,
      })),
    ),
  );
  const spelled = amounts.map(({ amount, currency }): MoneyStep => ({ do: 'of', amount, currency }));
  const seen = await play(link, spelled);
  amounts.forEach((left, row) => {
    amounts.forEach((right, column) => {
      const same = left.minor === right.minor && left.currency === right.currency;
      expectEquality(seen, spelled, row, column, same);
    });
  });
  for (const { to, says } of seen.foreign) {
    expectThat(says === false, {
      look: 'What is it that you compare with? It may be anything.',
      expected: `a Money not to equal ${to}`,
      saw: `equals says ${says}`,
    });
  }

  const [a, b] = [`${random.integer(2, 99)}.50`, `${random.integer(2, 99)}.25`];
  const steps: readonly MoneyStep[] = [
    { do: 'of', amount: a, currency: 'EUR' },
    { do: 'of', amount: b, currency: 'EUR' },
    { do: 'plus', left: 0, right: 1 },
    { do: 'minus', left: 0, right: 1 },
    { do: 'times', left: 0, count: '3' },
    { do: 'times', left: 1, count: '1' },
    { do: 'plus', left: 0, right: 0 },
  ];
  expectUnchanged(await play(link, steps), steps, 'plus, minus and times of it were called', {
    look: 'What does an operation return, and what does it write to? 2 + 3 does not change the 2.',
  });
  const written = await play(link, steps, true);
  expectUnchanged(written, steps, `its properties ${written.written.join(', ')} were written to`, {
    look: '`readonly` and `private` are words of the compiler. What keeps others from writing when the program runs?',
  });
});

type Spelling = 'two' | 'short' | 'zeros';
const allSpellings: readonly Spelling[] = ['two', 'short', 'zeros'];
const spellings = fc.constantFrom(...allSpellings);
/** Amounts that some notation, some sign, or a floating-point number takes for others. */
const landmarks = [
  0n,
  5n,
  -5n,
  50n,
  -50n,
  99n,
  -99n,
  100n,
  105n,
  -105n,
  150n,
  1050n,
  1998n,
  1999n,
  -1999n,
  2000n,
  9_007_199_254_740_992n,
  9_007_199_254_740_993n,
  12_345_678_901_234_567_890_123n,
];
const cents = fc.oneof(
  fc.bigInt({ min: -199n, max: 199n }),
  fc.bigInt({ min: -100_000n, max: 100_000n }),
  fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }),
);
const operations = fc.oneof(
  fc.record({ do: fc.constantFrom('plus' as const, 'minus' as const), by: cents }),
  fc.record({ do: fc.constant('times' as const), by: fc.bigInt({ min: -12n, max: 12n }) }),
);
const wrongAmounts = [
  '',
  '-',
  '.',
  '.5',
  '5.',
  '12.345',
  '12.',
  '1e3',
  '0x10',
  '+5',
  '--5',
  '- 5',
  ' 12',
  '12 ',
  '1,5',
  '1_000',
  '1.2.3',
  'NaN',
  'Infinity',
  'abc',
  '12EUR',
  '12.50\n',
  '١٢',
];

function write(minor: bigint, spelling: Spelling): string {
  const size = minor < 0n ? -minor : minor;
  const [whole, part] = [size / 100n, String(size % 100n).padStart(2, '0')];
  const point = spelling === 'short' ? `.${part}`.replace(/\.?0+$/, '') : `.${part}`;
  return `${minor < 0n ? '-' : ''}${spelling === 'zeros' ? '00' : ''}${whole}${point}`;
}

function tellOperation({
  do: what,
  by,
}: {
  readonly do: 'plus' | 'minus' | 'times';
  readonly by: bigint;
}): string {
  return `.${what}(${what === 'times' ? by : write(by, 'two')})`;
}

async function play(link: DriverLink, steps: readonly MoneyStep[], toBeWritten = false): Promise<MoneySeen> {
  const outcome = await link.call('money', { steps, write: toBeWritten }, { transcript: false });
  if (outcome.ok === true) return outcome.value as MoneySeen;
  return broken({
    look: 'Does src/index.ts export a class Money, and which of its methods throws or never ends?',
    expected: `amounts to be made, calculated with and looked at: ${steps.map((_, at) => tellStep(steps, at)).join('; ')}`,
    saw: outcome.ok === false ? `${outcome.error.name}: ${outcome.error.message}` : 'no answer came',
  });
}

function expectAmount(made: MoneyTold | undefined, minor: bigint, currency: string, told: string): void {
  const text = `'${write(minor, 'two')} ${currency}'`;
  const expected = `\`${told}\` to be ${text}, with a minor of ${minor}n`;
  if (made?.kind !== 'money') {
    broken({ look: 'Which line throws?', expected, saw: tellTrouble(made) });
  }
  expectThat(made.minor === `${minor}n` && made.currency === `'${currency}'`, {
    look: 'At which step does it become inexact, or lose its sign or a digit? Follow `minor` from the text on.',
    expected,
    saw: `a minor of ${made.minor}, and the currency ${made.currency}`,
  });
  expectThat(made.text === text, {
    look: 'The amount is right, its text is not. Think of the sign, and of cents below ten.',
    expected,
    saw: `${made.text}`,
  });
}

async function expectRefused(link: DriverLink, amount: string, currency: string): Promise<void> {
  const { made } = await play(link, [{ do: 'of', amount, currency }]);
  const [told] = made;
  if (told?.kind === 'threw' && told.is === 'RangeError') return;
  broken({
    look: 'What exactly is an amount, and what a currency? Look for the sentence on the page; a pattern says it shortest.',
    expected: `\`Money.of(${JSON.stringify(amount)}, ${JSON.stringify(currency)})\` to throw a RangeError`,
    saw: told?.kind === 'money' ? `it made ${told.text}` : tellTrouble(told),
  });
}

async function expectCountsRefused(link: DriverLink): Promise<void> {
  for (const count of ['1.5', 'NaN', 'Infinity', '9007199254740992']) {
    const { made } = await play(link, [
      { do: 'of', amount: '2.00', currency: 'EUR' },
      { do: 'times', left: 0, count },
    ]);
    const told = made[1];
    if (told?.kind === 'threw' && told.is === 'RangeError') continue;
    broken({
      look: 'Which numbers are whole, and exact?',
      expected: `\`Money.of('2.00', 'EUR').times(${count})\` to throw a RangeError`,
      saw: told?.kind === 'money' ? `it gave ${told.text}` : tellTrouble(told),
    });
  }
}

async function expectCurrenciesKeptApart(link: DriverLink): Promise<void> {
  for (const operation of ['plus', 'minus'] as const) {
    const { made } = await play(link, [
      { do: 'of', amount: '2.00', currency: 'EUR' },
      { do: 'of', amount: '1.00', currency: 'USD' },
      { do: operation, left: 0, right: 1 },
    ]);
    const told = made[2];
    if (told?.kind === 'threw' && told.is === 'TypeError') continue;
    broken({
      look: 'How many euros are two euros and one dollar?',
      expected: `\`${operation}\` of EUR and USD to throw a TypeError`,
      saw: told?.kind === 'money' ? `it gave ${told.text}` : tellTrouble(told),
    });
  }
}

function expectEquality(
  seen: MoneySeen,
  steps: readonly MoneyStep[],
  row: number,
  column: number,
  same: boolean,
): void {
  const [left, right] = [seen.made[row], seen.made[column]];
  const [leftTold, rightTold] = [tellStep(steps, row), tellStep(steps, column)];
  if (left?.kind !== 'money' || right?.kind !== 'money') {
    broken({
      look: 'Which line throws?',
      expected: `\`${leftTold}\` and \`${rightTold}\` to be amounts`,
      saw: tellTrouble(left?.kind === 'money' ? right : left),
    });
  }
  const says = seen.equal[row]?.[column];
  expectThat(says === same, {
    look: 'Which two things have to be compared, and how are they compared?',
    expected: `\`${leftTold}\` ${same ? 'to equal' : 'not to equal'} \`${rightTold}\``,
    saw: `equals says ${says}`,
  });
  expectThat(left.key.startsWith("'"), {
    look: 'A key is a text.',
    expected: `the key of \`${leftTold}\` to be a text`,
    saw: left.key,
  });
  expectThat((left.key === right.key) === same, {
    look: 'What must be in a key, so that a Map finds an equal amount and no other?',
    expected: `\`${leftTold}\` and \`${rightTold}\` to have ${same ? 'the same key' : 'different keys'}`,
    saw: same ? `${left.key} and ${right.key}` : `${left.key} for both`,
  });
}

function expectUnchanged(
  { made, later }: MoneySeen,
  steps: readonly MoneyStep[],
  happened: string,
  teaching: { readonly look: string },
): void {
  steps.forEach((_, at) => {
    const [was, is] = [made[at], later[at]];
    const told = `\`${tellStep(steps, at)}\``;
    if (was?.kind !== 'money') {
      broken({ look: 'Which line throws?', expected: `${told} to be an amount`, saw: tellTrouble(was) });
    }
    expectThat(JSON.stringify(was) === JSON.stringify(is), {
      ...teaching,
      expected: `${told} to stay ${was.text}, with a minor of ${was.minor}, when ${happened}`,
      saw: is?.kind === 'money' ? `it is ${is.text} with a minor of ${is.minor} now` : tellTrouble(is),
    });
  });
}

function tellStep(steps: readonly MoneyStep[], at: number): string {
  const step = steps[at];
  if (step === undefined) return 'nothing';
  if (step.do === 'of') return `Money.of('${step.amount}', '${step.currency}')`;
  const right = step.do === 'times' ? step.count : tellStep(steps, step.right);
  return `${tellStep(steps, step.left)}.${step.do}(${right})`;
}

function tellTrouble(told: MoneyTold | undefined): string {
  return told?.kind === 'threw' ? `it threw ${told.name}: ${told.message}` : 'nothing was made';
}
