export { createPricing, type Pricing } from './pricing.ts';
export type { Quote } from './quote.ts';
