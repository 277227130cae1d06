import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { serve } from 'checker/kit/driver';
import { build, classes, tell } from './driver/build.ts';
import type { Matcher, Real, Recipe, Wrapped } from './driver/recipe.ts';
import type { Seam } from './driver/seam.ts';

/** Runs beside the learner's module, does what the judge says and tells what happened. It expects nothing. */
serve(async ({ load }) => {
  const learned = (await load()) as unknown as Seam;

  return {
    wrap: (params: { recipe: Recipe; message: string; maker: string; caller: string }): Wrapped => {
      const { message, caller } = params;
      const values = inFunction(params.maker, () => build(params.recipe));
      const [thrown] = values;
      const before = photograph(thrown);
      const wrapped = inFunction(caller, () => learned.wrap(thrown, message));
      const error = wrapped as { cause?: unknown; message?: unknown; stack?: unknown } | null | undefined;
      const after = photograph(thrown);
      return {
        isError: wrapped instanceof Error,
        itself: tell(wrapped, values),
        cause: tell(error?.cause, values),
        message: String(error?.message),
        stack: String(error?.stack),
        stackBefore: String(before.stack ?? ''),
        changed: [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
          (member) => !Object.is(before[member], after[member]),
        ),
      };
    },

    find: ({ recipe, matcher, times }: { recipe: Recipe; matcher: Matcher; times: number }) => {
      const values = build(recipe);
      const found = repeat(times, () => learned.findCause(values[0], matcherFor(matcher, values)));
      return found === undefined ? { text: 'undefined' } : tell(found, values);
    },

    root: ({ recipe, times }: { recipe: Recipe; times: number }) => {
      const values = build(recipe);
      return tell(
        repeat(times, () => learned.rootCause(values[0])),
        values,
      );
    },

    classify: ({ recipe, times }: { recipe: Recipe; times: number }) => {
      const [top] = build(recipe);
      return repeat(times, () => learned.classify(top));
    },

    'classify.real': async ({ real, path }: { real: Real; path: string }) =>
      learned.classify(await errorOf(real, path)),

    /** A chain of so many causes with an error at its end. */
    deep: ({ ask, depth, code }: { ask: 'find' | 'root' | 'classify'; depth: number; code: string }) => {
      const end = Object.assign(new Error('the end'), { code });
      const top = chain(end, depth);
      if (ask === 'classify') return learned.classify(top);
      const found =
        ask === 'root' ? learned.rootCause(top) : learned.findCause(top, (value: unknown) => value === end);
      return tell(found, [end]);
    },
  };
});

function matcherFor(matcher: Matcher, values: readonly unknown[]): unknown {
  if (matcher.by === 'class') return classes[matcher.class];
  const wanted = new Set(matcher.wanted.map((place) => values[place]));
  if (matcher.by === 'arrow') return (value: unknown) => wanted.has(value);
  return function isWanted(value: unknown) {
    return wanted.has(value);
  };
}

/** Asks so many times about the very same values, and gives the last answer. */
function repeat<T>(times: number, ask: () => T): T {
  for (let time = 1; time < times; time++) ask();
  return ask();
}

/** Calls it from a function of that name, which the stacks of errors made meanwhile then show. */
function inFunction<T>(name: string, act: () => T): T {
  const named = {
    [name]: () => {
      const result = act();
      return result;
    },
  };
  return (named[name] as () => T)();
}

function photograph(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return {};
  const photo: Record<string, unknown> = {};
  const object = value as Record<string, unknown>;
  for (const member of [...Object.getOwnPropertyNames(value), 'name', 'message', 'stack', 'cause'])
    photo[member] = object[member];
  return photo;
}

/** Plain objects, which cost nothing to make. */
function chain(end: unknown, depth: number): unknown {
  let top = end;
  for (let level = 0; level < depth; level++) top = { level, cause: top };
  return top;
}

async function errorOf(real: Real, path: string): Promise<unknown> {
  const controller = new AbortController();
  const minute = 60_000;
  try {
    switch (real) {
      case 'missing-file':
        await readFile(path);
        break;
      case 'aborted-wait':
        controller.abort();
        await delay(minute, undefined, { signal: controller.signal });
        break;
      case 'timed-out-wait':
        await delay(minute, undefined, { signal: AbortSignal.timeout(1) });
        break;
      case 'aborted-signal':
        controller.abort();
        controller.signal.throwIfAborted();
        break;
      case 'timed-out-signal': {
        const signal = AbortSignal.timeout(1);
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        signal.throwIfAborted();
        break;
      }
      default:
        real satisfies never;
    }
  } catch (error) {
    return error;
  }
  return undefined;
}
