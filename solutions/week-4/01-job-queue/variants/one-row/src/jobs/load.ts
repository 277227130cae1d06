import { pathToFileURL } from 'node:url';
import type { Handler } from '../domain/work.ts';

export async function loadHandlers(
  path: string,
  load: (url: string) => Promise<unknown>,
): Promise<Map<string, Handler>> {
  const { default: all } = (await load(pathToFileURL(path).href)) as { default: Record<string, unknown> };
  const handlers = new Map<string, Handler>();
  for (const type of Object.keys(all)) {
    const handler = all[type];
    if (typeof handler === 'function') handlers.set(type, handler as Handler);
  }
  return handlers;
}
