import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Logger } from '../domain/logger.ts';
import { StoreUnavailable } from '../domain/store-unavailable.ts';
import { notFound, Problem } from './problem.ts';

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Request {
  readonly req: IncomingMessage;
  readonly query: URLSearchParams;
  /** What stood in the route's place for it; a UUID in lower case, or the route does not fit. */
  readonly id: string;
}

type Method = 'GET' | 'POST' | 'DELETE';
export type Answer = (request: Request) => Reply | Promise<Reply>;
/** By path, in which `{id}` stands for a UUID, and by method. */
export type Routes = Readonly<Record<string, Readonly<Partial<Record<Method, Answer>>>>>;

const uuid = '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(value) };
}

/** A server that does not listen yet. */
export function createHttpServer(routes: Routes, logger: Logger): Server {
  const table = Object.entries(routes).map(([path, answers]) => ({
    pattern: new RegExp(`^${path.replace('{id}', `(${uuid})`)}$`),
    answers,
  }));
  return createServer(async (req, res) => {
    try {
      send(req, res, await route(req));
    } catch (error) {
      if (!res.headersSent) send(req, res, problemReply(error, logger));
      else res.destroy();
    }
  });

  async function route(req: IncomingMessage): Promise<Reply> {
    const [path = '', ...rest] = (req.url ?? '').split('?');
    const found = table.find(({ pattern }) => pattern.test(path));
    if (found === undefined) throw notFound();
    const method = req.method === 'HEAD' ? 'GET' : req.method;
    const answer = found.answers[method as Method];
    if (answer === undefined || !Object.hasOwn(found.answers, method ?? '')) {
      const Allow = Object.keys(found.answers).join(', ');
      throw new Problem(405, 'The path does not have this method.', { headers: { Allow } });
    }
    const [, id = ''] = found.pattern.exec(path) ?? [];
    return answer({ req, query: new URLSearchParams(rest.join('?')), id: id.toLowerCase() });
  }
}

function send(req: IncomingMessage, res: ServerResponse, { status, headers = {}, body = '' }: Reply): void {
  res.statusCode = status;
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
  // What nobody has read of a body is not worth reading only to keep the connection.
  if (hasMore(req)) res.setHeader('Connection', 'close');
  if (status !== 204) res.setHeader('Content-Length', Buffer.byteLength(body));
  res.end(body);
}

function hasMore({ complete, headers }: IncomingMessage): boolean {
  return (
    !complete && (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0)
  );
}

function problemReply(error: unknown, logger: Logger): Reply {
  const problem = toProblem(error, logger);
  return json(problem.status, problem.toBody(), {
    ...problem.headers,
    'Content-Type': 'application/problem+json',
  });
}

function toProblem(error: unknown, logger: Logger): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof StoreUnavailable) {
    return new Problem(503, 'The database cannot be asked now.', { headers: { 'Retry-After': '1' } });
  }
  // Not the error as it is: one of PostgreSQL's has a `detail`, with values of the client's in it.
  const { message, stack } = error as Error;
  logger.error({ reason: message, stack }, 'a request failed unexpectedly');
  return new Problem(500, 'Something went wrong here.');
}
