import type { ClassName, Ingredient, Recipe, Told } from './recipe.ts';

class Outage extends Error {}
class LongOutage extends Outage {}

export const classes: Readonly<Record<ClassName, abstract new (...args: never[]) => Error>> = {
  Error,
  TypeError,
  RangeError,
  AggregateError,
  DOMException,
  Outage,
  LongOutage,
};

/** Makes the values, then links them. */
export function build(recipe: Recipe): readonly unknown[] {
  const values = recipe.map(make);
  recipe.forEach((ingredient, place) => {
    const value = values[place];
    if ('cause' in ingredient && ingredient.cause !== undefined) {
      if (ingredient.kind === 'trapped' && ingredient.member === 'cause') return;
      define(value, 'cause', values[ingredient.cause]);
    }
    if (ingredient.kind === 'aggregate') {
      const parts = ingredient.parts === 'broken' ? 7 : ingredient.parts.map((part) => values[part]);
      define(value, 'errors', parts);
    }
    if (ingredient.kind === 'error' && ingredient.frozen === true) Object.freeze(value);
  });
  return values;
}

export function tell(value: unknown, values: readonly unknown[]): Told {
  const place = values.findIndex((each) => Object.is(each, value));
  if (place !== -1) return { place };
  if (value instanceof Error)
    return { text: `another error: ${String(value.name)}: ${String(value.message)}` };
  return { text: typeof value === 'object' && value !== null ? 'another object' : String(value) };
}

function make(ingredient: Ingredient): unknown {
  switch (ingredient.kind) {
    case 'error':
      return sign(
        new (classes[ingredient.class ?? 'Error'] as ErrorConstructor)(ingredient.message),
        ingredient,
      );
    case 'aggregate':
      return sign(new AggregateError([], ingredient.message), { code: ingredient.code });
    case 'dom':
      return new DOMException(ingredient.message, ingredient.name);
    case 'object':
      return sign({}, ingredient);
    case 'literal':
      return ingredient.value;
    case 'undefined':
      return undefined;
    case 'symbol':
      return Symbol('thrown');
    case 'function':
      return Object.defineProperty(() => {}, 'name', { value: ingredient.name });
    case 'trapped':
      return trap(sign(new Error(ingredient.message), ingredient), ingredient.member);
    case 'revoked': {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    }
    default:
      return ingredient satisfies never;
  }
}

function sign(value: object, signs: { readonly name?: unknown; readonly code?: unknown }): object {
  for (const member of ['name', 'code'] as const) {
    if (signs[member] !== undefined) define(value, member, signs[member]);
  }
  return value;
}

function trap(value: object, member: string): object {
  return Object.defineProperty(value, member, {
    get() {
      throw new Error(`${member} cannot be read`);
    },
  });
}

function define(value: unknown, member: string, content: unknown): void {
  Object.defineProperty(value, member, { value: content, writable: true, configurable: true });
}
