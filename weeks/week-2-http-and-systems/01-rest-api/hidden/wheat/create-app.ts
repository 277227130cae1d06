import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { findRoute, type Route } from './find-route.ts';
import type { Answer, Parts } from './handlers.ts';
import { bodyOfProblem, Problem } from './problem.ts';
import type { Fault } from './rules.ts';
import type { Clock, Config, Logger, Store } from './types.ts';

/** Where wrong apps differ from this one, and later exercises' go on. */
export interface AppHabits {
  /** Throws the Problem of what is no route. */
  readonly findRoute: (method: string, target: string) => Route | { readonly allow: string };
  readonly tellFaults: (faults: readonly Fault[]) => readonly Fault[];
  /** The level of a request's line, and what it has besides. */
  readonly lineOf: (path: string, status: number) => { readonly level: 'debug' | 'info' | 'error' } & object;
  /** What the line about an error that nobody foresaw has besides. */
  readonly tellError: (error: unknown) => object;
}

export const usualApp: AppHabits = {
  findRoute,
  tellFaults: (faults) => faults,
  lineOf: () => ({ level: 'info' }),
  tellError: (error) => ({ error: tell(error) }),
};

const requestIdForm = /^[A-Za-z0-9_.-]{1,64}$/;
/** How much of an unwanted body is read in order to keep the connection. */
const discardedBytes = 2 ** 20;

export function createApp(
  parts: { store: Store; logger: Logger; clock: Clock; config: Config },
  habits: AppHabits = usualApp,
): Server {
  const { requestTimeoutMs } = parts.config;
  const server = createServer({
    headersTimeout: requestTimeoutMs,
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: Math.min(Math.max(Math.ceil(requestTimeoutMs / 4), 20), 500),
  });
  server.on('request', (req, res) => {
    serve({ ...parts, ...habits }, req, res).catch(() => res.destroy());
  });
  return server;
}

async function serve(
  parts: Parts & AppHabits & { readonly logger: Logger },
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const begun = performance.now();
  const asked = req.headers['x-request-id'];
  const requestId =
    typeof asked === 'string' && requestIdForm.test(asked) ? asked : randomBytes(8).toString('hex');
  const over = new AbortController();
  const state = { bodyIsHere: false, bytes: 0 };
  const timer = setTimeout(() => {
    over.abort(
      state.bodyIsHere || !expectsBody(req)
        ? new Problem(504, 'The answer took too long.')
        : new Problem(408, 'The body took too long.', { headers: { Connection: 'close' } }),
    );
  }, parts.config.requestTimeoutMs);
  res.on('error', () => {});
  res.on('close', () => {
    clearTimeout(timer);
    const left = !res.writableFinished;
    if (left) over.abort(new Error('the client has left'));
    note(parts.logger, (logger) => {
      const path = req.url?.split('?')[0] ?? '';
      const status = left ? 499 : res.statusCode;
      const { level, ...more } = parts.lineOf(path, status);
      const durationMs = performance.now() - begun;
      const bytes = left ? 0 : state.bytes;
      logger
        .child({ requestId })
        [level]({ ...more, method: req.method, path, status, durationMs, bytes }, 'request');
    });
  });

  const answer = await Promise.race([
    answerTo(parts, req, over.signal, state),
    whenAborted(over.signal),
  ]).catch((error: unknown) => {
    if (!(error instanceof Problem) && !over.signal.aborted)
      note(parts.logger, (logger) => logger.error({ requestId, ...parts.tellError(error) }, 'unexpected'));
    return answerOf(error instanceof Problem ? error : new Problem(500, 'Something went wrong.'), requestId);
  });
  if (res.destroyed || res.closed) return;
  if (!req.complete && bodyIsLong(req)) res.shouldKeepAlive = false;
  const body = answer.body === null ? null : Buffer.from(answer.body);
  const silent = req.method === 'HEAD';
  state.bytes = silent ? 0 : (body?.length ?? 0);
  const length = body === null ? {} : { 'Content-Length': body.length };
  res.writeHead(answer.status, { ...answer.headers, ...length, 'X-Request-Id': requestId });
  res.end(silent ? null : body);
}

async function answerTo(
  parts: Parts & AppHabits,
  req: IncomingMessage,
  signal: AbortSignal,
  state: { bodyIsHere: boolean },
): Promise<Answer> {
  const route = parts.findRoute(req.method ?? '', req.url ?? '');
  if ('allow' in route) return { status: 204, headers: { Allow: route.allow }, body: null };
  const gotBody = () => {
    state.bodyIsHere = true;
  };
  return route.handler(parts, { req, signal, gotBody, id: route.id, query: route.query });
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function answerOf(problem: Problem, requestId: string): Answer {
  return {
    status: problem.status,
    headers: { 'Content-Type': 'application/problem+json', ...problem.headers },
    body: bodyOfProblem(problem, requestId),
  };
}

function expectsBody({ method }: IncomingMessage): boolean {
  return method === 'POST' || method === 'PATCH';
}

function bodyIsLong({ headers }: IncomingMessage): boolean {
  return (
    headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > discardedBytes
  );
}

/** What the logger throws harms nobody. */
function note(logger: Logger, write: (logger: Logger) => void): void {
  try {
    write(logger);
  } catch {
    // There is no other place to tell it.
  }
}

function tell(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return 'something that cannot be told';
  }
}
