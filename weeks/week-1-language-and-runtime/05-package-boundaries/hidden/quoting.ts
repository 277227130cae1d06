import { type DriverLink, expectEqual, type fc as FastCheck, fc, type Random, showValue } from 'checker/kit';
import type { QuoteScene, QuoteStep } from './driver/quotes.ts';
import { quoteFor } from './model.ts';
import { answerOf } from './play.ts';
import { anyCents, anyQuantity, cornersOf } from './stories.ts';

const which = fc.constantFrom(0, 1);
const customer = fc.constantFrom('ann', 'bob');
const count = fc.integer({ min: 0, max: 5 });
const lines = fc.array(fc.record({ cents: anyCents, quantity: anyQuantity }), { minLength: 1, maxLength: 3 });

const anyStep: FastCheck.Arbitrary<QuoteStep> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('quote' as const), pricing: which, customer, lines }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('count' as const), pricing: which, customer, count }) },
);
const anyHistory = fc.record({ ann: count, bob: count });

/** Two pricings, whose histories change while they are asked. */
export const anyQuoteScene: FastCheck.Arbitrary<QuoteScene> = fc.record({
  histories: fc.tuple(anyHistory, anyHistory),
  steps: fc.array(anyStep, { minLength: 1, maxLength: 16, size: 'max' }),
});

/** All corners, for one customer who has ordered ever more often. */
export function quotesOfCorners(random: Random): QuoteScene {
  const corners = cornersOf(random);
  const asking = { pricing: 0, customer: 'ann' } as const;
  const steps = [0, 2, 3, 4].flatMap((earlier): QuoteStep[] => [
    { ...asking, do: 'count', count: earlier },
    ...corners.map((each): QuoteStep => ({ ...asking, do: 'quote', lines: each })),
  ]);
  return { histories: [{ ann: 1 }], steps };
}

export async function expectQuotes(link: DriverLink, { histories, steps }: QuoteScene): Promise<void> {
  const look =
    'Pricing knows nothing but the lines and what `history.count(customer)` says at that moment. Does it ask each time, and as a method of that history?';
  const params = { histories, steps };
  const expected = 'createPricing of #pricing, with a history that the judge brings along, to make quotes';
  const seen = (await answerOf(link, 'quotes.play', params, { expected, look })) as readonly unknown[];
  const counts = histories.map((each): Record<string, number> => ({ ...each }));
  steps.forEach((step, at) => {
    const own = counts[step.pricing] as Record<string, number>;
    if (step.do === 'count') own[step.customer] = step.count;
    else {
      const earlier = own[step.customer] as number;
      const whose = `a customer with ${earlier} earlier order${earlier === 1 ? '' : 's'}`;
      const what = `the quote for ${showValue(step.lines)} and ${whose}`;
      expectEqual(what, seen[at], quoteFor(earlier, step.lines), { look });
    }
  });
}
