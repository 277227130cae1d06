export { OutOfStockError, type Product, UnknownProductError } from '#catalog';
export { type Line, type Order, UnknownOrderError } from '#orders';
export type { Quote } from '#pricing';
export { createShop, type Shop, type ShopOptions } from './shop.ts';
