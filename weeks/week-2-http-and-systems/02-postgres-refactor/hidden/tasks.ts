import { broken, expectThat, type HttpClient, type Reply, showValue, type Teaching } from 'checker/kit';

/** A task as the page of rest-api describes it. */
export interface Task {
  readonly id: string;
  readonly title: string;
  readonly status: 'open' | 'done';
  readonly priority: 'low' | 'normal' | 'high';
  readonly due: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A task with what is needed to read and change it. */
export interface Stored {
  readonly task: Task;
  readonly etag: string;
  /** `/tasks/{id}` */
  readonly path: string;
}

/** Of one operation of a batch; a delete has neither ETag nor task. */
export interface Result {
  readonly op: string;
  readonly id: string;
  readonly etag?: string;
  readonly task?: Task;
}

export interface Item {
  readonly op: string;
  readonly at: string;
}

/** How a request is sent: quietly in loops of many. */
export interface Sending {
  readonly transcript?: boolean;
  readonly patienceMs?: number;
}

const made = 'Send the same POST by hand, with `curl -i`, and compare what comes with the page of rest-api.';

/** Makes a task by `POST /tasks`. */
export async function createTask(
  service: HttpClient,
  fields: object,
  sending: Sending = {},
): Promise<Stored> {
  const reply = await service.request('POST', '/tasks', { ...sending, json: fields });
  expectStatus(reply, 201, { look: made });
  return storedIn(reply, { look: made });
}

/** The task in the answer to a POST, a GET or a PATCH, and its ETag. */
export function storedIn(reply: Reply, teaching: Teaching): Stored {
  const { json } = reply;
  const { etag } = reply.headers;
  expectThat(isRecord(json) && typeof json.id === 'string' && etag !== undefined, {
    ...teaching,
    expected: `the answer to ${told(reply)} to hold a task in JSON, and to have an ETag`,
    saw: `${etag === undefined ? 'no ETag' : `ETag ${etag}`} and ${showValue(reply.text.slice(0, 400))}`,
  });
  const task = json as unknown as Task;
  return { task, etag, path: pathOf(task.id) };
}

/** The task in an answer of 200 or 201. */
export function taskOf(reply: Reply, teaching: Teaching): Task {
  expectStatus(reply, [200, 201], teaching);
  return storedIn(reply, teaching).task;
}

export function pathOf(id: string): string {
  return `/tasks/${encodeURIComponent(id)}`;
}

export function readTask(service: HttpClient, { path }: Pick<Stored, 'path'>, sending: Sending = {}) {
  return service.request('GET', path, sending);
}

/** PATCH under the ETag that the task had when it was last seen, or under another condition. */
export function patchTask(
  service: HttpClient,
  { path, etag }: Pick<Stored, 'path' | 'etag'>,
  patch: unknown,
  sending: Sending = {},
): Promise<Reply> {
  const headers = { 'Content-Type': 'application/merge-patch+json', 'If-Match': etag };
  return service.request('PATCH', path, { ...sending, headers, json: patch });
}

export function sendBatch(
  service: HttpClient,
  operations: readonly object[],
  sending: Sending = {},
): Promise<Reply> {
  return service.request('POST', '/tasks/batch', { ...sending, json: { operations } });
}

export function creating(title: string, fields: object = {}): object {
  return { op: 'create', task: { title, ...fields } };
}

/** The results of a batch that was carried out. */
export function resultsOf(reply: Reply, teaching: Teaching): readonly Result[] {
  expectStatus(reply, 200, teaching);
  const { json } = reply;
  const results = isRecord(json) ? json.results : undefined;
  expectThat(
    Array.isArray(results) && results.every((result) => isRecord(result) && typeof result.id === 'string'),
    {
      ...teaching,
      expected: `the answer to ${told(reply)} to be {"results": […]}`,
      saw: showValue(reply.text.slice(0, 400)),
    },
  );
  return results as readonly Result[];
}

/** `GET /tasks` with these parameters: the items as they came, and the cursor. */
export async function listTasks(
  service: HttpClient,
  parameters: Readonly<Record<string, string>>,
  teaching: Teaching,
  sending: Sending = {},
): Promise<{ readonly items: readonly Task[]; readonly nextCursor: string | null }> {
  const query = new URLSearchParams(parameters).toString();
  const reply = await service.request('GET', query === '' ? '/tasks' : `/tasks?${query}`, sending);
  expectStatus(reply, 200, teaching);
  const { json } = reply;
  expectThat(isPage(json), {
    ...teaching,
    expected: `the answer to ${told(reply)} to be {"items": [task, …], "nextCursor": text or null}`,
    saw: showValue(reply.text.slice(0, 400)),
  });
  return json;
}

/** All pages from the first, or from behind a cursor; no more of them than `most`. */
export async function walkTasks(
  service: HttpClient,
  parameters: Readonly<Record<string, string>>,
  teaching: Teaching,
  { most = 500, ...sending }: Sending & { readonly most?: number } = {},
): Promise<readonly Task[]> {
  const all: Task[] = [];
  let cursor: string | null = null;
  for (let page = 1; page <= most; page += 1) {
    const here: Readonly<Record<string, string>> = cursor === null ? parameters : { ...parameters, cursor };
    const { items, nextCursor } = await listTasks(service, here, teaching, sending);
    all.push(...items);
    if (nextCursor === null) return all;
    cursor = nextCursor;
  }
  return broken({
    ...teaching,
    expected: `the last page, with "nextCursor": null, after at most ${most} pages`,
    saw: `${all.length} items on ${most} pages, and yet another cursor`,
  });
}

/** The items of `GET /tasks/{id}/history`. */
export async function historyOf(
  service: HttpClient,
  { path }: Pick<Stored, 'path'>,
  teaching: Teaching,
  sending: Sending = {},
): Promise<readonly Item[]> {
  const reply = await service.request('GET', `${path}/history`, sending);
  expectStatus(reply, 200, teaching);
  const items = isRecord(reply.json) ? reply.json.items : undefined;
  expectThat(
    Array.isArray(items) &&
      items.every((item) => isRecord(item) && typeof item.op === 'string' && typeof item.at === 'string'),
    {
      ...teaching,
      expected: `the answer to ${told(reply)} to be {"items": [{"op": …, "at": time}, …]}`,
      saw: showValue(reply.text.slice(0, 400)),
    },
  );
  return items;
}

const reasons: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  304: 'Not Modified',
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  412: 'Precondition Failed',
  422: 'Unprocessable Content',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** `why` says what is special about the request, after "…, since". */
export function expectStatus(
  answer: Pick<Reply, 'method' | 'target' | 'status' | 'text'>,
  status: number | readonly number[],
  { why, ...teaching }: Teaching & { readonly why?: string },
): void {
  const wished = [status].flat();
  if (wished.includes(answer.status)) return;
  const since = why === undefined ? '' : `, since ${why}`;
  broken({
    ...teaching,
    expected: `${told(answer)} to be answered with ${wished.map(tellStatus).join(' or ')}${since}`,
    saw: tellAnswer(answer),
  });
}

export function tellStatus(status: number): string {
  const reason = reasons[status];
  return reason === undefined ? String(status) : `${status} (${reason})`;
}

/** `GET /tasks`, as part of a sentence. */
export function told({ method, target }: Pick<Reply, 'method' | 'target'>): string {
  return `\`${method} ${target.length <= 120 ? target : `${target.slice(0, 119)}…`}\``;
}

/** The status and the beginning of the body. */
export function tellAnswer({ status, text }: Pick<Reply, 'status' | 'text'>): string {
  return text === '' ? tellStatus(status) : `${tellStatus(status)}: ${text.slice(0, 400)}`;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPage(
  json: unknown,
): json is { readonly items: readonly Task[]; readonly nextCursor: string | null } {
  return (
    isRecord(json) &&
    Array.isArray(json.items) &&
    json.items.every((item) => isRecord(item) && typeof item.id === 'string') &&
    (json.nextCursor === null || typeof json.nextCursor === 'string')
  );
}
