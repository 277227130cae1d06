import type { Call } from './call.ts';
import { HttpError } from './http-error.ts';

export type Action = (call: Call, id: string) => Promise<void> | void;

interface Entry {
  readonly pattern: URLPattern;
  readonly actions: ReadonlyMap<string, Action>;
}

export class Router {
  readonly #entries: Entry[] = [];

  add(pathname: string, actions: Readonly<Record<string, Action>>): this {
    const all = new Map(Object.entries(actions));
    const get = all.get('GET');
    if (get !== undefined) all.set('HEAD', get);
    const allow = ['OPTIONS', ...all.keys()].join(',');
    all.set('OPTIONS', (call) => call.answer(204, { Allow: allow }));
    this.#entries.push({ pattern: new URLPattern({ pathname }), actions: all });
    return this;
  }

  async dispatch(call: Call): Promise<void> {
    for (const { pattern, actions } of this.#entries) {
      const found = pattern.exec({ pathname: call.path });
      if (found === null) continue;
      const id = decode(found.pathname.groups.id ?? '');
      const action = actions.get(call.req.method ?? '');
      if (action === undefined) {
        throw new HttpError(405, 'not here', [], { Allow: [...actions.keys()].join(',') });
      }
      return action(call, id);
    }
    throw new HttpError(404, 'nothing lives here');
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new HttpError(400, 'a percent sign without a character behind it');
  }
}
