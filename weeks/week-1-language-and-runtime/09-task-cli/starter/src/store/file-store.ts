import type { Store } from '../domain/service.ts';

export function createFileStore(options: { path: string; lock?: boolean }): Store {
  throw new Error(`not written yet: a store in ${options.path}`);
}
