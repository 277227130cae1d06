import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Clock } from '../domain/clock.ts';
import type { Logger } from '../domain/logger.ts';
import { makeTask } from '../domain/task.ts';
import type { ReadTask } from '../domain/task-read.ts';
import type { TaskStore } from '../domain/task-store.ts';
import { createUuidV7 } from '../domain/uuid-v7.ts';
import { answerProblems } from './answer-problems.ts';
import { changeTasks } from './batch-handler.ts';
import { chain, type Middleware } from './chain.ts';
import type { Config } from './config.ts';
import { Exchange } from './exchange.ts';
import type { Handler, Tools } from './handlers.ts';
import { limitRate, type RateLimitParts } from './limit-rate.ts';
import { limitTime } from './limit-time.ts';
import { logRequest } from './log-request.ts';
import { quietLogger } from './quiet-logger.ts';
import { type HealthParts, readiness } from './readiness.ts';
import { json } from './reply.ts';
import { type Routes, route } from './router.ts';
import { changeTask, createTask, deleteTask, listTasks, readHistory, readTask } from './task-handlers.ts';

export interface AppParts {
  readonly store: TaskStore;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly config: Config;
  /** Aborts when a shutdown begins; from then on the app is not ready. */
  readonly stopping?: AbortSignal;
  /** What this process depends on. Without it, it is always ready. */
  readonly health?: HealthParts;
  /** How single tasks are read where they are only shown; from the store unless given. */
  readonly read?: ReadTask;
  /** Without it nobody is limited. */
  readonly rateLimit?: RateLimitParts;
  /** Whatever runs on behalf of a request runs within its scope, and can be told from others there. */
  readonly scope?: RequestScope;
}

/** AsyncLocalStorage has it. */
export interface RequestScope {
  run<T>(request: { readonly requestId: string }, work: () => T): T;
}

/** The service as a server that does not listen yet. */
export function createApp(parts: AppParts): Server {
  const { store, logger, clock, config, stopping, health, rateLimit } = parts;
  const { read = async (id, signal) => ({ record: await store.find(id, signal) }) } = parts;
  const { scope = { run: (_request, work) => work() } } = parts;
  const { requestTimeoutMs, maxBodyBytes } = config;
  const log = quietLogger(logger);
  const routes = createRoutes(
    {
      store,
      read,
      maxBodyBytes,
      makeTask: taskMaker(clock),
      now: () => clock.now().toISOString(),
    },
    readiness(stopping, health),
  );
  // A WeakMap would need no delete, and keep the garbage collector busy for a third of all the time (measured).
  const exchanges = new Map<IncomingMessage, Exchange>();
  const exchangeOf = (req: IncomingMessage, res: ServerResponse): Exchange => {
    const known = exchanges.get(req);
    if (known !== undefined) return known;
    const exchange = new Exchange(req, res, maxBodyBytes);
    exchanges.set(req, exchange);
    res.once('close', () => exchanges.delete(req));
    return exchange;
  };
  const handle: Middleware = chain(
    (req, res, next) => {
      const exchange = exchangeOf(req, res);
      logRequest(exchange, log);
      return scope.run({ requestId: exchange.requestId }, next);
    },
    (req, res, next) => answerProblems(exchangeOf(req, res), log, next),
    (req, res, next) => limitTime(exchangeOf(req, res), requestTimeoutMs, next),
    (req, res, next) => (rateLimit === undefined ? next() : limitRate(exchangeOf(req, res), rateLimit, next)),
    async (req, res) => {
      const exchange = exchangeOf(req, res);
      const reply = await route(exchange, routes);
      // An answer that comes after the 504 is nobody's.
      exchange.signal.throwIfAborted();
      exchange.send(reply);
    },
  );
  return createServer(
    {
      headersTimeout: requestTimeoutMs,
      requestTimeout: requestTimeoutMs,
      // Node looks for late headers and bodies only so often: every 30 seconds unless told.
      connectionsCheckingInterval: Math.min(Math.max(Math.floor(requestTimeoutMs / 4), 10), 500),
    },
    (req, res) => {
      handle(req, res, async () => {}).catch(() => res.destroy());
    },
  );
}

/** Id and time of a task come from one look at the clock: between two of them a second may end. */
function taskMaker(clock: Clock): Tools['makeTask'] {
  const makeId = createUuidV7(randomUUID);
  return (body) => {
    const now = clock.now();
    return makeTask(body, makeId(now), now.toISOString());
  };
}

function createRoutes(tools: Tools, ready: Handler): Routes {
  const live: Handler = () => json({ status: 'live' });
  return {
    exact: new Map([
      ['/tasks', { GET: listTasks(tools), POST: createTask(tools) }],
      ['/tasks/batch', { POST: changeTasks(tools) }],
      ['/livez', { GET: live }],
      ['/readyz', { GET: ready }],
    ]),
    task: { GET: readTask(tools), PATCH: changeTask(tools), DELETE: deleteTask(tools) },
    history: { GET: readHistory(tools) },
  };
}
