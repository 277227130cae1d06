import { batch, create, type Handler, list, patch, probe, read, remove } from './handlers.ts';
import { Problem } from './problem.ts';

export interface Route {
  readonly handler: Handler;
  readonly id: string;
  readonly query: string;
}

const idPath = /^\/tasks\/([^/]+)$/;

/** Who answers, or how the route itself is at fault. An OPTIONS is answered by null, with the methods in `allow`. */
export function findRoute(method: string, target: string): Route | { readonly allow: string } {
  const cut = target.indexOf('?');
  const path = cut === -1 ? target : target.slice(0, cut);
  const handlers = handlersOf(path);
  if (handlers === null) throw new Problem(404, 'Nothing is found at this path.');
  const id = decodedId(idPath.exec(path)?.[1] ?? '');
  const allow = [...Object.keys(handlers), ...('GET' in handlers ? ['HEAD'] : []), 'OPTIONS'].join(', ');
  if (method === 'OPTIONS') return { allow };
  const name = method === 'HEAD' ? 'GET' : method;
  const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined;
  if (handler === undefined)
    throw new Problem(405, `This path knows ${allow} only.`, { headers: { Allow: allow } });
  return { handler, id, query: cut === -1 ? '' : target.slice(cut + 1) };
}

function handlersOf(path: string): Readonly<Record<string, Handler>> | null {
  switch (path) {
    case '/tasks':
      return { GET: list, POST: create };
    case '/tasks/batch':
      return { POST: batch };
    case '/livez':
    case '/readyz':
      return { GET: probe };
    default:
      return idPath.test(path) ? { GET: read, PATCH: patch, DELETE: remove } : null;
  }
}

function decodedId(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Problem(400, 'The id has a bad percent-escape.');
  }
}
