export { type Catalog, createCatalog, type Product } from './catalog.ts';
export { OutOfStockError, UnknownProductError } from './errors.ts';
