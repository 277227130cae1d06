import { serve } from 'checker/kit/driver';
import type { Ended, Step } from './driver/steps.ts';
import { pack, unpack, type Wire } from './driver/wire.ts';

type Callable = (...args: unknown[]) => unknown;
type Constructor = new (...args: unknown[]) => unknown;

/** No iteration that is asked for is longer. */
const longest = 1000;

/** Runs beside the learner's module, does what the judge says and tells what came of it. It expects nothing. */
serve(async ({ load }) => {
  const learned = await load();
  return { play: ({ steps }: { steps: readonly Step[] }) => play(learned, steps) };
});

function play(learned: Record<string, unknown>, steps: readonly Step[]): readonly Ended[] {
  const things = new Map<string, unknown>();
  const names = new Map<unknown, string>();
  const keep = (name: string | undefined, value: unknown): unknown => {
    if (name === undefined) return value;
    things.set(name, value);
    // One object may come back under several names: the first one tells.
    if (typeof value === 'object' && value !== null && !names.has(value)) names.set(value, name);
    return value;
  };
  const nameOf = (value: unknown) => names.get(value);
  const make = (wire: Wire) => unpack(wire, (name) => things.get(name));
  const thing = (name: string) => things.get(name) as Record<string, unknown>;

  const run = (step: Step): Wire => {
    switch (step.do) {
      case 'make':
        keep(step.as, make(step.value));
        return null;
      case 'call': {
        const called = learned[step.function] as Callable;
        return pack(keep(step.as, called(...step.args.map(make))), nameOf);
      }
      case 'new': {
        const Class = learned[step.class] as Constructor;
        keep(step.as, new Class(...step.args.map(make)));
        return null;
      }
      case 'method': {
        const on = thing(step.on);
        return pack(keep(step.as, (on[step.name] as Callable)(...step.args.map(make))), nameOf);
      }
      case 'get':
        return pack(thing(step.on)[step.name], nameOf);
      case 'iterate': {
        const values: unknown[] = [];
        for (const value of thing(step.on) as unknown as Iterable<unknown>) {
          if (values.push(value) === longest) break;
        }
        return { members: values.map((value, at) => [String(at), pack(value, nameOf)]) };
      }
      case 'look':
        return pack(thing(step.at), (value) => (value === thing(step.at) ? undefined : nameOf(value)));
      default:
        return step satisfies never;
    }
  };
  return steps.map((step) => {
    try {
      return { ended: 'returned', value: run(step) };
    } catch (error) {
      return { ended: 'threw', is: classOf(error), message: String((error as Error)?.message ?? error) };
    }
  });
}

function classOf(error: unknown): string {
  if (error instanceof TypeError) return 'TypeError';
  if (error instanceof RangeError) return 'RangeError';
  return error instanceof Error ? 'Error' : 'no Error';
}
