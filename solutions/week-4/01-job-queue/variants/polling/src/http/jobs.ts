import { decode } from '../domain/decode.ts';
import { oneText } from '../domain/one-text.ts';
import type { Jobs, Query } from '../domain/ports.ts';
import { jsonIn } from './body.ts';
import { refuse } from './refused.ts';
import type { Asked, Reply, Routes } from './serve.ts';

type Parts = Readonly<{
  jobs: Jobs;
  hasHandler: (type: string) => boolean;
  onEnqueued: (type: string) => void;
}>;

const states = Object.freeze(['queued', 'running', 'succeeded', 'retrying', 'dead', 'cancelled']);
const uuid = /(?<id>[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12})/.source;

export function jobRoutes(parts: Parts): Routes {
  const { jobs } = parts;
  const show = async (id: string, status: number): Promise<Reply> => ({
    status,
    body: (await jobs.show(id)) ?? missing(),
    headers: status === 202 ? { Location: `/jobs/${id}` } : {},
  });
  return [
    [
      /^\/jobs$/,
      { GET: ({ query }) => page(jobs, read(query)), POST: (asked) => enqueue(parts, asked, show) },
    ],
    [
      new RegExp(`^/jobs/${uuid}$`, 'i'),
      {
        GET: ({ id }) => show(id, 200),
        async DELETE({ id }) {
          const { state, changed } = (await jobs.cancel(id)) ?? missing();
          if (!changed) refuse(409, `It is ${state} already.`);
          return show(id, state === 'running' ? 202 : 200);
        },
      },
    ],
    [/^\/dead-letters$/, { GET: ({ query }) => page(jobs, { ...read(query), state: 'dead' }) }],
    [
      new RegExp(`^/dead-letters/${uuid}$`, 'i'),
      { DELETE: async ({ id }) => ((await jobs.bury(id)) ? { status: 204 } : missing()) },
    ],
    [
      new RegExp(`^/dead-letters/${uuid}/requeue$`, 'i'),
      { POST: async ({ id }) => ((await jobs.requeue(id)) ? show(id, 202) : missing()) },
    ],
  ];
}

async function enqueue(
  { jobs, hasHandler, onEnqueued }: Parts,
  { req }: Asked,
  show: (id: string, status: number) => Promise<Reply>,
): Promise<Reply> {
  const key = req.headers['idempotency-key'];
  if (key !== undefined && !/^[\x21-\x7e]{1,255}$/.test(String(key)))
    refuse(400, 'That is no Idempotency-Key.');
  const body = await jsonIn(req);
  const job = decode(body, hasHandler);
  if ('length' in job) return refuse(422, 'That is no job.', { errors: job });
  for (;;) {
    const made = await jobs.enqueue(
      job,
      key === undefined ? null : { key: String(key), body: oneText(body) },
    );
    if (made === null) return refuse(422, 'This key was sent with another body.');
    if (made.isNew) onEnqueued(job.type);
    const reply = await show(made.id, 202).catch((error: unknown) => {
      if (made.isNew) throw error;
      return null;
    });
    // A job that was there already may have been deleted before it could be shown.
    if (reply !== null) return reply;
  }
}

async function page(jobs: Jobs, query: Query): Promise<Reply> {
  const { items, next } = await jobs.list(query);
  const cursor = next === null ? null : Buffer.from(`${next.micros}/${next.id}`).toString('base64url');
  return { status: 200, body: `{"nextCursor":${JSON.stringify(cursor)},"items":[${items.join()}]}` };
}

function read(query: URLSearchParams): Query {
  const errors: { parameter: string; detail: string }[] = [];
  const take = <T>(parameter: string, otherwise: T, parse: (text: string) => T | undefined): T => {
    const [text, ...more] = query.getAll(parameter);
    if (text === undefined) return otherwise;
    const value = more.length > 0 ? undefined : parse(text);
    if (value === undefined) errors.push({ parameter, detail: 'not like this' });
    return value ?? otherwise;
  };
  const asked = {
    state: take<string | null>('state', null, (text) => (states.includes(text) ? text : undefined)),
    type: take<string | null>('type', null, (text) => text),
    limit: take('limit', 50, (text) => (/^(?:[1-9]\d?|100)$/.test(text) ? Number(text) : undefined)),
    after: take<Query['after']>('cursor', null, placeIn),
  };
  return errors.length > 0 ? refuse(400, 'A list cannot be asked for like this.', { errors }) : asked;
}

function placeIn(text: string): NonNullable<Query['after']> | undefined {
  const plain = Buffer.from(text, 'base64url').toString('latin1');
  const [, micros, id] = new RegExp(`^(\\d{1,16})/${uuid}$`).exec(plain) ?? [];
  return micros === undefined || id === undefined ? undefined : { micros, id };
}

function missing(): never {
  return refuse(404, 'There is no such job.');
}
