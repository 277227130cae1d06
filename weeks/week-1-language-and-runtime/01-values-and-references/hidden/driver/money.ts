import type { Money, Seam } from './seam.ts';

/** Each step makes an amount; later steps name it by its number. `count` is a text, since JSON has no NaN. */
export type MoneyStep =
  | { readonly do: 'of'; readonly amount: string; readonly currency: string }
  | { readonly do: 'plus' | 'minus'; readonly left: number; readonly right: number }
  | { readonly do: 'times'; readonly left: number; readonly count: string };

export interface MoneySeen {
  /** Right after each step. */
  readonly made: readonly MoneyTold[];
  /** The same amounts after all steps, and after all tries to write to them where that was asked for. */
  readonly later: readonly MoneyTold[];
  /** What `equals` says of each with each; what is neither true nor false stands as text. */
  readonly equal: readonly (readonly (boolean | string)[])[];
  /** What `equals` says of the first amount and things that are no Money. */
  readonly foreign: readonly { readonly to: string; readonly says: boolean | string }[];
  /** Members that could be found, and were written to. */
  readonly written: readonly string[];
}

export type MoneyTold =
  | {
      readonly kind: 'money';
      readonly minor: string;
      readonly currency: string;
      readonly text: string;
      readonly key: string;
    }
  | {
      readonly kind: 'threw';
      readonly name: string;
      readonly message: string;
      readonly is: 'RangeError' | 'TypeError' | null;
    }
  /** A step whose amounts were not made. */
  | { readonly kind: 'nothing' };

type Made = { readonly money: Money } | MoneyTold;

export function playMoney(
  seam: Seam,
  { steps, write }: { steps: readonly MoneyStep[]; write?: boolean },
): MoneySeen {
  const amounts: Made[] = [];
  const made = steps.map((step) => {
    const amount = take(seam, amounts, step);
    amounts.push(amount);
    return tell(amount);
  });
  const monies = amounts.map((amount) => ('money' in amount ? amount.money : null));
  const equal = monies.map((left) => monies.map((right) => (left === null ? 'no amount' : ask(left, right))));
  const first = monies.find((money) => money !== null) ?? null;
  const foreign =
    first === null ? [] : lookAlikes(first).map(([to, other]) => ({ to, says: ask(first, other) }));
  const written =
    write === true ? [...new Set(monies.flatMap((money) => (money === null ? [] : scribble(money))))] : [];
  return { made, later: amounts.map(tell), equal, foreign, written };
}

function take(seam: Seam, amounts: readonly Made[], step: MoneyStep): Made {
  const at = (index: number): Money | null => {
    const amount = amounts[index];
    return amount !== undefined && 'money' in amount ? amount.money : null;
  };
  try {
    if (step.do === 'of') return { money: seam.Money.of(step.amount, step.currency) };
    const left = at(step.left);
    const right = step.do === 'times' ? null : at(step.right);
    if (left === null) return { kind: 'nothing' };
    if (step.do === 'times') return { money: left.times(Number(step.count)) };
    return right === null ? { kind: 'nothing' } : { money: left[step.do](right) };
  } catch (error) {
    return threw(error);
  }
}

function tell(amount: Made): MoneyTold {
  if (!('money' in amount)) return amount;
  try {
    const { minor, currency } = amount.money;
    return {
      kind: 'money',
      minor: spell(minor),
      currency: spell(currency),
      text: spell(amount.money.toString()),
      key: spell(amount.money.key()),
    };
  } catch (error) {
    return threw(error);
  }
}

function threw(error: unknown): MoneyTold {
  const { name, message } = (error ?? {}) as Record<string, unknown>;
  const is = error instanceof RangeError ? 'RangeError' : error instanceof TypeError ? 'TypeError' : null;
  return { kind: 'threw', name: `${name}`, message: `${message}`, is };
}

function spell(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  return typeof value === 'string' ? `'${value}'` : `${typeof value} ${String(value)}`;
}

function ask(left: Money, right: unknown): boolean | string {
  try {
    const says = left.equals(right);
    return typeof says === 'boolean' ? says : spell(says);
  } catch (error) {
    return `threw ${error instanceof Error ? error.name : 'something'}`;
  }
}

function lookAlikes(money: Money): readonly (readonly [told: string, other: unknown])[] {
  const { minor, currency } = money;
  return [
    ['undefined', undefined],
    ['null', null],
    ['its own text', `${money}`],
    ['its own key', money.key()],
    ['its own minor', minor],
    ['{ minor, currency } with the same values', { minor, currency }],
    ['a copy of its members without its class', { ...money, minor, currency }],
  ];
}

/** Tries to change everything that can be found on it, as somebody would who holds it without its type. */
function scribble(money: Money): string[] {
  const names = [...new Set(['minor', 'currency', ...Object.getOwnPropertyNames(money)])];
  for (const name of names) {
    const members = money as unknown as Record<string, unknown>;
    try {
      const value = members[name];
      members[name] = typeof value === 'bigint' ? value + 1n : typeof value === 'number' ? value + 1 : 'XXX';
    } catch {
      // Whether it throws is the learner's to decide.
    }
  }
  return names;
}
