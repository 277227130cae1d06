export * from './domain/catalog.ts';
export { OutOfStockError, UnknownProductError } from './domain/errors.ts';
