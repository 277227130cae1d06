import type { Exchange } from './exchange.ts';
import type { Handler } from './handlers.ts';
import { Problem } from './problem.ts';
import type { Reply } from './reply.ts';

/** The methods of a path. HEAD comes with GET, and OPTIONS with everything. */
export type Route = Readonly<Partial<Record<'GET' | 'POST' | 'PATCH' | 'DELETE', Handler>>>;

export interface Routes {
  readonly exact: ReadonlyMap<string, Route>;
  /** What is one segment below `/tasks/` and no route of its own. */
  readonly task: Route;
  /** `/history` below that. */
  readonly history: Route;
}

export function route(exchange: Exchange, routes: Routes): Reply | Promise<Reply> {
  const { path, req } = exchange;
  const { route, id } = find(path, routes);
  const method = req.method === 'HEAD' ? 'GET' : req.method;
  if (method === 'OPTIONS') return { status: 204, headers: { Allow: allowed(route) } };
  const handler = isMethodOf(route, method) ? route[method] : undefined;
  if (handler === undefined) {
    throw new Problem(405, 'The path does not have this method.', { headers: { Allow: allowed(route) } });
  }
  return handler(exchange, id);
}

/** A target is no URL: `new URL('//tasks', base)` would take `tasks` for a host. */
function find(path: string, { exact, task, history }: Routes): { route: Route; id: string } {
  const route = exact.get(path);
  if (route !== undefined) return { route, id: '' };
  const [, segment, below] = /^\/tasks\/([^/]+)(\/history)?$/.exec(path) ?? [];
  if (segment === undefined || segment === 'batch') throw new Problem(404, 'There is no such path.');
  return { route: below === undefined ? task : history, id: decode(segment) };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new Problem(400, 'The path has a bad percent-escape.');
  }
}

function isMethodOf(route: Route, method: string | undefined): method is keyof Route {
  return method !== undefined && Object.hasOwn(route, method);
}

function allowed(route: Route): string {
  const methods = Object.keys(route).flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  return [...methods, 'OPTIONS'].join(', ');
}
