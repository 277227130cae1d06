import { createStoreWithHistory, type HistoryStore, usualHistory } from '../wheat/store-with-history.ts';

export * from '../wheat/index.ts';

export function createMemoryStore(): HistoryStore {
  return createStoreWithHistory(undefined, {
    ...usualHistory,
    told: (items) => (items.at(-1)?.op === 'deleted' ? null : items),
  });
}
