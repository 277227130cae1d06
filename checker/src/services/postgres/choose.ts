import type { ServiceWishes } from '../wishes.ts';
import { findEmbedded } from './binaries.ts';

/** Which kind of server is used; docs/learner/services.md says why in this order. */
export function choosePostgres(
  { postgresUrl, only }: Pick<ServiceWishes, 'postgresUrl' | 'only'>,
  native: string | null = findEmbedded(),
): 'url' | 'embedded' | 'docker' {
  if (postgresUrl !== null) return 'url';
  return only ?? (native === null ? 'docker' : 'embedded');
}
