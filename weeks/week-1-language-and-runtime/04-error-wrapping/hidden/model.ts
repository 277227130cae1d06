import { fc } from 'checker/kit';
import type { ErrorIngredient, Ingredient, Recipe } from './driver/recipe.ts';
import { kindOfCode, kindOfName } from './signs.ts';

/** The page's order: the value itself, then each part with all below it, then the cause with all below it. */
export function placesIn(recipe: Recipe, place = 0, seen: number[] = []): readonly number[] {
  const ingredient = recipe[place];
  if (ingredient === undefined || seen.includes(place)) return seen;
  seen.push(place);
  for (const part of partsOf(ingredient)) placesIn(recipe, part, seen);
  const cause = causeOf(ingredient);
  if (cause !== undefined) placesIn(recipe, cause, seen);
  return seen;
}

export function rootIn(recipe: Recipe): number {
  const passed: number[] = [];
  let place: number | undefined = 0;
  while (place !== undefined && !passed.includes(place)) {
    passed.push(place);
    place = causeOf(recipe[place]);
  }
  return passed.at(-1) ?? 0;
}

export function kindIn(
  recipe: Recipe,
  place: number | undefined = 0,
  passed: readonly number[] = [],
): string | null {
  const ingredient = place === undefined ? undefined : recipe[place];
  if (ingredient === undefined || place === undefined || passed.includes(place)) return null;
  const way = [...passed, place];
  const parts = partsOf(ingredient);
  if (parts.length > 0) {
    const kinds = parts.map((part) => kindIn(recipe, part, way) ?? 'internal');
    return kinds.find((kind) => kind !== 'retryable') ?? 'retryable';
  }
  const inner = kindIn(recipe, causeOf(ingredient), way);
  const sign = signOf(ingredient);
  if (sign === 'cancelled') return inner === 'timeout' ? 'timeout' : 'cancelled';
  return sign ?? inner;
}

function causeOf(ingredient: Ingredient | undefined): number | undefined {
  return ingredient !== undefined && 'cause' in ingredient ? ingredient.cause : undefined;
}

function partsOf(ingredient: Ingredient): readonly number[] {
  return ingredient.kind === 'aggregate' && ingredient.parts !== 'broken' ? ingredient.parts : [];
}

function signOf(ingredient: Ingredient): string | null {
  if (ingredient.kind === 'dom') return kindOfName.get(ingredient.name) ?? null;
  if (ingredient.kind !== 'error' && ingredient.kind !== 'object') return null;
  return kindOfName.get(ingredient.name ?? '') ?? kindOfCode.get(textOf(ingredient.code)) ?? null;
}

/** Only texts are signs: 40001 is a number, and '40001' a code of PostgreSQL's. */
function textOf(code: string | number | undefined): string {
  return typeof code === 'string' ? code : '';
}

/** Errors in random shapes, each of whose links leads on to a later one: shared at times, never round. */
export function recipes(options: {
  readonly aggregates: boolean;
  readonly signs: boolean;
}): fc.Arbitrary<Recipe> {
  const step = fc.nat({ max: 2 });
  const sign = options.signs ? signs : noSign;
  const link = fc.option(step, { freq: 6, nil: undefined });
  const error = fc.record({ shape: fc.constant('error' as const), sign, link });
  const object = fc.record({ shape: fc.constant('object' as const), sign, link });
  const end = fc.record({
    shape: fc.constant('literal' as const),
    sign: noSign,
    link: fc.constant(undefined),
  });
  const aggregate = fc.record({
    shape: fc.constant('aggregate' as const),
    sign,
    link,
    parts: fc.array(step, { maxLength: 3 }),
  });
  const draft = fc.oneof(
    { weight: 6, arbitrary: error },
    { weight: 1, arbitrary: object },
    { weight: 1, arbitrary: end },
    ...(options.aggregates ? [{ weight: 4, arbitrary: aggregate }] : []),
  );
  return fc.array(draft, { minLength: 1, maxLength: 9, size: 'max' }).map((drafts) => {
    const at = (from: number, by: number) => (from + 1 + by < drafts.length ? from + 1 + by : undefined);
    return drafts.map((each, place): Ingredient => {
      const message = `e${place}`;
      const next = each.link === undefined ? undefined : at(place, each.link);
      const cause = next === undefined ? {} : { cause: next };
      switch (each.shape) {
        case 'literal':
          return { kind: 'literal', value: message };
        case 'object':
          return { kind: 'object', ...each.sign, ...cause };
        case 'aggregate': {
          const parts = each.parts.flatMap((by) => at(place, by) ?? []);
          const code = each.sign.code === undefined ? {} : { code: each.sign.code };
          return { kind: 'aggregate', message, parts, ...code, ...cause };
        }
        default:
          return { kind: 'error', message, ...each.sign, ...cause } satisfies ErrorIngredient;
      }
    });
  });
}

interface Signs {
  readonly name?: string;
  readonly code?: string;
}

const noSign: fc.Arbitrary<Signs> = fc.constant({});

const signs: fc.Arbitrary<Signs> = fc.oneof(
  { weight: 4, arbitrary: noSign },
  { weight: 3, arbitrary: fc.constantFrom('AbortError', ...kindOfName.keys()).map((name) => ({ name })) },
  {
    weight: 4,
    arbitrary: fc.constantFrom('ABORT_ERR', 'EAI_AGAIN', ...kindOfCode.keys()).map((code) => ({ code })),
  },
);
