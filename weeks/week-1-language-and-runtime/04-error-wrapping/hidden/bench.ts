import {
  broken,
  type DriverLink,
  expectThat,
  type ModuleHost,
  type Outcome,
  type Teaching,
} from 'checker/kit';
import type { Matcher, Real, Recipe, Told } from './driver/recipe.ts';
import { tellIngredient, tellRecipe } from './tell-recipe.ts';

/** What the judge asks of the module, and what it expects of the answer. */
export interface Bench {
  readonly link: DriverLink;
  expectFound(recipe: Recipe, matcher: Matcher, wanted: number | null, teaching: Teaching): Promise<void>;
  expectRoot(recipe: Recipe, wanted: number, teaching: Teaching): Promise<void>;
  /** `any`: some answer will do. */
  expectKind(recipe: Recipe, wanted: string, teaching: Teaching): Promise<void>;
  expectKindOfReal(real: Real, wanted: string, teaching: Teaching): Promise<void>;
}

const patienceMs = 4000;

/** With `times`, each question is asked so many times about the very same values, and the last answer counts. */
export async function openBench(module: ModuleHost, { times = 1 } = {}): Promise<Bench> {
  const link = await module.open();
  const again = times > 1 ? ', called once more on the same error,' : '';
  const ask = (method: string, params: object) =>
    link.call(method, params, { patienceMs, transcript: false });
  return {
    link,

    async expectFound(recipe, matcher, wanted, teaching) {
      const call = `findCause(error, ${tellMatcher(matcher, recipe)})`;
      const wish = wanted === null ? 'undefined' : tellIngredient(recipe, wanted);
      const outcome = await ask('find', { recipe, matcher, times });
      expectTold(outcome, recipe, wanted ?? 'undefined', { ...teaching, call, again, wish });
    },

    async expectRoot(recipe, wanted, teaching) {
      const outcome = await ask('root', { recipe, times });
      const wish = tellIngredient(recipe, wanted);
      expectTold(outcome, recipe, wanted, { ...teaching, call: 'rootCause(error)', again, wish });
    },

    async expectKind(recipe, wanted, teaching) {
      expectKindIn(
        await ask('classify', { recipe, times }),
        wanted,
        `where error is ${tellRecipe(recipe)}`,
        teaching,
      );
    },

    async expectKindOfReal(real, wanted, teaching) {
      const { code, path } = realOnes[real];
      expectKindIn(
        await ask('classify.real', { real, path }),
        wanted,
        `where error is what ${code} throws`,
        teaching,
      );
    },
  };
}

const realOnes: Readonly<Record<Real, { readonly code: string; readonly path: string }>> = {
  'missing-file': { code: "`await readFile('nowhere.txt')`", path: 'nowhere.txt' },
  'aborted-wait': { code: '`await setTimeout(60_000, null, { signal })`, aborted by its caller,', path: '' },
  'timed-out-wait': {
    code: '`await setTimeout(60_000, null, { signal: AbortSignal.timeout(1) })` of node:timers/promises',
    path: '',
  },
  'aborted-signal': { code: '`signal.throwIfAborted()` after `controller.abort()`', path: '' },
  'timed-out-signal': { code: '`signal.throwIfAborted()` after `AbortSignal.timeout(1)`', path: '' },
};

/** What came of a call that should have answered, in words. */
export function tellTrouble(outcome: Exclude<Outcome, { ok: true }>): string {
  if (outcome.ok === false) return `it threw ${outcome.error.name}: ${outcome.error.message}`;
  return outcome.why === 'ended' ? 'the process ended' : `no answer within ${patienceMs / 1000} s`;
}

function expectTold(
  outcome: Outcome,
  recipe: Recipe,
  wanted: number | 'undefined',
  { call, again, wish, ...teaching }: Teaching & Record<'call' | 'again' | 'wish', string>,
): void {
  const expected = `\`${call}\`${again} to be ${wish}, where error is ${tellRecipe(recipe)}`;
  if (outcome.ok !== true) broken({ ...teaching, expected, saw: tellTrouble(outcome) });
  const told = outcome.value as Told;
  const fits =
    'place' in told
      ? told.place === wanted
      : told.text === 'undefined' && (wanted === 'undefined' || recipe[wanted]?.kind === 'undefined');
  const saw = 'place' in told ? tellIngredient(recipe, told.place) : told.text;
  expectThat(fits, { ...teaching, expected, saw });
}

function expectKindIn(outcome: Outcome, wanted: string, where: string, teaching: Teaching): void {
  const expected = `\`classify(error)\` to be ${wanted === 'any' ? 'some kind' : `'${wanted}'`}, ${where}`;
  if (outcome.ok !== true) broken({ ...teaching, expected, saw: tellTrouble(outcome) });
  const saw = typeof outcome.value === 'string' ? `'${outcome.value}'` : 'no kind at all';
  const fits = wanted === 'any' ? typeof outcome.value === 'string' : outcome.value === wanted;
  expectThat(fits, { ...teaching, expected, saw });
}

function tellMatcher(matcher: Matcher, recipe: Recipe): string {
  if (matcher.by === 'class') return matcher.class;
  const names = matcher.wanted.map((place) => tellIngredient(recipe, place)).join(' or ') || 'none of these';
  return matcher.by === 'arrow' ? `(value) => value is ${names}` : `function (value) { is it ${names}? }`;
}
