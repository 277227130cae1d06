import { createServer, type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import { Away, type Log } from '../domain/ports.ts';
import { Refused, refuse } from './refused.ts';

export type Reply = Readonly<{
  status: number;
  /** JSON, unless its type says otherwise. */
  body?: string;
  headers?: Readonly<Record<string, string>>;
}>;

export type Asked = Readonly<{ req: IncomingMessage; query: URLSearchParams; id: string }>;
type Answer = (asked: Asked) => Promise<Reply> | Reply;
/** By pattern of the path, with a group `id` where there is one; and by method. */
export type Routes = readonly (readonly [RegExp, Readonly<Record<string, Answer>>])[];

export function serve(routes: Routes, log: Log): Server {
  return createServer((req, res) => {
    const answer = async () => {
      const [path = '', query] = (req.url ?? '').split(/\?(.*)/s);
      const [groups, answers] = find(routes, path);
      const handle = Object.hasOwn(answers, req.method ?? '') ? answers[req.method ?? ''] : undefined;
      const allow = Object.keys(answers).join(', ');
      if (handle === undefined) return refuse(405, `Not ${req.method} here.`, { headers: { Allow: allow } });
      return handle({ req, query: new URLSearchParams(query), id: (groups.id ?? '').toLowerCase() });
    };
    answer()
      .catch((error: unknown) => explain(error, log))
      .then(({ status, body, headers }) => {
        // What is left of the body would be taken for the next request.
        if (!req.complete && Number(req.headers['content-length'] ?? 1) > 0 && req.method !== 'GET') {
          res.setHeader('Connection', 'close');
        }
        res.writeHead(status, { ...(body && { 'Content-Type': 'application/json' }), ...headers });
        res.end(body);
      })
      .catch(() => res.destroy());
  });
}

function find(routes: Routes, path: string) {
  for (const [pattern, answers] of routes) {
    const match = pattern.exec(path);
    if (match !== null) return [match.groups ?? {}, answers] as const;
  }
  return refuse(404, 'Nothing here.');
}

function explain(error: unknown, log: Log): Reply {
  if (error instanceof Refused) return problem(error);
  if (error instanceof Away) {
    return problem(new Refused(503, 'The database is away.', { headers: { 'Retry-After': '2' } }));
  }
  log('error', 'a request failed', { error: error instanceof Error ? error.stack : 'no error' });
  return problem(new Refused(500, 'Not your fault.'));
}

function problem({ status, detail, more: { errors, headers } }: Refused): Reply {
  return {
    status,
    body: JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status, detail, errors }),
    headers: { ...headers, 'Content-Type': 'application/problem+json' },
  };
}
