import { broken, expectEqual, expectThat, requirement } from 'checker/kit';
import { openBench, tellTrouble } from './bench.ts';
import type { Recipe, Told, Wrapped } from './driver/recipe.ts';
import { tellIngredient, tellRecipe } from './tell-recipe.ts';

requirement('compiles', ({ source }) => source.compiles());

requirement('wraps', async ({ module, random }) => {
  const { link } = await openBench(module);
  const thrown: readonly Recipe[] = [
    [{ kind: 'error', message: random.word() }],
    [{ kind: 'error', class: 'RangeError', message: random.word(), code: 'ENOENT' }],
    [
      { kind: 'error', class: 'Outage', message: random.word(), name: 'TimeoutError', cause: 1 },
      { kind: 'error', message: random.word() },
    ],
    [{ kind: 'error', message: random.word(), frozen: true }],
    [{ kind: 'dom', message: random.word(), name: 'AbortError' }],
    [
      { kind: 'aggregate', message: random.word(), parts: [1] },
      { kind: 'error', message: random.word() },
    ],
    [{ kind: 'literal', value: random.word() }],
    [{ kind: 'literal', value: '' }],
    [{ kind: 'literal', value: 0 }],
    [{ kind: 'literal', value: false }],
    [{ kind: 'literal', value: null }],
    [{ kind: 'undefined' }],
    [{ kind: 'object', code: 'ECONNRESET' }],
    [{ kind: 'symbol' }],
  ];
  for (const recipe of thrown) {
    const message = `load cart ${random.word()}`;
    const maker = `connect_${random.word()}`;
    const caller = `loadCart_${random.word()}`;
    const call = `wrap(error, '${message}')`;
    const where = `where error is ${tellRecipe(recipe)}`;
    const outcome = await link.call('wrap', { recipe, message, maker, caller }, { transcript: false });
    if (outcome.ok !== true) {
      broken({
        expected: `\`${call}\` to return an Error, ${where}`,
        saw: tellTrouble(outcome),
        look: 'Which line reads something of `error`? It may be anything: `wrap` need not look at it at all.',
      });
    }
    const wrapped = outcome.value as Wrapped;
    expectThat(wrapped.isError && !('place' in wrapped.itself), {
      look: 'What was caught belongs to somebody else, too. Make a new error around it.',
      expected: `\`${call}\` to return a new Error, ${where}`,
      saw: 'place' in wrapped.itself ? 'the value that was handed in' : wrapped.itself.text,
    });
    expectEqual(`the message of \`${call}\`, ${where},`, wrapped.message, message, {
      look: 'The message says what was being done. What went wrong stands in the cause, and whoever prints the error prints both.',
    });
    expectThat('place' in wrapped.cause && wrapped.cause.place === 0, {
      look: 'Read the second parameter of `new Error(message, options)` once more: which member of it is the cause, and what may it be?',
      expected: `the \`cause\` of \`${call}\` to be the very value that was caught, ${where}`,
      saw: tellCause(recipe, wrapped.cause),
    });
    expectEqual(`what \`wrap\` changed of the value that was caught, ${where}`, wrapped.changed, [], {
      look: 'The error that was caught is not yours to write to: others hold it, and its stack is the only trace of where it began.',
    });
    if (!wrapped.stack.includes(caller) || !wrapped.stack.includes(message)) {
      broken({
        expected: `the stack of \`${call}\` to begin with its message and name the function that called \`wrap\`, ${caller}`,
        saw: wrapped.stack.includes(maker)
          ? `it names ${maker}, where the value that was caught had been made`
          : firstLines(wrapped.stack),
        look: 'Each error keeps a stack of its own: the new one says where it was wrapped, the old one where it began.',
      });
    }
  }
});

function tellCause(recipe: Recipe, cause: Told): string {
  if ('text' in cause) return cause.text;
  return cause.place === 0
    ? 'that value'
    : `what that value has as its own cause: ${tellIngredient(recipe, cause.place)}`;
}

function firstLines(stack: string): string {
  return stack.split('\n').slice(0, 3).join('\n');
}
