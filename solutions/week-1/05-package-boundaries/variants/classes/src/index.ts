import type { Product, ShopOptions } from './app/options.ts';
import { Storefront } from './app/shop.ts';
import type { Shop } from './app/surface.ts';

export { OutOfStockError, UnknownProductError } from '#catalog';
export type { Line, Order } from '#orders';
export { UnknownOrderError } from '#orders';
export type { Quote } from '#pricing';
export type { Product, Shop, ShopOptions };

export const createShop = (options: ShopOptions): Shop => new Storefront(options);
