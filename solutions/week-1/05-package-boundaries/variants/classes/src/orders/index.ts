export type { Line, Order } from './order.ts';
export type { Orders } from './orders.ts';
export { createOrders } from './orders.ts';
export { UnknownOrderError } from './unknown-order-error.ts';
