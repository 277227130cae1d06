import { createMemoryStore as createWrong } from '../../../01-rest-api/hidden/chaffs/null-keeps-the-date.ts';
import { createStoreWithHistory, type HistoryStore } from '../wheat/store-with-history.ts';

export * from '../wheat/index.ts';

export function createMemoryStore(): HistoryStore {
  return createStoreWithHistory(createWrong());
}
