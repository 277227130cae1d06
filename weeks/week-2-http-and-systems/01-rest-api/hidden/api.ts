import { broken, expectThat, type HttpClient, type Reply, showValue, type Teaching } from 'checker/kit';

/** A task as the exercise's page describes it. */
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

/** What is asked of a response: of a `Reply`, or of one that came over a raw connection. */
export interface Answer {
  readonly method: string;
  readonly target: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** How a request is sent: quietly in loops of many. */
export interface Sending {
  readonly transcript?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

export const strongTag = /^"[\x21\x23-\x7e\x80-\xff]*"$/;
export const requestIdForm = /^[\w.-]{1,64}$/;

const made = 'Send the same POST by hand, with `curl -i`, and compare what comes with the page.';

/** Makes a task by `POST /tasks`. */
export async function createTask(
  service: HttpClient,
  fields: object,
  sending: Sending = {},
): Promise<Stored> {
  const reply = await service.request('POST', '/tasks', { ...sending, json: fields });
  // Which of the two is for `create` to judge: others want a task.
  expectStatus(reply, [201, 200], { look: made });
  return storedIn(reply, { look: made });
}

/** So many tasks, one after the other, with these titles. */
export async function createTasks(
  service: HttpClient,
  all: readonly object[],
  sending: Sending = { transcript: false },
): Promise<Stored[]> {
  const stored: Stored[] = [];
  for (const fields of all) stored.push(await createTask(service, fields, sending));
  return stored;
}

/** The task in the answer to a POST, a GET or a PATCH, and its ETag. */
export function storedIn(reply: Reply, teaching: Teaching): Stored {
  const task = taskIn(reply, teaching);
  const { etag } = reply.headers;
  expectThat(etag !== undefined && strongTag.test(etag), {
    ...teaching,
    expected: `the answer to ${told(reply)} to have an ETag that is strong, such as "1" with its quotes`,
    saw: etag === undefined ? 'no header ETag' : `ETag: ${etag}`,
  });
  return { task, etag, path: pathOf(task.id) };
}

/** The body as a task, as far as one needs to go on: what else must be in it is for those to look at who ask for it. */
export function taskIn(answer: Reply, teaching: Teaching): Task {
  const { json } = answer;
  if (isRecord(json) && typeof json.id === 'string') return json as unknown as Task;
  return broken({
    ...teaching,
    expected: `the answer to ${told(answer)} to hold a task in JSON`,
    saw: showValue(answer.text.slice(0, 400)),
  });
}

export function pathOf(id: string): string {
  return `/tasks/${encodeURIComponent(id)}`;
}

export function readTask(service: HttpClient, { path }: Pick<Stored, 'path'>, sending: Sending = {}) {
  return service.request('GET', path, sending);
}

/** PATCH under the ETag that the task had when it was last seen. */
export function patchTask(
  service: HttpClient,
  { path, etag }: Pick<Stored, 'path' | 'etag'>,
  patch: unknown,
  { headers = {}, ...sending }: Sending = {},
): Promise<Reply> {
  const typed = { 'Content-Type': 'application/merge-patch+json', 'If-Match': etag, ...headers };
  return service.request('PATCH', path, { ...sending, headers: typed, json: patch });
}

/** `GET /tasks` with these parameters; the items as they came, and the cursor. */
export async function listTasks(
  service: HttpClient,
  parameters: Readonly<Record<string, string>>,
  teaching: Teaching,
  sending: Sending = {},
): Promise<{ readonly items: readonly Task[]; readonly nextCursor: string | null; readonly reply: Reply }> {
  const query = new URLSearchParams(parameters).toString();
  const reply = await service.request('GET', query === '' ? '/tasks' : `/tasks?${query}`, sending);
  expectStatus(reply, 200, teaching);
  const { json } = reply;
  expectThat(isPage(json), {
    ...teaching,
    expected: `the answer to ${told(reply)} to be {"items": [task, …], "nextCursor": text or null}`,
    saw: showValue(reply.text.slice(0, 400)),
  });
  return { ...json, reply };
}

const reasons: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  304: 'Not Modified',
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  428: 'Precondition Required',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** `why` says what is special about the request, after "…, since". */
export function expectStatus(
  answer: Answer,
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
export function told({ method, target }: Pick<Answer, 'method' | 'target'>): string {
  return `\`${method} ${target.length <= 120 ? target : `${target.slice(0, 119)}…`}\``;
}

/** The status and the beginning of the body. */
export function tellAnswer({ status, text }: Pick<Answer, 'status' | 'text'>): string {
  return text === '' ? tellStatus(status) : `${tellStatus(status)}: ${text.slice(0, 400)}`;
}

/** Content types are compared as media types: no matter the case, and parameters may follow. */
export function mediaTypeOf(answer: Pick<Answer, 'headers'>): string | null {
  return answer.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? null;
}

/** The methods that an `Allow` header lists, sorted. */
export function allowedBy(answer: Pick<Answer, 'headers'>): readonly string[] {
  const listed = (answer.headers.allow ?? '').split(',').map((method) => method.trim());
  return listed.filter((method) => method !== '').sort();
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
