import type { PostgresAccess } from '../access.ts';
import { judgeName } from './connect.ts';
import type { OwnDatabase } from './databases.ts';

/**
 * The submission's sessions: those of its role, whatever name they give themselves. Where it shares the judge's user, the
 * name is all there is to go by.
 */
const whose = `datname = $1 AND usename = $2 AND backend_type = 'client backend'
  AND ($3::text IS NULL OR application_name <> $3)`;

/** A transaction that has failed has no start any more, and is still open. */
export const sessionsSql = `
  SELECT pid, application_name AS "applicationName", coalesce(state, '') AS state, query,
         wait_event_type AS "waitsFor", (xact_start IS NOT NULL OR coalesce(state, '') LIKE 'idle in transaction%') AS "inTransaction"
  FROM pg_stat_activity WHERE ${whose} ORDER BY backend_start, pid`;

/** Waits up to 5 s for each to be gone. Materialised: nothing else says in which order conditions are looked at. */
export const terminateSql = `
  WITH theirs AS MATERIALIZED (
    SELECT pid FROM pg_stat_activity WHERE ${whose} AND ($4::int[] IS NULL OR pid = ANY ($4))
  )
  SELECT pid FROM theirs WHERE pg_terminate_backend(pid, 5000)`;

export function sessionsParameters(access: PostgresAccess, { name, role }: OwnDatabase): unknown[] {
  return [name, role.name, access.ownRoles ? null : judgeName];
}
