import { expectThat, type HttpClient, type RequestOptions } from 'checker/kit';

/** A request that asks the store for something. */
export interface StoreRequest {
  readonly name: string;
  readonly method: string;
  readonly target: string;
  readonly options: RequestOptions;
  /** The status when all goes well. */
  readonly status: number;
}

export interface Known {
  readonly id: string;
  readonly etag: string;
}

/** Makes a task that the requests can be about. */
export async function makeTask(http: HttpClient, title: string, transcript = true): Promise<Known> {
  const reply = await http.request('POST', '/tasks', { json: { title }, transcript });
  const { id } = (reply.json ?? {}) as { id?: unknown };
  const { etag } = reply.headers;
  expectThat(reply.status === 201 && typeof id === 'string' && etag !== undefined, {
    promise: '`POST /tasks` makes a task and answers 201 with the task and its ETag.',
    expected: '201, a task with an id, and an ETag',
    saw: `${reply.status}, ${reply.text.slice(0, 200)}`,
    look: 'Send this request by itself: the rest stands on it.',
  });
  return { id, etag };
}

/** One of each kind, about this task where they are about one; the last one deletes it. */
export function storeRequests({ id }: Pick<Known, 'id'>, title: string): readonly StoreRequest[] {
  const operations = [
    { op: 'create', task: { title } },
    { op: 'update', id, task: { title } },
  ];
  return [
    { name: 'read', method: 'GET', target: `/tasks/${id}`, options: {}, status: 200 },
    { name: 'list', method: 'GET', target: '/tasks?limit=5', options: {}, status: 200 },
    { name: 'create', method: 'POST', target: '/tasks', options: { json: { title } }, status: 201 },
    {
      name: 'batch',
      method: 'POST',
      target: '/tasks/batch',
      options: { json: { operations } },
      status: 200,
    },
    {
      name: 'patch',
      method: 'PATCH',
      target: `/tasks/${id}`,
      options: { json: { title }, headers: { 'if-match': '*' } },
      status: 200,
    },
    { name: 'delete', method: 'DELETE', target: `/tasks/${id}`, options: {}, status: 204 },
  ];
}
