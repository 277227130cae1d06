export { createMemoryStore } from '../../../../week-2-http-and-systems/02-postgres-refactor/hidden/chaffs/history-goes-with-the-task.ts';
export * from '../wheat/index.ts';
