import type { Call } from './call.ts';
import { HttpError } from './http-error.ts';

export type Action = (call: Call, id: string) => Promise<void> | void;

interface Entry {
  /** Only for paths with a parameter: the others are looked up. */
  readonly pattern?: RegExp;
  readonly actions: ReadonlyMap<string, Action>;
}

export class Router {
  readonly #exact = new Map<string, Entry>();
  readonly #patterns: Entry[] = [];

  add(pathname: string, actions: Readonly<Record<string, Action>>): this {
    const all = new Map(Object.entries(actions));
    const get = all.get('GET');
    if (get !== undefined) all.set('HEAD', get);
    const allow = ['OPTIONS', ...all.keys()].join(',');
    all.set('OPTIONS', (call) => call.answer(204, { Allow: allow }));
    if (pathname.includes(':')) this.#patterns.push({ pattern: compile(pathname), actions: all });
    else this.#exact.set(pathname, { actions: all });
    return this;
  }

  async dispatch(call: Call): Promise<void> {
    const { actions, id } = this.#find(call.path);
    const action = actions.get(call.req.method ?? '');
    if (action !== undefined) return action(call, id);
    throw new HttpError(405, 'not here', [], { Allow: [...actions.keys()].join(',') });
  }

  #find(path: string): Entry & { id: string } {
    const exact = this.#exact.get(path);
    if (exact !== undefined) return { ...exact, id: '' };
    for (const entry of this.#patterns) {
      const found = entry.pattern?.exec(path);
      if (found && found.groups?.id !== 'batch') return { ...entry, id: decode(found.groups?.id ?? '') };
    }
    throw new HttpError(404, 'nothing lives here');
  }
}

/** As a URLPattern reads it, which took more time than all the rest of a request together. */
function compile(pathname: string): RegExp {
  return new RegExp(`^${pathname.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new HttpError(400, 'a percent sign without a character behind it');
  }
}
