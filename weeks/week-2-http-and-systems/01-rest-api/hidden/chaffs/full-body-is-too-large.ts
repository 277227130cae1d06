import type { Server } from 'node:http';
import { createApp as createRight, type Parts } from '../wheat/index.ts';

export * from '../wheat/index.ts';

export function createApp({ config, ...rest }: Parts): Server {
  return createRight({ ...rest, config: { ...config, maxBodyBytes: config.maxBodyBytes - 1 } });
}
