import { parseCondition } from '../../../01-rest-api/hidden/wheat/conditions.ts';
import { findRoute as findUsual, type Route } from '../../../01-rest-api/hidden/wheat/find-route.ts';
import type { Handler } from '../../../01-rest-api/hidden/wheat/handlers.ts';
import { Problem } from '../../../01-rest-api/hidden/wheat/problem.ts';
import type { HistoryStore } from './store-with-history.ts';

const historyPath = /^\/tasks\/(?!batch\/)([^/]+)\/history$/;
const allow = 'GET, HEAD, OPTIONS';

/** The routes of rest-api and that of a history. A DELETE knows the time, since the history tells it. */
export function findRoute(method: string, target: string): Route | { readonly allow: string } {
  const [path = ''] = target.split('?');
  const id = historyPath.exec(path)?.[1];
  if (id === undefined) {
    const route = findUsual(method, target);
    return method === 'DELETE' && 'handler' in route ? { ...route, handler: remove } : route;
  }
  if (method === 'OPTIONS') return { allow };
  if (method !== 'GET' && method !== 'HEAD')
    throw new Problem(405, `This path knows ${allow} only.`, { headers: { Allow: allow } });
  return { handler: readHistory, id: decoded(id), query: '' };
}

const readHistory: Handler = async ({ store }, { id, signal }) => {
  const items = await (store as HistoryStore).history(id, signal);
  if (items === null) throw new Problem(404, 'There never was such a task.');
  const body = JSON.stringify({ items });
  return { status: 200, headers: { 'Content-Type': 'application/json' }, body };
};

const remove: Handler = async ({ store, clock }, { req, id, signal }) => {
  const ifMatch = parseCondition(req.headers['if-match'] ?? '') ?? 'any';
  const done = await (store as HistoryStore).remove(id, ifMatch, clock.now(), signal);
  if (done === 'missing') throw new Problem(404, 'There is no such task.');
  if (done === 'changed') throw new Problem(412, 'The task is no longer in the state that you have seen.');
  return { status: 204, headers: {}, body: null };
};

function decoded(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    throw new Problem(400, 'The id has a bad percent-escape.');
  }
}
