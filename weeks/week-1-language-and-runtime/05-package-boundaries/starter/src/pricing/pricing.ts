import { findProduct } from '../catalog/catalog.ts';
import { type Line, openOrders } from '../orders/orders.ts';
import { percentOf } from './rounding.ts';

/** All in cents. */
export interface Quote {
  readonly goods: number;
  readonly discount: number;
  readonly shipping: number;
  readonly total: number;
}

const manyPieces = 10;
const manyPercent = 5;
const loyalOrders = 3;
const loyalPercent = 10;
const shippingCents = 490;
const freeShippingFrom = 5000;

export function priceOf(customer: string, lines: readonly Line[]): Quote {
  let goods = 0;
  let discount = 0;
  for (const { sku, quantity } of lines) {
    const price = findProduct(sku).cents * quantity;
    goods += price;
    if (quantity >= manyPieces) discount += percentOf(price, manyPercent);
  }
  // Who has ordered three times is a friend of the house.
  if (openOrders(customer).length >= loyalOrders) discount += percentOf(goods - discount, loyalPercent);
  const shipping = goods - discount >= freeShippingFrom ? 0 : shippingCents;
  return { goods, discount, shipping, total: goods - discount + shipping };
}
