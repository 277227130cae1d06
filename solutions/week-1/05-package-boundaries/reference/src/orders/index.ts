export { type Line, type Order, UnknownOrderError } from './order.ts';
export { createOrders } from './orders.ts';
