import type { HttpClient, NoReply, Reply, RequestOptions } from 'checker/kit';
import { creating, type Stored } from './tasks.ts';

export type Sent = Reply | NoReply;

/** A request of one kind, that would be answered with `status` if nothing stood in its way. */
export interface Kind {
  readonly what: string;
  readonly status: number;
  readonly writes: boolean;
  send(options?: Pick<RequestOptions, 'signal' | 'patienceMs' | 'transcript'>): Promise<Sent>;
}

/** One of each kind that needs tables. PATCH, DELETE and the batch each take a task of their own. */
export function kindsOf(service: HttpClient, tasks: readonly Stored[], title: string): readonly Kind[] {
  const [read, patched, deleted, batched] = tasks;
  if (read === undefined || patched === undefined || deleted === undefined || batched === undefined)
    throw new Error('four tasks are needed');
  const get = (what: string, target: string): Kind => ({
    what,
    status: 200,
    writes: false,
    send: (options) => service.attempt('GET', target, options),
  });
  const write = (
    method: string,
    target: string,
    status: number,
    json?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Kind => ({
    what: target === '/tasks/batch' ? 'a batch' : `a ${method}`,
    status,
    writes: true,
    send: (options) => service.attempt(method, target, { ...options, headers, json }),
  });
  return [
    get('the list', '/tasks?limit=5'),
    get('a GET of a task', read.path),
    get('a GET of a history', `${read.path}/history`),
    write('POST', '/tasks', 201, { title }),
    write('PATCH', patched.path, 200, { title: `${title} patched` }, { 'If-Match': patched.etag }),
    write('DELETE', deleted.path, 204),
    write('POST', '/tasks/batch', 200, {
      operations: [
        creating(`${title} batched`),
        { op: 'update', id: batched.task.id, task: { status: 'done' } },
      ],
    }),
  ];
}
