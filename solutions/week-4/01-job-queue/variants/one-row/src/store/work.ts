import type { Heard, Said, Taken, Work } from '../domain/work.ts';
import type { Sql } from './connect.ts';

const isoNow = `to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const ms = (parameter: string) => `${parameter}::float8 * interval '1 millisecond'`;

const take = `
  with due as (
    select id, state = 'running' as expired, case
      when state <> 'running' then 'running'
      when cancel_requested then 'cancelled'
      when counted >= max_attempts then 'dead'
      else 'running'
    end as next
    from jobs
    where due_at <= now()
      and (type = any($1) or (state = 'running' and (cancel_requested or counted >= max_attempts)))
    order by priority desc, run_at, created_at
    limit $2
    for update skip locked
  )
  update jobs j set
    state = next,
    attempt = attempt + (next = 'running')::int,
    counted = counted + (next = 'running')::int,
    due_at = case when next = 'running' then now() + ${ms('$3')} end,
    attempts =
      case when expired
        then jsonb_set(attempts, '{-1}', (attempts -> -1) || jsonb_build_object('outcome', 'lost', 'endedAt', ${isoNow}))
        else attempts
      end
      || case when next = 'running'
        then jsonb_build_array(jsonb_build_object('number', attempt + 1, 'startedAt', ${isoNow}, 'endedAt', null,
          'outcome', null, 'error', null, 'nextRunAt', null))
        else '[]'
      end
  from due where j.id = due.id
  returning j.id, j.type, j.payload, j.attempt, j.counted, j.state, expired, j.priority, j.run_at, j.created_at::text as born`;

const renew = `
  update jobs j set due_at = now() + ${ms('$3')}
  from (
    select id from jobs where state = 'running' and (id, attempt) in (select * from unnest($1::uuid[], $2::int[]))
    for update skip locked
  ) mine
  where j.id = mine.id
  returning j.id, j.cancel_requested as cancel`;

const held = `
  select id, cancel_requested as cancel from jobs
  where state = 'running' and (id, attempt) in (select * from unnest($1::uuid[], $2::int[]))`;

const say = `
  update jobs j set
    state = next,
    counted = counted - ($3 = 'released')::int,
    result = $4::jsonb,
    due_at = case next when 'queued' then run_at when 'retrying' then at end,
    run_at = case next when 'retrying' then at else run_at end,
    attempts = jsonb_set(attempts, '{-1}', (attempts -> -1) || jsonb_build_object(
      'endedAt', ${isoNow},
      'outcome', case when $3 = 'failed' and next = 'cancelled' then 'cancelled' else $3 end,
      'error', $5::jsonb,
      'nextRunAt', case when next = 'retrying' then to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') end))
  from (
    select id, now() + ${ms('$7')} as at, case
      when $3 = 'succeeded' then 'succeeded'
      when cancel_requested then 'cancelled'
      when $3 = 'released' then 'queued'
      when $6 or counted >= max_attempts then 'dead'
      else 'retrying'
    end as next
    from jobs where id = $1 and state = 'running' and attempt = $2
    for update
  ) fence
  where j.id = fence.id
  returning j.state, j.attempts -> -1 ->> 'outcome' as outcome`;

interface TakenRow extends Taken {
  state: string;
  expired: boolean;
  priority: number;
  run_at: Date;
  born: string;
}

export function createWork(sql: Sql, leaseMs: number): Work {
  const lists = (jobs: readonly Taken[]) => [jobs.map(({ id }) => id), jobs.map(({ attempt }) => attempt)];
  return {
    async take(types, limit) {
      const rows = await sql<TakenRow>(take, types, limit, leaseMs);
      return {
        taken: rows.filter(({ state }) => state === 'running'),
        lost: rows.filter(({ expired }) => expired),
      };
    },

    async renew(jobs) {
      const renewed = await sql<{ id: string; cancel: boolean }>(renew, ...lists(jobs), leaseMs);
      // Those that somebody has locked just now are ours all the same.
      const rest =
        renewed.length < jobs.length ? await sql<{ id: string; cancel: boolean }>(held, ...lists(jobs)) : [];
      return new Map([...rest, ...renewed].map(({ id, cancel }) => [id, { cancel }]));
    },

    async say({ id, attempt }: Taken, said: Said): Promise<Heard> {
      const [now] = await sql<{ state: string; outcome: string }>(
        say,
        id,
        attempt,
        said.kind,
        said.result ?? null,
        said.error === undefined ? null : JSON.stringify(said.error),
        said.permanent ?? false,
        said.delayMs ?? 0,
      );
      if (now !== undefined) return now;
      // Said before, perhaps, and only the answer was lost.
      const [before] = await sql<{ outcome: string; next: string | null }>(
        `select a ->> 'outcome' as outcome, a ->> 'nextRunAt' as next
         from jobs, jsonb_array_elements(attempts) a where id = $1 and (a ->> 'number')::int = $2`,
        id,
        attempt,
      );
      if (before === undefined || before.outcome === null || before.outcome === 'lost') return 'fenced';
      const dead = before.outcome === 'failed' && before.next === null;
      return { outcome: before.outcome, state: dead ? 'dead' : 'over' };
    },
  };
}
