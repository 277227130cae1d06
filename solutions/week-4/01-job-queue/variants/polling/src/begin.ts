import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Handlers } from './domain/ports.ts';
import { readHandlers } from './jobs/read-handlers.ts';
import { badConfig } from './load-config.ts';

type Load = (specifier: string) => Promise<unknown>;

/** The environment and the handlers, of which either may be bad. */
export async function begin<Config extends { readonly handlers: string }>(
  read: () => Config,
  load: Load,
): Promise<{ readonly config: Config; readonly handlers: Handlers }> {
  const config = read();
  return {
    config,
    handlers: await readHandlers(config.handlers, load).catch(() => {
      throw badConfig(['JOB_HANDLERS']);
    }),
  };
}

export function listen(server: Server, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, () => resolve(server.address() as AddressInfo));
  });
}
