import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Handler, Handlers } from '../domain/ports.ts';

/** What a module has to say about jobs. Rejects with whatever is wrong with it. */
export async function readHandlers(
  path: string,
  load: (specifier: string) => Promise<unknown>,
): Promise<Handlers> {
  if (!isAbsolute(path)) throw new Error('not an absolute path');
  const module = Object(await load(pathToFileURL(path).href)) as { default?: unknown };
  const { default: exported } = module;
  if (typeof exported !== 'object' || exported === null) throw new Error('no object as default export');
  const handlers = new Map<string, Handler>();
  for (const [type, value] of Object.entries(exported)) {
    // What a member of that object is when it is called, too.
    if (typeof value === 'function') handlers.set(type, value.bind(exported) as Handler);
  }
  return handlers;
}
