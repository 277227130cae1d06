import type { JobPage, ListQuery } from '../../domain/job-store.ts';
import type { Database } from '../database.ts';
import { fromRow, type JobRow, jobColumns } from './job-row.ts';

/** One page, the newest first; the one row more than the limit tells whether there is another. */
export async function list(database: Database, { state, type, after, limit }: ListQuery): Promise<JobPage> {
  const values: unknown[] = [];
  const conditions = [
    ...(state === undefined ? [] : [`j.state = $${values.push(state)}`]),
    ...(type === undefined ? [] : [`j.type = $${values.push(type)}`]),
    ...(after === undefined
      ? []
      : [`(j.seq, j.id) < ($${values.push(after.seq)}::bigint, $${values.push(after.id)}::uuid)`]),
  ];
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const rows = await database.query<JobRow>(
    `SELECT ${jobColumns} FROM jobs j ${where} ORDER BY j.seq DESC, j.id DESC LIMIT $${values.push(limit + 1)}`,
    values,
  );
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    jobs: rows.slice(0, limit).map(fromRow),
    next: last === undefined ? null : { seq: last.seq, id: last.id },
  };
}
