export { retryTransaction } from '../../../../week-2-http-and-systems/02-postgres-refactor/hidden/chaffs/goes-on-after-the-abort.ts';
export * from '../wheat/index.ts';
