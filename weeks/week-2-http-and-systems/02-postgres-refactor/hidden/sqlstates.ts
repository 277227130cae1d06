import { type DriverLink, expectThat, type Random, showValue } from 'checker/kit';
import type { Thing } from './driver/thrown-things.ts';

/** What `classifyDatabaseError` says. */
export type Word = 'conflict' | 'invalid' | 'retry' | 'unavailable' | 'cancelled' | 'unexpected';

/** What one row of the page's table says. */
export const codes: readonly (readonly [Word, ...string[]])[] = [
  ['conflict', '23505', '23P01'],
  [
    'invalid',
    '23000',
    '23001',
    '23502',
    '23503',
    '23514',
    '22001',
    '22003',
    '22007',
    '22008',
    '22021',
    '22P02',
    '22P05',
  ],
  ['retry', '40001', '40P01'],
  [
    'unavailable',
    '08000',
    '08003',
    '08006',
    '53000',
    '53100',
    '53200',
    '53300',
    '57P01',
    '57P02',
    '57P03',
    '55P03',
    '25006',
  ],
  ['cancelled', '57014'],
  [
    'unexpected',
    '08P01',
    '25P02',
    '25001',
    '42P01',
    '42703',
    '42601',
    '22012',
    '22000',
    '22004',
    '40002',
    '40003',
    '55000',
    '55006',
    '57000',
    '57P04',
    '0A000',
    'P0001',
    'XX000',
    '54001',
  ],
];

export const table =
  'The whole code comes first, then its class: which rows of the page name one code, and which a class?';

/** What the seam says of all that may be thrown. */
export async function judgeClassification(driver: DriverLink, random: Random): Promise<void> {
  const cases: (readonly [Thing, Word])[] = [];
  const forms = ['error', 'plain', 'bare', 'inherited', 'getter'] as const;
  for (const [word, ...states] of codes)
    for (const code of states) cases.push([{ as: random.pick(forms), code }, word]);
  for (const as of forms) cases.push([{ as, code: '23505' }, 'conflict']);
  for (const code of [
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ENOTFOUND',
    'EAI_AGAIN',
  ])
    cases.push([{ as: 'error', code }, 'unavailable']);
  // Codes of the same classes that nobody has named.
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const named = new Set(codes.flatMap(([, ...states]) => states));
  for (const [prefix, word] of [
    ['23', 'invalid'],
    ['08', 'unavailable'],
    ['53', 'unavailable'],
    ['22', 'unexpected'],
    ['40', 'unexpected'],
    ['42', 'unexpected'],
    ['57', 'unexpected'],
    ['25', 'unexpected'],
    ['55', 'unexpected'],
    ['24', 'unexpected'],
    ['5Z', 'unexpected'],
  ] as const)
    for (let made = 0; made < 6; ) {
      const code = prefix + Array.from({ length: 3 }, () => random.pick([...digits])).join('');
      if (named.has(code)) continue;
      cases.push([{ as: 'error', code }, word]);
      made += 1;
    }
  for (const code of [
    '23',
    '2350',
    '235050',
    ' 23505',
    '23505 ',
    '23505\n',
    '',
    'toString',
    '__proto__',
    'constructor',
    'ENOENT',
    'EACCES',
    'E2BIG',
    'ECONNABORTED',
    'econnreset',
    '08',
    '53',
    '0800',
    '080060',
    '53\n00',
  ])
    cases.push([{ as: 'error', code }, 'unexpected']);
  for (const code of [23_505, 40_001, null, true, ['23505'], { code: '23505' }])
    cases.push([{ as: 'error', code }, 'unexpected']);
  for (const value of ['23505', '', 0, null, true, [], {}])
    cases.push([{ as: 'value', value }, 'unexpected']);
  for (const as of ['undefined', 'symbol', 'throwing getter', 'revoked proxy'] as const)
    cases.push([{ as }, 'unexpected']);
  cases.push([{ as: 'cause', code: '23505' }, 'unexpected']);

  const outcome = await driver.call(
    'classify',
    { things: cases.map(([thing]) => thing) },
    { transcript: false },
  );
  const promise =
    "`classifyDatabaseError` says what the page's table says, takes anything, and never throws.";
  expectThat(outcome.ok === true && Array.isArray(outcome.value), {
    promise,
    expected: `words for ${cases.length} errors`,
    saw: showValue(outcome),
    look: 'Is it exported by src/index.ts?',
  });
  const said = outcome.value as readonly string[];
  for (const [index, [thing, word]] of cases.entries())
    expectThat(said[index] === word, {
      promise,
      expected: `'${word}' for ${tellThing(thing)}`,
      saw: `${said[index]}`,
      look: table,
    });
}

const told = {
  error: 'an Error with code',
  plain: 'an object with code',
  bare: 'an object without a prototype, with code',
  inherited: 'an object that inherits code',
  getter: 'an Error with a getter for its code',
  cause: 'an Error without a code, whose cause has code',
} as const;

function tellThing(thing: Thing): string {
  if ('value' in thing) return `the value ${showValue(thing.value)}`;
  if ('code' in thing) return `${told[thing.as]} ${showValue(thing.code)}`;
  return thing.as === 'undefined' ? 'undefined' : `a ${thing.as}`;
}
