import type { WorkStore } from '../domain/work-store.ts';
import type { Database } from './database.ts';
import { claim, type Lease } from './statements/claim.ts';
import { end } from './statements/end.ts';
import { releaseStrays } from './statements/release-strays.ts';
import { renew } from './statements/renew.ts';

/** The jobs as a worker sees them. */
export function createWorkStore(database: Database, lease: Lease): WorkStore {
  return {
    claim: (types, limit) => claim(database, types, limit, lease),
    renew: (attempts) => renew(database, attempts, lease.ms),
    end: (ends) => end(database, ends),
    releaseStrays: (known) => releaseStrays(database, lease.worker, known),
  };
}
