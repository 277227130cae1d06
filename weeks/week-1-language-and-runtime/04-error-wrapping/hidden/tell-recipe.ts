import { showValue } from 'checker/kit';
import type { Ingredient, Recipe } from './driver/recipe.ts';

/** The first value of a recipe as code that a learner can paste; what was written once already is named by its place. */
export function tellRecipe(recipe: Recipe, place = 0): string {
  const shown = new Set<number>();
  const write = (at: number): string => {
    const ingredient = recipe[at];
    if (ingredient === undefined) return 'nothing';
    const name = nameOf(ingredient, at);
    if (shown.has(at)) return `/* again: */ ${name}`;
    shown.add(at);
    return spell(ingredient, write);
  };
  return write(place);
}

/** One value of a recipe in a few words. */
export function tellIngredient(recipe: Recipe, place: number): string {
  const ingredient = recipe[place];
  return ingredient === undefined ? 'nothing' : nameOf(ingredient, place);
}

function nameOf(ingredient: Ingredient, place: number): string {
  switch (ingredient.kind) {
    case 'error':
      return `${ingredient.class ?? 'Error'} ${showValue(ingredient.message)}`;
    case 'trapped':
      return `Error ${showValue(ingredient.message)}`;
    case 'aggregate':
      return `AggregateError ${showValue(ingredient.message)}`;
    case 'dom':
      return `DOMException ${showValue(ingredient.message)}`;
    case 'object':
      return `the object at place ${place}`;
    default:
      return spell(ingredient, () => '');
  }
}

function spell(ingredient: Ingredient, write: (place: number) => string): string {
  switch (ingredient.kind) {
    case 'error': {
      const made = `new ${ingredient.class ?? 'Error'}(${showText(ingredient.message)}${causeIn(ingredient, write)})`;
      const signed = withSigns(made, ingredient);
      return ingredient.frozen === true ? `Object.freeze(${signed})` : signed;
    }
    case 'aggregate': {
      if (ingredient.parts === 'broken')
        return `Object.assign(new AggregateError([], ${showText(ingredient.message)}), { errors: 7 })`;
      const parts = ingredient.parts.map(write).join(', ');
      const made = `new AggregateError([${parts}], ${showText(ingredient.message)}${causeIn(ingredient, write)})`;
      return withSigns(made, ingredient);
    }
    case 'dom':
      return `new DOMException(${showText(ingredient.message)}, ${showText(ingredient.name)})${
        ingredient.cause === undefined ? '' : ` with the cause ${write(ingredient.cause)}`
      }`;
    case 'object': {
      const cause = ingredient.cause === undefined ? [] : [`cause: ${write(ingredient.cause)}`];
      const members = [...signsOf(ingredient), ...cause];
      return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
    }
    case 'literal':
      return JSON.stringify(ingredient.value);
    case 'undefined':
      return 'undefined';
    case 'symbol':
      return `Symbol('thrown')`;
    case 'function':
      return `function ${ingredient.name}() {}`;
    case 'trapped': {
      const made = `new Error(${showText(ingredient.message)}${causeIn(ingredient, write)})`;
      return `${withSigns(made, ingredient)} whose ${ingredient.member} is a getter that throws`;
    }
    case 'revoked':
      return 'a revoked Proxy, which throws at every look';
    default:
      return ingredient satisfies never;
  }
}

function causeIn({ cause }: { readonly cause?: number }, write: (place: number) => string): string {
  return cause === undefined ? '' : `, { cause: ${write(cause)} }`;
}

interface Signs {
  readonly name?: string;
  readonly code?: string | number;
}

function withSigns(made: string, signs: Signs): string {
  const members = signsOf(signs);
  return members.length === 0 ? made : `Object.assign(${made}, { ${members.join(', ')} })`;
}

function signsOf({ name, code }: Signs): readonly string[] {
  return [
    ...(name === undefined ? [] : [`name: ${showText(name)}`]),
    ...(code === undefined ? [] : [`code: ${typeof code === 'string' ? showText(code) : code}`]),
  ];
}

function showText(text: string): string {
  return `'${text}'`;
}
