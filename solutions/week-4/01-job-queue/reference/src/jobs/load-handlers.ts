import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Handler, Handlers } from '../domain/handler.ts';

/**
 * The handlers of a module, by type. Own members only: `toString` is nobody's handler.
 *
 * @param importModule `import()`, from the one file that may import what it does not know
 */
export async function loadHandlers(
  path: string,
  importModule: (url: string) => Promise<unknown>,
): Promise<Handlers> {
  if (!isAbsolute(path)) throw new TypeError('expected an absolute path');
  const module = await importModule(pathToFileURL(path).href);
  const { default: exported } = module as { readonly default?: unknown };
  if (typeof exported !== 'object' || exported === null) {
    throw new TypeError('expected an object of functions as default export');
  }
  return new Map(Object.entries(exported).filter((entry): entry is [string, Handler] => isHandler(entry[1])));
}

function isHandler(value: unknown): value is Handler {
  return typeof value === 'function';
}
