import type { Product } from '../catalog/catalog.ts';
import type { Order } from '../orders/orders.ts';

/** Everything that the shop knows, in one place: so nothing has to be handed around. */
export const registry = {
  products: new Map<string, Product>(),
  orders: [] as Order[],
  lastNumber: 0,
};

export function resetRegistry(): void {
  registry.products.clear();
  registry.orders = [];
  registry.lastNumber = 0;
}
