export { createPricing, type OrderHistory, type Pricing, type Quote } from './pricing.ts';
