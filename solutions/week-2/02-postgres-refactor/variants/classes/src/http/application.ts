import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
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
import { type ErrorStatus, HttpError } from './http-error.ts';
import { ClockStamp } from './ids.ts';
import { Router } from './router.ts';
import { TaskController } from './task-controller.ts';
import type { Config, Logger } from './types.ts';

const callOf: unique symbol = Symbol('call');
type Request = IncomingMessage & { [callOf]?: Call };

export interface Parts {
  readonly store: TaskRepository;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly config: Config;
  /** Whether the repository can work. */
  readonly check?: (signal: AbortSignal) => Promise<boolean>;
}

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
  readonly #check: (signal: AbortSignal) => Promise<boolean>;
  #ready = true;

  constructor(parts: Parts) {
    this.#check = parts.check ?? (() => Promise.resolve(true));
    this.#config = parts.config;
    this.#logger = parts.logger;
    const tasks = new TaskController(parts.store, new ClockStamp(parts.clock), parts.config.maxBodyBytes);
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

  notReady(): void {
    this.#ready = false;
  }

  server(): Server {
    const handle = chain(
      (req, res, next) => this.#record(req, res, next),
      (req, res, next) => this.#rescue(call(req), res, next),
      (req, _res, next) => this.#limit(call(req), next),
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
    if (!this.#ready) throw new HttpError(503, 'closing down');
    const patience = AbortSignal.timeout(Math.ceil(Math.min(1500, this.#config.requestTimeoutMs * 0.6)));
    const works = await this.#check(AbortSignal.any([call.signal, patience])).catch(() => false);
    if (!works) throw new HttpError(503, 'the tasks cannot be reached');
    call.answer(200);
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
        call.log.info({ method, path: call.path, status, durationMs, bytes: call.bytes }, 'request');
      } catch {
        // A line that cannot be written must not end the process.
      }
    });
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
      const message = reason instanceof Error ? `${reason.stack}` : String(reason);
      call.log.error({ error: message, ...(sqlstate === undefined ? {} : { sqlstate }) }, 'unexpected');
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
