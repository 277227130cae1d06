import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Logger } from '../domain/logger.ts';
import {
  type Clock,
  RepositoryError,
  TaskChanged,
  TaskMissing,
  type TaskRepository,
  UnknownPlace,
} from '../domain/model.ts';
import { Call } from './call.ts';
import { chain } from './chain.ts';
import { describe } from './describe.ts';
import type { Gatekeeper } from './gatekeeper.ts';
import { type ErrorStatus, HttpError } from './http-error.ts';
import { ClockStamp } from './ids.ts';
import { Readiness } from './readiness.ts';
import { Router } from './router.ts';
import { type Look, TaskController } from './task-controller.ts';
import type { Config } from './types.ts';

const callOf: unique symbol = Symbol('call');
type Request = IncomingMessage & { [callOf]?: Call };

export interface Parts {
  readonly store: TaskRepository;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly config: Config;
  readonly look?: Look;
  readonly readiness?: Readiness;
  readonly gatekeeper?: Gatekeeper;
  /** Runs what is done for a request, so that lines of the log know whose they are. */
  readonly inContext?: <T>(requestId: string, work: () => T) => T;
}

const probes: readonly string[] = Object.freeze(['/livez', '/readyz']);

const statusOf = Object.freeze({
  conflict: 409,
  invalid: 422,
  unavailable: 503,
  cancelled: 504,
} as const satisfies Record<string, ErrorStatus>);

export class Application {
  readonly #router = new Router();
  readonly #config: Config;
  readonly #logger: Logger;
  readonly #readiness: Readiness;
  readonly #gatekeeper: Gatekeeper | undefined;
  readonly #inContext: NonNullable<Parts['inContext']>;

  constructor(parts: Parts) {
    this.#readiness = parts.readiness ?? new Readiness();
    this.#gatekeeper = parts.gatekeeper;
    this.#inContext = parts.inContext ?? ((_id, work) => work());
    this.#config = parts.config;
    this.#logger = parts.logger;
    const tasks = new TaskController(
      parts.store,
      new ClockStamp(parts.clock),
      parts.config.maxBodyBytes,
      parts.look ?? (async (id, { signal }) => ({ tagged: await parts.store.get(id, signal) })),
    );
    this.#router
      .add('/tasks', { GET: (call) => tasks.list(call), POST: (call) => tasks.create(call) })
      .add('/tasks/batch', { POST: (call) => tasks.batch(call) })
      .add('/tasks/:id', {
        GET: (call, id) => tasks.read(call, id),
        PATCH: (call, id) => tasks.patch(call, id),
        DELETE: (call, id) => tasks.remove(call, id),
      })
      .add('/tasks/:id/history', { GET: (call, id) => tasks.history(call, id) })
      .add('/livez', { GET: (call) => call.answer(200, { 'Content-Type': 'text/plain' }, 'alive\n') })
      .add('/readyz', { GET: (call) => this.#readyz(call) });
  }

  server(): Server {
    const handle = chain(
      (req, res, next) => this.#record(req, res, next),
      (req, res, next) => this.#rescue(call(req), res, next),
      (req, _res, next) => this.#limit(call(req), next),
      (req, _res, next) => this.#admit(call(req), next),
      (req) => this.#router.dispatch(call(req)),
    );
    const limit = this.#config.requestTimeoutMs;
    const options = {
      requestTimeout: limit,
      headersTimeout: limit,
      connectionsCheckingInterval: Math.min(limit, 200),
    };
    return createServer(options, (req, res) => {
      handle(req, res, () => Promise.resolve()).catch(() => req.socket.destroy());
    });
  }

  async #readyz(call: Call): Promise<void> {
    const { code, report } = await this.#readiness.ask();
    call.answer(
      code,
      { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
      JSON.stringify(report),
    );
  }

  async #record(req: Request, res: ServerResponse, next: () => Promise<void>): Promise<void> {
    const call = new Call(req, res, this.#logger);
    const begin = process.hrtime.bigint();
    req[callOf] = call;
    res.on('close', () => {
      if (!res.writableFinished) call.abort(new Error('nobody waits for this any more'));
      try {
        const durationMs = Number((process.hrtime.bigint() - begin) / 1_000_000n);
        const status = res.writableFinished ? res.statusCode : 499;
        const { method } = req;
        const line = { component: 'http', method, path: call.path, status, durationMs, bytes: call.bytes };
        call.log[levelOf(call.path, status)](line, 'request');
      } catch {
        // A line that cannot be written must not end the process.
      }
    });
    await this.#inContext(call.id, next);
  }

  async #admit(call: Call, next: () => Promise<void>): Promise<void> {
    if (!probes.includes(call.path)) await this.#gatekeeper?.admit(call);
    await next();
  }

  async #rescue(call: Call, res: ServerResponse, next: () => Promise<void>): Promise<void> {
    try {
      await next();
    } catch (error) {
      if (res.headersSent || res.destroyed) res.destroy();
      else call.fail(this.#translate(error, call));
    }
  }

  #translate(error: unknown, call: Call): HttpError {
    if (error instanceof HttpError) return error;
    if (error instanceof TaskMissing) return new HttpError(404, error.message);
    if (error instanceof TaskChanged) return new HttpError(412, error.message);
    if (error instanceof UnknownPlace) {
      return new HttpError(400, 'bad parameters', [{ parameter: 'cursor', detail: 'it leads nowhere' }]);
    }
    if (error instanceof RepositoryError && error.trouble !== 'unexpected') {
      const status = statusOf[error.trouble];
      return new HttpError(
        status,
        'the tasks cannot be had like this',
        [],
        status === 503 ? { 'Retry-After': '2' } : {},
      );
    }
    try {
      const sqlstate = error instanceof RepositoryError ? error.code : undefined;
      const reason = error instanceof RepositoryError ? error.cause : error;
      const line = {
        component: 'http',
        err: describe(reason),
        ...(sqlstate === undefined ? {} : { sqlstate }),
      };
      call.log.error(line, 'unexpected');
    } catch {
      // Neither may this.
    }
    return new HttpError(500, 'this is our fault');
  }

  async #limit(call: Call, next: () => Promise<void>): Promise<void> {
    const { req, res } = call;
    const timer = setTimeout(() => {
      // A body that dawdles is not worth an answer.
      if (!req.complete || res.headersSent) req.socket.destroy();
      else call.abort(new HttpError(504, 'the tasks could not be reached in time'));
    }, this.#config.requestTimeoutMs);
    const work = next();
    try {
      await Promise.race([work, call.aborted]);
    } finally {
      if (res.writableFinished || res.destroyed) clearTimeout(timer);
      else res.once('close', () => clearTimeout(timer));
    }
  }
}

function call(req: Request): Call {
  const call = req[callOf];
  if (call === undefined) throw new Error('this request was never recorded');
  return call;
}

function levelOf(path: string, status: number): 'debug' | 'info' | 'error' {
  if (probes.includes(path)) return 'debug';
  return status < 500 ? 'info' : 'error';
}
