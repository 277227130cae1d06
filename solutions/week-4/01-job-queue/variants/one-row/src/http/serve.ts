import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { HttpError } from '../domain/errors.ts';

export interface Call {
  req: IncomingMessage;
  query: URLSearchParams;
  id: string;
}

export interface Answer {
  status: number;
  body?: unknown;
  text?: string;
  location?: string;
}

type Route = [method: string, path: string, handle: (call: Call) => Answer | Promise<Answer>];

export function serve(routes: readonly Route[], onBug: (error: unknown) => void): Server {
  return createServer((req, res) => {
    res.on('error', () => {});
    respond(req, res).catch((error: unknown) => {
      const known = error instanceof HttpError ? error : new HttpError(500, 'a bug');
      if (known !== error) onBug(error);
      const body = { type: 'about:blank', title: known.message, status: known.status, detail: known.message };
      if (known.status === 503) res.setHeader('retry-after', 1);
      if (!req.complete && Number(req.headers['content-length'] ?? 1) > 0)
        res.setHeader('connection', 'close');
      res.writeHead(known.status, { 'content-type': 'application/problem+json' });
      res.end(JSON.stringify(known.errors === undefined ? body : { ...body, errors: known.errors }));
    });
  });

  async function respond(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(`http://x${req.url ?? '/'}`);
    const parts = url.pathname.split('/');
    const matches = routes.filter(([, path]) => fits(path.split('/'), parts));
    if (matches.length === 0) throw new HttpError(404, 'no such path');
    const route = matches.find(([method]) => method === req.method);
    if (route === undefined) {
      res.setHeader('allow', matches.map(([method]) => method).join(', '));
      throw new HttpError(405, 'no such method');
    }
    const id = parts[2]?.toLowerCase() ?? '';
    if (route[1].includes(':id') && !/^[\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}$/.test(id)) {
      throw new HttpError(404, 'no such job');
    }
    const answer = await route[2]({ req, query: url.searchParams, id });
    res.statusCode = answer.status;
    if (answer.location !== undefined) res.setHeader('location', answer.location);
    if (answer.text !== undefined) {
      res.setHeader('content-type', 'text/plain; version=0.0.4; charset=utf-8');
      res.end(answer.text);
    } else if (answer.body !== undefined) {
      res.setHeader('content-type', 'application/json; charset=utf-8');
      res.end(JSON.stringify(answer.body));
    } else {
      res.end();
    }
  }
}

function fits(path: readonly string[], parts: readonly string[]): boolean {
  return path.length === parts.length && path.every((part, index) => part === ':id' || part === parts[index]);
}

export async function readBody(req: IncomingMessage, limit: number): Promise<unknown> {
  const tooLarge = new HttpError(413, `more than ${limit} bytes`);
  if (Number(req.headers['content-length'] ?? 0) > limit) throw tooLarge;
  const [type = '', charset = ''] = (req.headers['content-type'] ?? '').toLowerCase().split(';');
  if (type.trim() !== 'application/json' || /charset=(?!"?utf-?8)/.test(charset)) {
    throw new HttpError(415, 'expected application/json');
  }
  const bytes = await new Promise<Buffer>((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    req.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) reject(tooLarge);
      else chunks.push(chunk);
    });
    req.on('end', () => resolve(Buffer.concat(chunks)));
    req.on('error', reject);
  });
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new HttpError(400, 'no JSON');
  }
}
