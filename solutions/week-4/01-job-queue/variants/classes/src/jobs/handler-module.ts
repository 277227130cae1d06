import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Handler, Handlers } from '../domain/ports.ts';

type Importer = (url: string) => Promise<unknown>;

export class HandlerModule implements Handlers {
  readonly #exported: Readonly<Record<string, unknown>>;

  private constructor(exported: object) {
    this.#exported = { ...exported };
  }

  static async load(path: string, importer: Importer): Promise<HandlerModule> {
    if (!isAbsolute(path)) throw new TypeError('the path is not absolute');
    const module = (await importer(pathToFileURL(path).href)) as { readonly default?: unknown };
    if (typeof module.default !== 'object' || module.default === null) {
      throw new TypeError('the module has no object as its default export');
    }
    return new HandlerModule(module.default);
  }

  get types(): readonly string[] {
    return Object.keys(this.#exported).filter((type) => this.has(type));
  }

  has(type: string): boolean {
    return this.get(type) !== undefined;
  }

  get(type: string): Handler | undefined {
    if (!Object.hasOwn(this.#exported, type)) return undefined;
    const value = this.#exported[type];
    return typeof value === 'function' ? (value as Handler) : undefined;
  }
}
