import type { Line, Order } from '#orders';
import type { Quote } from '#pricing';

export interface Shop {
  stock(sku: string): number;
  quote(customer: string, lines: readonly Line[]): Quote;
  place(customer: string, lines: readonly Line[]): Order;
  cancel(id: string): Order;
  orders(customer: string): readonly Order[];
}
