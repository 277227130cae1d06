import type { Place } from '../../src/judge/observation.ts';
import type { BrokenPart } from '../expect.ts';
import type { TypeCase } from '../fixtures.ts';

/** Beside src/, so that a learner can lay the file there and see the same. */
export function fileOfCase(index: number): string {
  return `type-case-${index + 1}.ts`;
}

export function textOf({ given, code }: TypeCase): string {
  return `${given.trimEnd()}\n\n${code.trimEnd()}\n`;
}

/**
 * What to tell when the compiler's errors in a case's file are not those that it should have; null when they are. An error
 * in what is given counts either way: lines whose import fails would be refused whatever the type in question is.
 */
export function breaksCase(each: TypeCase, errors: readonly Place[]): BrokenPart | null {
  const { what, compiles, look } = each;
  const givenLines = each.given.trimEnd().split('\n').length;
  const [early] = errors.filter(({ line }) => line <= givenLines);
  if (early !== undefined) {
    return {
      expected: `the lines before it to compile, for a look at ${what}`,
      saw: `line ${early.line}: ${early.text}`,
      look: 'Does src/index.ts export each value and each type that the page names?',
    };
  }
  const [first] = errors;
  if (compiles && first !== undefined) {
    return { expected: `the compiler to accept ${what}`, saw: `line ${first.line}: ${first.text}`, look };
  }
  if (!compiles && first === undefined) {
    return { expected: `the compiler to refuse ${what}`, saw: 'it compiled without an error', look };
  }
  return null;
}
