import type { ServiceAccess } from '../services/access.ts';
import type { ServiceProvenance } from './verdict.ts';

/** What a report says of the servers; one that could not be had stands in the verdicts of what needed it. */
export function servicesUsed({ postgres, redis }: ServiceAccess): ServiceProvenance[] {
  return [
    { name: 'postgres' as const, found: postgres },
    { name: 'redis' as const, found: redis },
  ].flatMap(({ name, found }) => {
    if (found?.kind !== 'ready') return [];
    const { told, image } = found.access;
    return [{ name, told, ...(image === undefined ? {} : { image }) }];
  });
}
