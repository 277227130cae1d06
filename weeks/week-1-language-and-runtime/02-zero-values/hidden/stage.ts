import { broken, type DriverLink, type ModuleHost } from 'checker/kit';
import type { Ended, Step } from './driver/steps.ts';
import { fromWire, thing, toWire } from './values.ts';

/** Functions and objects of the learner's module, in the driver's process. Each play begins with nothing. */
export interface Stage {
  play(steps: readonly Step[]): Promise<Played>;
}

/** What came of each step. */
export interface Played {
  /** What that step returned; where it threw, the promise is broken, and `told` says what was done. */
  value(step: Step, told: string): unknown;
  /** As `value`; where that is an object which the play looks at, its members. */
  members(step: Step, told: string): unknown;
  ending(step: Step): Ending;
}

export type Ending =
  | { readonly threw: false; readonly value: unknown }
  | { readonly threw: true; readonly is: string; readonly message: string };

export async function openStage(module: ModuleHost): Promise<Stage> {
  const link = await module.open();
  return { play: (steps) => play(link, steps) };
}

async function play(link: DriverLink, steps: readonly Step[]): Promise<Played> {
  const outcome = await link.call('play', { steps }, { transcript: false });
  if (outcome.ok !== true) {
    broken({
      expected: 'an answer from every function and method of the page',
      saw:
        outcome.ok === false
          ? `${outcome.error.name}: ${outcome.error.message}`
          : 'the module did not answer',
      look: 'Does src/index.ts export what the page lists? Is there a loop that never ends?',
    });
  }
  const endings = outcome.value as readonly Ended[];
  const ending = (step: Step): Ending => {
    const ended = endings[steps.indexOf(step)];
    if (ended === undefined) throw new Error('a step that was not played');
    if (ended.ended === 'returned') return { threw: false, value: fromWire(ended.value) };
    return { threw: true, is: ended.is, message: ended.message };
  };
  const value = (step: Step, told: string): unknown => {
    const seen = ending(step);
    if (!seen.threw) return seen.value;
    return broken({
      expected: `${told} to throw nothing`,
      saw: `it threw ${tellError(seen)}`,
      look: 'Which line throws it, and for which value that the page allows?',
    });
  };
  return {
    ending,
    value,
    members(step, told) {
      const returned = value(step, told);
      const looked = steps.find((each) => each.do === 'look' && thing(each.at) === returned);
      return looked === undefined ? returned : value(looked, told);
    },
  };
}

export function tellError({ is, message }: { readonly is: string; readonly message: string }): string {
  return `${is === 'Error' ? 'an Error' : `a ${is}`}: ${message.slice(0, 200)}`;
}

export function make(as: string, value: unknown): Step {
  return { do: 'make', as, value: toWire(value) };
}

export function call(name: string, args: readonly unknown[], as?: string): Step {
  return { do: 'call', function: name, args: args.map(toWire), ...(as === undefined ? {} : { as }) };
}

export function create(name: string, args: readonly unknown[], as: string): Step {
  return { do: 'new', class: name, args: args.map(toWire), as };
}

export function method(on: string, name: string, args: readonly unknown[], as?: string): Step {
  return { do: 'method', on, name, args: args.map(toWire), ...(as === undefined ? {} : { as }) };
}

export const get = (on: string, name: string): Step => ({ do: 'get', on, name });
export const iterate = (on: string): Step => ({ do: 'iterate', on });
export const look = (at: string): Step => ({ do: 'look', at });
