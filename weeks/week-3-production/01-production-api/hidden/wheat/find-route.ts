import type { Route } from '../../../../week-2-http-and-systems/01-rest-api/hidden/wheat/find-route.ts';
import type { Handler } from '../../../../week-2-http-and-systems/01-rest-api/hidden/wheat/handlers.ts';
import { findRoute as findUsual } from '../../../../week-2-http-and-systems/02-postgres-refactor/hidden/wheat/find-route.ts';

/** The routes of before; `/readyz` has another body. */
export function findRoute(method: string, target: string): Route | { readonly allow: string } {
  const route = findUsual(method, target);
  return target.split('?')[0] === '/readyz' && 'handler' in route ? { ...route, handler: ready } : route;
}

const ready: Handler = async () => ({
  status: 200,
  headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
  body: JSON.stringify({ status: 'ready', checks: {} }),
});
