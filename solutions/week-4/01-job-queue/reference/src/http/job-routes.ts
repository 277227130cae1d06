import type { IncomingMessage } from 'node:http';
import { digestJson } from '../domain/digest-json.ts';
import type { Job } from '../domain/job.ts';
import type { Idempotency, JobPage, JobStore } from '../domain/job-store.ts';
import { checkNewJob } from '../domain/new-job.ts';
import { readListQuery, writeCursor } from './list-query.ts';
import { notFound, Problem } from './problem.ts';
import { readJson } from './read-json.ts';
import { type Answer, json, type Reply, type Routes } from './server.ts';

const maxBodyBytes = 262_144;

export interface JobRouteParts {
  readonly store: JobStore;
  /** What there are handlers for. */
  readonly types: ReadonlySet<string>;
  /** Told of jobs that were made. */
  readonly onEnqueued: (type: string) => void;
}

export function jobRoutes(parts: JobRouteParts): Routes {
  const { store } = parts;
  return {
    '/jobs': {
      GET: async ({ query }) => page(await store.list(readListQuery(query))),
      POST: enqueue(parts),
    },
    '/jobs/{id}': {
      GET: async ({ id }) => json(200, (await store.find(id)) ?? nothing()),
      DELETE: cancel(store),
    },
    '/dead-letters': {
      GET: async ({ query }) => page(await store.list({ ...readListQuery(query), state: 'dead' })),
    },
    '/dead-letters/{id}': { DELETE: bury(store) },
    '/dead-letters/{id}/requeue': {
      POST: async ({ id }) => accepted((await store.requeue(id)) ?? nothing()),
    },
  };
}

function enqueue({ store, types, onEnqueued }: JobRouteParts): Answer {
  return async ({ req }) => {
    const key = readKey(req);
    const body = await readJson(req, ['application/json'], maxBodyBytes);
    const checked = checkNewJob(body, types);
    if ('faults' in checked) throw new Problem(422, 'This is no job.', { errors: checked.faults });
    const idempotency: Idempotency | undefined =
      key === undefined ? undefined : { key, digest: digestJson(body) };
    const enqueued = await store.enqueue(checked.job, idempotency);
    if (enqueued.kind === 'conflict') throw new Problem(422, 'The key was used for another body.');
    if (enqueued.kind === 'made') onEnqueued(checked.job.type);
    return accepted(enqueued.job);
  };
}

/** Node joins a header that came twice by a comma and a blank, and a key has no blanks. */
function readKey({ headers }: IncomingMessage): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && /^[!-~]{1,255}$/.test(key)) return key;
  throw new Problem(400, 'An Idempotency-Key has 1 to 255 visible characters of ASCII.');
}

function cancel(store: JobStore): Answer {
  return async ({ id }) => {
    const cancelled = await store.cancel(id);
    switch (cancelled.kind) {
      case 'cancelled':
        return json(200, cancelled.job);
      case 'requested':
        return json(202, cancelled.job);
      case 'ended':
        throw new Problem(409, `The job has ended: it is ${cancelled.job.state}.`);
      case 'missing':
        throw notFound();
      default:
        return cancelled satisfies never;
    }
  };
}

function bury(store: JobStore): Answer {
  return async ({ id }) => {
    if (!(await store.bury(id))) throw notFound();
    return { status: 204 };
  };
}

function accepted(job: Job): Reply {
  return json(202, job, { Location: `/jobs/${job.id}` });
}

function page({ jobs, next }: JobPage): Reply {
  return json(200, { items: jobs, nextCursor: next && writeCursor(next) });
}

function nothing(): never {
  throw notFound();
}
