import { percentOf } from './rounding.ts';

/** What pricing has to know of a customer's past, and no more. Whoever has it, fits. */
export interface OrderHistory {
  /** How many orders of the customer stand: placed, and not cancelled. */
  count(customer: string): number;
}

interface PricedLine {
  readonly cents: number;
  readonly quantity: number;
}

/** All in cents. */
export interface Quote {
  readonly goods: number;
  readonly discount: number;
  readonly shipping: number;
  readonly total: number;
}

export interface Pricing {
  quote(customer: string, lines: readonly PricedLine[]): Quote;
}

const manyPieces = 10;
const manyPercent = 5;
const loyalOrders = 3;
const loyalPercent = 10;
const shippingCents = 490;
const freeShippingFrom = 5000;

export function createPricing(history: OrderHistory): Pricing {
  return {
    quote(customer, lines) {
      let goods = 0;
      let discount = 0;
      for (const { cents, quantity } of lines) {
        const price = cents * quantity;
        goods += price;
        if (quantity >= manyPieces) discount += percentOf(price, manyPercent);
      }
      if (history.count(customer) >= loyalOrders) discount += percentOf(goods - discount, loyalPercent);
      const shipping = goods - discount >= freeShippingFrom ? 0 : shippingCents;
      return { goods, discount, shipping, total: goods - discount + shipping };
    },
  };
}
