import { expect, test } from 'vitest';
import { withDefaults } from '../src/index.ts';

const defaults = Object.freeze({ level: 3 as unknown });

test.each([0, '', false, null, Number.NaN, 5])('%j was given', (level) => {
  expect(withDefaults(defaults, { level })).toEqual({ level });
});

test.each([{}, { level: undefined }, undefined])('nothing was given by %j', (given) => {
  expect(withDefaults(defaults, given)).toEqual({ level: 3 });
});

test('only own members of known names count', () => {
  expect(withDefaults({ toString: 'text' }, {})).toEqual({ toString: 'text' });
  expect(withDefaults(defaults, { levle: 5 } as object)).toEqual({ level: 3 });
});

test('the result is a new object, and what is in it is not', () => {
  const hooks = { start: 1 };
  const options = withDefaults({ hooks: { end: 1 } as object }, { hooks });
  expect(options.hooks).toBe(hooks);
  expect(withDefaults(defaults)).not.toBe(defaults);
});
