import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Logger } from '../domain/log.ts';
import { type Show, StoreTrouble } from '../domain/task.ts';
import { declaredLength, tooLarge } from './body.ts';
import { chain } from './chain.ts';
import { createReadiness, type HealthParts } from './health.ts';
import { type Limit, limited } from './limit.ts';
import { problem, Refused, refuse } from './problem.ts';
import type { Asked, Config, Middleware, Reply } from './shapes.ts';
import { batch, change, create, events, list, read, remove, type Tools } from './tasks.ts';
import { tellError } from './tell-error.ts';

const troubles = Object.freeze({
  conflict: { status: 409, detail: 'Something there is against it.' },
  invalid: { status: 422, detail: 'Some value cannot be kept.' },
  unavailable: { status: 503, detail: 'Try again later.', headers: { 'Retry-After': '3' } },
  cancelled: { status: 504, detail: 'It was stopped.' },
} as const);

type Handle = (tools: Tools, asked: Asked, id: string) => Promise<Reply> | Reply;
type Talk = Asked & { abort(reason: unknown): void; bytes: number };

/** What a service has and an app alone does not need. */
export type Around = Readonly<{
  show?: Show;
  health?: HealthParts;
  limit?: Limit;
  /** Runs all of a request's work. */
  within?: <T>(requestId: string, work: () => T) => T;
}>;

export function createApp(
  parts: Pick<Tools, 'store' | 'clock'> & { logger: Logger; config: Config },
  around: Around = {},
): Server {
  const { logger, config, store } = parts;
  const { limit, within = (_requestId, work) => work() } = around;
  const { show = async (id, signal) => ({ found: await store.one(id, signal) }) } = around;
  const tools: Tools = { ...parts, show, maxBodyBytes: config.maxBodyBytes };
  const ready = createReadiness(around.health);
  const talks = new AsyncLocalStorage<Talk>();
  const talk = (): Talk => talks.getStore() ?? refuse(500, 'Outside of a request.');

  const begin: Middleware = (req, res, next) => {
    const started = performance.now();
    const opened = open(req);
    res.setHeader('X-Request-Id', opened.requestId);
    res.once('close', () => {
      if (!res.writableFinished) opened.abort(new Error('the client hung up'));
      silently(() => {
        const { path, requestId, bytes } = opened;
        const status = res.writableFinished ? res.statusCode : 499;
        const durationMs = performance.now() - started;
        const level = isProbe(path) ? 'debug' : status < 500 ? 'info' : 'error';
        const line = { component: 'http', requestId, method: req.method, path, status, bytes, durationMs };
        logger[level](line, 'request');
      });
    });
    return within(opened.requestId, () => talks.run(opened, next));
  };

  const answer: Middleware = async (_req, res, next) => {
    const { signal, requestId, ...rest } = talk();
    try {
      await next();
    } catch (error) {
      if (res.headersSent || res.destroyed) {
        res.destroy();
      } else if (error instanceof Refused) {
        await send(res, problem(error.trouble, { ...rest, requestId }));
      } else if (error instanceof StoreTrouble && error.kind !== 'unexpected') {
        await send(res, problem(troubles[error.kind], { ...rest, requestId }));
      } else {
        const { sqlstate, cause } = error instanceof StoreTrouble ? error : { cause: error };
        silently(() =>
          logger.error({ component: 'http', requestId, sqlstate, err: tellError(cause) }, 'failed'),
        );
        await send(res, problem({ status: 500, detail: 'Not your fault.' }, { ...rest, requestId }));
      }
    }
  };

  const inTime: Middleware = async (req, res, next) => {
    const { abort, signal } = talk();
    const late = Promise.withResolvers<never>();
    signal.addEventListener('abort', () => late.reject(signal.reason), { once: true });
    const timer = setTimeout(() => {
      // A late body is Node's affair, see requestTimeout below.
      if (req.complete) abort(new Refused({ status: 504, detail: 'Nobody answered in here.' }));
    }, config.requestTimeoutMs);
    res.once('close', () => clearTimeout(timer));
    await Promise.race([next(), late.promise]);
  };

  const count: Middleware = async (req, res, next) => {
    if (limit !== undefined && !isProbe(talk().path)) await limited(req, res, limit);
    await next();
  };

  const work: Middleware = async (req, res) => {
    const asked = talk();
    const { handle, id } = find(asked.path, req, config, ready);
    const reply = await handle(tools, asked, id);
    asked.signal.throwIfAborted();
    await send(res, reply);
  };

  async function send(res: ServerResponse, { status, headers, body }: Reply): Promise<void> {
    const { req } = res;
    res.statusCode = status;
    for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
    if (declaredLength(req) > config.maxBodyBytes) res.setHeader('Connection', 'close');
    if (!req.complete && !res.hasHeader('Connection')) drain(req, config.maxBodyBytes);
    if (typeof body === 'string') res.setHeader('Content-Length', Buffer.byteLength(body));
    if (body === null || req.method === 'HEAD') {
      if (typeof body === 'object') body?.destroy();
      res.end();
    } else if (typeof body === 'string') {
      talk().bytes = Buffer.byteLength(body);
      res.end(body);
    } else {
      const current = talk();
      body.on('data', (chunk: string | Buffer) => {
        current.bytes += Buffer.byteLength(chunk);
      });
      await pipeline(body, res);
    }
  }

  const handle = chain(begin, answer, inTime, count, work);
  return createServer(
    {
      headersTimeout: config.requestTimeoutMs,
      requestTimeout: config.requestTimeoutMs,
      connectionsCheckingInterval: Math.min(250, config.requestTimeoutMs),
    },
    (req, res) => void handle(req, res, async () => {}).catch(() => res.destroy()),
  );
}

function open(req: IncomingMessage): Talk {
  const [path = '', ...query] = (req.url ?? '').split('?');
  const given = req.headers['x-request-id'];
  const taken = typeof given === 'string' && /^[\w.-]{1,64}$/.test(given);
  const controller = new AbortController();
  return {
    req,
    path,
    query: query.join('?'),
    requestId: taken ? given : randomUUID(),
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    bytes: 0,
  };
}

const probe: Reply = Object.freeze({
  status: 200,
  headers: Object.freeze({ 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }),
  body: 'true',
});

function find(path: string, req: IncomingMessage, { maxBodyBytes }: Config, ready: () => Promise<Reply>) {
  const methods = (table: Readonly<Record<string, Handle>>, id = '') => {
    const { method = '' } = req;
    const allow = ['OPTIONS', ...Object.keys(table), ...('GET' in table ? ['HEAD'] : [])].join(', ');
    if (method === 'OPTIONS')
      return { handle: () => ({ status: 204, headers: { Allow: allow }, body: null }), id };
    const name = method === 'HEAD' ? 'GET' : method;
    const handle = Object.hasOwn(table, name) ? table[name] : undefined;
    if (handle === undefined) return refuse(405, `Not ${method} here.`, { headers: { Allow: allow } });
    if (!['POST', 'PATCH'].includes(name) && declaredLength(req) > maxBodyBytes) tooLarge(maxBodyBytes);
    return { handle, id };
  };
  const decoded = decode(path);
  switch (decoded) {
    case '/tasks':
      return methods({ GET: list, POST: create });
    case '/tasks/batch':
      return methods({ POST: batch });
    case '/livez':
      return methods({ GET: () => probe });
    case '/readyz':
      return methods({ GET: ready });
    default: {
      const past = /^\/tasks\/(?!batch\/)([^/]+)\/history$/.exec(path)?.[1];
      if (past !== undefined) return methods({ GET: events }, decode(past));
      const id = /^\/tasks\/([^/]+)$/.exec(path)?.[1];
      if (id === undefined) return refuse(404, 'Nothing here.');
      return methods({ DELETE: remove, GET: read, PATCH: change }, decode(id));
    }
  }
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return refuse(400, 'The path has an escape that stands for nothing.');
  }
}

/** Reads on to where the next request begins, unless that is too far. */
function drain(req: IncomingMessage, limit: number): void {
  let left = limit;
  req.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) req.socket.destroy();
  });
}

function isProbe(path: string): boolean {
  try {
    return ['/livez', '/readyz'].includes(decodeURIComponent(path));
  } catch {
    return false;
  }
}

function silently(f: () => void): void {
  try {
    f();
  } catch {
    // A logger that fails must not end the service.
  }
}
