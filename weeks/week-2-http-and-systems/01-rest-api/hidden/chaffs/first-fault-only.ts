import type { Server } from 'node:http';
import { createApp as createRight, usualApp } from '../wheat/create-app.ts';
import type { Parts } from '../wheat/index.ts';

export * from '../wheat/index.ts';

export function createApp(parts: Parts): Server {
  return createRight(parts, { ...usualApp, tellFaults: (faults) => faults.slice(0, 1) });
}
