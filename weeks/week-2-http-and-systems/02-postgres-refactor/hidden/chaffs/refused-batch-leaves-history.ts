import { createStoreWithHistory, type HistoryStore, usualHistory } from '../wheat/store-with-history.ts';

export * from '../wheat/index.ts';

export function createMemoryStore(): HistoryStore {
  return createStoreWithHistory(undefined, { ...usualHistory, keepsRefused: true });
}
