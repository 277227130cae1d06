import type { JobFields } from '../domain/job.ts';
import type { JobRepository, ListQuery } from '../domain/ports.ts';
import type { Controller } from './application.ts';
import type { Exchange } from './exchange.ts';
import { type ErrorEntry, HttpError } from './http-error.ts';
import { JobForm } from './job-form.ts';
import { JobView } from './job-view.ts';

const maxBodyBytes = 256 * 1024;

export class JobController implements Controller {
  readonly #jobs: JobRepository;
  readonly #hasHandler: (type: string) => boolean;
  readonly #onMade: (type: string) => void;

  constructor(jobs: JobRepository, hasHandler: (type: string) => boolean, onMade: (type: string) => void) {
    this.#jobs = jobs;
    this.#hasHandler = hasHandler;
    this.#onMade = onMade;
  }

  readonly routes: Controller['routes'] = {
    '/jobs': { GET: (exchange) => this.#list(exchange), POST: (exchange) => this.#enqueue(exchange) },
    '/jobs/:id': {
      GET: async (exchange, id) => exchange.json(200, new JobView(found(await this.#jobs.get(id)))),
      DELETE: (exchange, id) => this.#cancel(exchange, id),
    },
    '/dead-letters': { GET: (exchange) => this.#list(exchange, 'dead') },
    '/dead-letters/:id': {
      DELETE: async (exchange, id) => {
        found((await this.#jobs.bury(id)) || undefined);
        exchange.nothing();
      },
    },
    '/dead-letters/:id/requeue': {
      POST: async (exchange, id) => this.#accept(exchange, found(await this.#jobs.requeue(id))),
    },
  };

  async #enqueue(exchange: Exchange): Promise<void> {
    const key = exchange.header('idempotency-key');
    if (key !== undefined && !/^[!-~]{1,255}$/.test(key)) {
      throw new HttpError(400, 'an Idempotency-Key is 1 to 255 visible characters of ASCII');
    }
    const body = await exchange.body(maxBodyBytes);
    const job = new JobForm(body).read(this.#hasHandler);
    const enqueued = await this.#jobs.add(job, key, body);
    if (enqueued === 'other body') throw new HttpError(422, 'this key came with another body before');
    if (enqueued.isNew) this.#onMade(job.type);
    this.#accept(exchange, enqueued.job);
  }

  async #cancel(exchange: Exchange, id: string): Promise<void> {
    const { job, ended } = found(await this.#jobs.cancel(id));
    if (ended) throw new HttpError(409, `the job has ended as ${job.state}`);
    exchange.json(job.state === 'running' ? 202 : 200, new JobView(job));
  }

  #accept(exchange: Exchange, job: JobFields): void {
    const view = new JobView(job);
    exchange.json(202, view, { Location: view.location });
  }

  async #list(exchange: Exchange, only?: 'dead'): Promise<void> {
    const query = readQuery(exchange.query);
    const items = await this.#jobs.list({ ...query, state: only ?? query.state });
    // Behind a page that is full there may be nothing; the next one says so.
    const last = items.length === query.limit ? items.at(-1) : undefined;
    const nextCursor = last ? `behind ${last.seq}/${last.id}` : null;
    exchange.json(200, { items: items.map((job) => new JobView(job)), nextCursor });
  }
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new HttpError(404, 'there is no such job');
  return value;
}

function readQuery(given: URLSearchParams): ListQuery {
  const errors: ErrorEntry[] = [];
  const take = <T>(parameter: string, read: (text: string) => T | undefined): T | undefined => {
    const texts = given.getAll(parameter);
    const value = texts.length === 1 ? read(texts[0] ?? '') : undefined;
    if (texts.length > 0 && value === undefined) errors.push({ parameter, detail: 'this cannot be used' });
    return value;
  };
  const states = /^(queued|running|succeeded|retrying|dead|cancelled)$/;
  const query = {
    state: take('state', (text) => states.exec(text)?.[0]),
    // No handler can be called so, and PostgreSQL does not know the character.
    type: take('type', (text) => text.replaceAll('\0', '\ufffd')),
    limit: take('limit', (text) => (/^([1-9]\d?|100)$/.test(text) ? Number(text) : undefined)) ?? 50,
    before: take('cursor', (text) => {
      const [, seq, id] = /^behind (\d{1,18})\/([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/.exec(text) ?? [];
      return seq && id ? { seq, id } : undefined;
    }),
  };
  if (errors.length > 0) throw new HttpError(400, 'these parameters are not understood', errors);
  return query;
}
