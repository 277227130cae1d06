export { type Catalog, createCatalog } from './catalog.ts';
export { OutOfStockError } from './out-of-stock-error.ts';
export { UnknownProductError } from './unknown-product-error.ts';
