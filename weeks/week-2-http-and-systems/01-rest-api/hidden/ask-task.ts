import { expectThat, type HttpClient, type Reply } from 'checker/kit';
import type { Answered, Asked, Task, TaskCall } from './task-history.ts';

/** Asks the service something about one task, and says what was answered in the words of its history. */
export async function askTask(
  http: HttpClient,
  { id, client, asked }: { readonly id: string; readonly client: string; readonly asked: Asked },
): Promise<TaskCall> {
  const reply = await send(http, id, asked);
  const { sentAtMs, cameAtMs } = reply;
  return { client, asked, answered: answeredBy(reply, id, asked), sentAtMs, cameAtMs };
}

function send(http: HttpClient, id: string, asked: Asked): Promise<Reply> {
  const target = `/tasks/${id}`;
  const transcript = false;
  switch (asked.do) {
    case 'read':
      return http.request('GET', target, { transcript });
    case 'list':
      return http.request('GET', '/tasks?limit=100', { transcript });
    case 'patch': {
      const { title, ifMatch } = asked;
      return http.request('PATCH', target, { json: { title }, headers: { 'if-match': ifMatch }, transcript });
    }
    case 'delete':
      return http.request('DELETE', target, {
        headers: asked.ifMatch === undefined ? {} : { 'if-match': asked.ifMatch },
        transcript,
      });
    case 'batch': {
      const operations = asked.parts.map((part) => ({
        op: part.op,
        id,
        ...(part.ifMatch === undefined ? {} : { ifMatch: part.ifMatch }),
        ...(part.op === 'update' ? { task: { title: part.title } } : {}),
      }));
      return http.request('POST', '/tasks/batch', { json: { operations }, transcript });
    }
    default:
      return asked satisfies never;
  }
}

function answeredBy(reply: Reply, id: string, asked: Asked): Answered {
  const { status, headers, json } = reply;
  if (asked.do === 'batch') return answeredToBatch(reply);
  if (asked.do === 'list' && status === 200) {
    const items = arrayOf((json as { items?: unknown } | null)?.items);
    const found = items.map(asTask).find((task) => task?.id === id);
    return found === undefined || found === null
      ? { how: 'missing' }
      : { how: 'shown', task: found, etag: null };
  }
  if (status === 404) return { how: 'missing' };
  if (status === 412) return { how: 'refused' };
  if (status === 204 && asked.do === 'delete') return { how: 'done' };
  const task = asTask(json);
  const { etag } = headers;
  if (status === 200 && asked.do !== 'delete' && task !== null && etag !== undefined)
    return { how: 'shown', task, etag };
  return unforeseen(
    reply,
    asked.do === 'delete' ? '204, 404 or 412' : '200 with the task and its ETag, 404 or 412',
  );
}

function answeredToBatch(reply: Reply): Answered {
  const { status, json } = reply;
  if (status === 409) {
    const pointers = arrayOf((json as { errors?: unknown } | null)?.errors).map((each) =>
      String((each as { pointer?: unknown } | null)?.pointer),
    );
    const because = pointers.map((pointer) =>
      Number(/^\/operations\/(\d+)(?:\/|$)/.exec(pointer)?.[1] ?? -1),
    );
    return { how: 'not carried out', because };
  }
  if (status !== 200) return unforeseen(reply, '200 with the results, or 409');
  const versions = arrayOf((json as { results?: unknown } | null)?.results).flatMap((result) => {
    const { op, task, etag } = (result ?? {}) as { op?: unknown; task?: unknown; etag?: unknown };
    if (op === 'delete') return [];
    const version = asTask(task);
    return version === null || typeof etag !== 'string'
      ? unforeseen(reply, 'an etag and a task in the result of an update')
      : [{ task: version, etag }];
  });
  return { how: 'carried out', versions };
}

function unforeseen({ method, target, status, text }: Reply, expected: string): never {
  expectThat(false, {
    expected: `${expected}, for ${method} ${target} while others change the same task`,
    saw: `${status} ${text.slice(0, 300)}`,
    look: 'Send this request by itself. And what is different while others are under way?',
  });
}

function asTask(value: unknown): Task | null {
  if (typeof value !== 'object' || value === null) return null;
  return typeof (value as { title?: unknown }).title === 'string' ? (value as Task) : null;
}

function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
