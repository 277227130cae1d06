import { findTool } from '../../box/identity.ts';
import type { ServiceWishes } from '../wishes.ts';

/** Which kind of server is used; docs/learner/services.md says why in this order. */
export function chooseRedis(
  { redisUrl, only }: Pick<ServiceWishes, 'redisUrl' | 'only'>,
  program: string | null,
): 'url' | 'program' | 'docker' {
  if (redisUrl !== null) return 'url';
  if (only !== null) return only === 'docker' ? 'docker' : 'program';
  return program === null ? 'docker' : 'program';
}

export function findRedis(path: string): string | null {
  return findTool('redis-server', path) ?? findTool('valkey-server', path);
}
