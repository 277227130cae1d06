import { tmpdir } from 'node:os';
import type { ServiceSetup } from '../services/open-services.ts';
import { readWishes } from '../services/wishes.ts';
import type { Context } from './context.ts';
import { installCommand } from './install-command.ts';

/** What services need to know of this machine and this call of the checker. */
export function serviceSetup({ env }: Pick<Context, 'env'>): ServiceSetup {
  const path = env.PATH ?? '';
  return {
    wishes: readWishes(env),
    tmp: tmpdir(),
    path,
    redisInstall: installCommand('redis', path, process.getuid?.() === 0),
  };
}
